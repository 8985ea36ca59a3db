"""The README says what the stored notebooks say."""

import base64
from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tests.tools import good_lesson
from tests.tools.good_lesson import FILE, verdict_box
from tools.course import ROOT, Course
from tools.notebooks.files import read, write
from tools.publish.readme import FIGURE, figure, main, render

MARKS = (
    "<!-- map:begin -->",
    "<!-- map:end -->",
    "<!-- ledger:begin -->",
    "<!-- ledger:end -->",
    "<!-- picture:begin -->",
    "<!-- picture:end -->",
)


def test_the_readme_is_current() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert render(Course.load(), text) == text, "run: make readme"
    assert (ROOT / FIGURE).read_bytes() == figure(Course.load())[0], "run: make readme"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return good_lesson.build(tmp_path)


def rendered(course: Course) -> str:
    return render(course, (course.root / "README.md").read_text(encoding="utf-8"))


def test_the_map_shows_what_the_notebook_holds(course: Course) -> None:
    (row,) = [line for line in rendered(course).splitlines() if f"notebooks/{FILE})" in line and "**" in line]
    cells = [cell.strip() for cell in row.strip("|").split(" | ")]
    assert cells[0] == f"[08 · Opinions in film reviews](notebooks/{FILE})"
    assert cells[1:5] == ["How good is an LSTM at reading opinions?", "**true, but**", "15", "141"]
    assert cells[5] == ""
    assert cells[6].endswith(
        f"(https://colab.research.google.com/github/someone/lstm-course/blob/v1.2.0/notebooks/{FILE})"
    )


def test_the_map_links_the_exercises_that_exist(course: Course) -> None:
    text = "## 1 · One\n\n## Not one\n\n## 2 · Two"
    (course.notebooks / "exercises").mkdir()
    write(new_notebook(cells=[new_markdown_cell(text)]), course.notebooks / "exercises" / FILE)
    assert f" | [2 exercises](notebooks/exercises/{FILE}) | " in rendered(course)


def test_every_lesson_is_in_the_map_once(course: Course) -> None:
    before, waiting = rendered(course).split("In preparation:")
    assert {entry.number for entry in course.entries} == {"07", "08", "09", "10"}
    for entry in course.entries:
        assert f"notebooks/{entry.file})" in before or entry not in course.pages
        assert (f"| {entry.number} | {entry.title} |" in waiting) == (entry not in course.pages)


def test_a_deeper_page_has_its_own_line_in_map_and_ledger(tmp_path: Path) -> None:
    text = rendered(good_lesson.build(tmp_path / "deep", deeper=1))
    course_map, ledger = text.split(MARKS[2])[0], text.split(MARKS[2])[1]
    assert (
        f"[08d · Opinions, taken apart](notebooks/{good_lesson.DEEPER_FILE}) | Which step brings what?"
        in course_map
    )
    assert course_map.index("08 · Opinions") < course_map.index("08d · Opinions") < course_map.index("10 · ")
    assert "| 08 | Our LSTM" in ledger and "| 08d | Our LSTM" in ledger


def test_the_ledger_shows_claim_verdict_and_reason(course: Course) -> None:
    ledger = rendered(course).split(MARKS[2])[1]
    assert good_lesson.CLAIM in ledger
    assert "**true, but**" in ledger
    # A bar would end the table's cell.
    assert "a linear model \\| with word pairs does better." in ledger


def test_a_changed_verdict_changes_the_readme(course: Course, capsys: pytest.CaptureFixture) -> None:
    assert main([], course.root) == 0
    assert main(["--check"], course.root) == 0
    path = course.notebooks / FILE
    nb = read(path)
    next(c for c in nb.cells if "verdict" in c.metadata.get("tags", [])).outputs = [verdict_box("false")]
    write(nb, path)
    capsys.readouterr()
    assert main(["--check"], course.root) == 1
    diff = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("+") and "**false**" in line for line in diff) == 2
    assert sum(line.startswith("-") and "**true, but**" in line for line in diff) == 2
    assert main([], course.root) == 0
    text = (course.root / "README.md").read_text(encoding="utf-8")
    assert "**false**" in text
    assert "**true, but**" not in text
    assert main(["--check"], course.root) == 0


def test_the_figure_is_the_one_that_the_lesson_stores(course: Course) -> None:
    copy = course.root / FIGURE
    assert figure(course) is None and main(["--check"], course.root) == 1 and not copy.exists()
    path = course.notebooks / FILE
    nb = read(path)
    tags = next(cell.metadata.tags for cell in nb.cells if "figure" in cell.metadata.get("tags", []))
    tags.append("readme")
    write(nb, path)
    assert main(["--check"], course.root) == 1
    assert main([], course.root) == 0
    assert copy.read_bytes() == base64.b64decode(good_lesson.PIXEL)
    assert f"![{good_lesson.ALT}]({FIGURE})" in (course.root / "README.md").read_text(encoding="utf-8")
    assert main(["--check"], course.root) == 0
    copy.write_bytes(b"another")
    assert main(["--check"], course.root) == 1
    nb.cells[2].metadata.tags = ["readme"]
    write(nb, path)
    assert main([], course.root) == 2  # one too many


def test_words_outside_the_marks_stay(course: Course) -> None:
    def outside(text: str) -> list[str]:
        between = text.split(MARKS[1])[1].split(MARKS[2])[0]
        return [
            text.split(MARKS[4])[0],
            text.split(MARKS[5])[1].split(MARKS[0])[0],
            between,
            text.split(MARKS[3])[1],
        ]

    assert outside(rendered(course)) == outside((course.root / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("times", [0, 2])
def test_wrong_marks_are_refused(
    course: Course, mark: str, times: int, capsys: pytest.CaptureFixture
) -> None:
    path = course.root / "README.md"
    text = path.read_text(encoding="utf-8").replace(mark, mark * times)
    path.write_text(text, encoding="utf-8")
    assert main([], course.root) == 2
    assert "once each" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == text


def test_without_lessons_there_is_still_a_map(course: Course) -> None:
    for path in course.notebooks.glob("*.ipynb"):
        path.unlink()
    text = rendered(Course.load(course.root))
    assert text.count("\n| ") == len(course.entries) + 2
    assert "No lesson has reached its verdict yet." in text
