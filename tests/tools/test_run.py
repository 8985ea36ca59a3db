"""Running the lessons: what is stored after a success, and that a failure leaves everything as it was."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbval.plugin import get_sanitize_patterns

from tests.tools import good_lesson
from tools.course import ROOT, Course
from tools.notebooks import run as runner
from tools.notebooks.alone import everything
from tools.notebooks.files import changes, normalise, read, write


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Return a course of which the command takes the fixture folder for the repository."""
    course = good_lesson.build(tmp_path)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    return course


def notebook(*sources: str) -> NotebookNode:
    return new_notebook(cells=[new_markdown_cell("# Words"), *map(new_code_cell, sources)])


@pytest.mark.slow
def test_a_run_is_stored_in_normal_form(course: Course, capsys: pytest.CaptureFixture) -> None:
    path = course.notebooks / "07_training_craft.ipynb"
    prints = (
        "import os\nfor word in 'abc':\n    print(word, flush=True)\nprint(os.path.basename(os.getcwd()))"
    )
    write(notebook(prints, "1 / 0", "6 * 7"), path)
    nb = read(path)
    nb.cells[2].metadata.tags = ["raises-exception"]
    write(nb, path)
    assert runner.main(["07"]) == 0
    nb = read(path)
    assert [cell.execution_count for cell in nb.cells[1:]] == [1, 2, 3]
    assert [(out.name, out.text) for out in nb.cells[1].outputs] == [("stdout", "a\nb\nc\nnotebooks\n")]
    assert nb.cells[2].outputs[0].ename == "ZeroDivisionError"
    assert nb.cells[3].outputs[0].data["text/plain"] == "42"
    assert 1 <= nb.metadata.course.seconds < 60
    assert changes(path) == []
    captured = capsys.readouterr()
    assert "07_training_craft: running, 4 cells" in captured.err
    assert "07_training_craft: done after 0:" in captured.err
    assert captured.out.splitlines()[-2].split()[0] == "07_training_craft"
    before = path.read_text(encoding="utf-8")
    assert runner.main(["07"]) == 0
    # A busy machine may start a kernel in twice the time.
    after, seconds = path.read_text(encoding="utf-8"), f'"seconds": {nb.metadata.course.seconds}'
    same = [re.sub(r"ipykernel_\d+", "", text) for text in (after, before)]  # IPython 7 names the process
    assert re.sub(r'"seconds": \d+', seconds, same[0]) == same[1]


@pytest.mark.slow
def test_a_failure_leaves_the_file_and_says_where(course: Course, capsys: pytest.CaptureFixture) -> None:
    failing, other = (
        course.notebooks / "07_training_craft.ipynb",
        course.notebooks / "10_shakespeare_and_music.ipynb",
    )
    write(notebook("print('fine')", "# divide\nx = 1 / 0", "print('never')"), failing)
    write(notebook("print('fine')"), other)
    before = failing.read_text(encoding="utf-8")
    assert runner.main(["07", "10"]) == 1
    assert failing.read_text(encoding="utf-8") == before
    error = capsys.readouterr().err
    assert "07_training_craft.ipynb, cell 3: # divide" in error
    assert "ZeroDivisionError: division by zero" in error
    assert "\x1b" not in error
    # The lesson after it has still been run.
    assert read(other).cells[1].outputs[0].text == "fine\n"
    assert [path for path in course.notebooks.iterdir() if path.suffix not in (".ipynb", "")] == []


@pytest.mark.slow
def test_a_kernel_that_dies_is_a_failure(course: Course, capsys: pytest.CaptureFixture) -> None:
    path = course.notebooks / "07_training_craft.ipynb"
    write(notebook("import os", "os._exit(1)"), path)
    before = path.read_text(encoding="utf-8")
    assert runner.main(["07"]) == 1
    assert "07_training_craft.ipynb, cell 3: os._exit(1)" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("stored", "measured", "kept"), [(100, 110.0, 100), (100, 140.2, 140), (3, 4.4, 3), (None, 0.2, 1)]
)
def test_a_little_noise_does_not_change_the_stored_time(
    stored: int | None, measured: float, kept: int
) -> None:
    nb = new_notebook(metadata={"course": {"seconds": stored}} if stored else {})
    assert runner._measured(nb, measured) == kept


@pytest.mark.parametrize(
    ("clock", "processor", "stored"),
    [(90.0, 40.0, 40), (40.0, 48.0, 40), (90.0, 0.0, 90)],
    ids=["a busy machine", "an idle one with two cores", "a system that does not tell"],
)
def test_the_work_of_others_is_not_counted(
    course: Course, monkeypatch: pytest.MonkeyPatch, clock: float, processor: float, stored: int
) -> None:
    spent = iter([5.0, 5.0 + processor])
    monkeypatch.setattr(runner, "processor_seconds", lambda: next(spent))
    monkeypatch.setattr(runner, "execute", lambda *_: clock)
    path = course.notebooks / "07_training_craft.ipynb"
    nb = read(path)
    nb.metadata.pop("course", None)
    write(normalise(nb), path)
    runner.run(path)
    assert read(path).metadata.course.seconds == stored


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the time of child processes")
def test_the_processor_time_of_a_process_that_has_ended_is_known() -> None:
    before = runner.processor_seconds()
    subprocess.run([sys.executable, "-c", "while __import__('time').process_time() < 0.5: pass"], check=True)
    assert 0.4 <= runner.processor_seconds() - before < 5  # in ticks of a hundredth


def test_a_lesson_and_its_deeper_page_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    course = good_lesson.build(tmp_path, deeper=1)
    monkeypatch.setattr(runner, "run", lambda path: 7 if path.parent.name == "deeper" else 5)
    assert runner._run(runner.chosen(["08"], course)) == 0
    lines = capsys.readouterr().out.split()
    assert lines[-6:] == ["08_imdb_sentiment", "5", "deeper/08_imdb_sentiment", "7", "all", "12"]


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        ([], ["07", "08", "10"]),
        (["08"], ["08"]),
        (["10", "07"], ["07", "10"]),
        (["0*"], ["07", "08"]),
        (["08_imdb_sentiment", "08_imdb_sentiment.ipynb"], ["08"]),
    ],
)
def test_lessons_are_chosen_by_name_and_run_in_order(
    course: Course, names: list[str], numbers: list[str]
) -> None:
    assert [path.name[:2] for path in runner.chosen(names, course)] == numbers


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        ([], ["07", "08", "08d", "10"]),
        (["08"], ["08", "08d"]),
        (["08d"], ["08d"]),
        (["10", "08d", "07"], ["07", "08d", "10"]),
        (["08_*"], ["08", "08d"]),
    ],
)
def test_a_number_means_the_lesson_and_its_deeper_page(
    tmp_path: Path, names: list[str], numbers: list[str]
) -> None:
    course = good_lesson.build(tmp_path, deeper=1)
    assert [course.page_at(path).number for path in runner.chosen(names, course)] == numbers
    assert "deeper/08_imdb_sentiment.ipynb" in everything(course)


def test_a_path_is_as_good_as_a_name(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.root)
    exercise = course.notebooks / "exercises" / "08_imdb_sentiment.ipynb"
    exercise.parent.mkdir()
    write(normalise(notebook("1")), exercise)
    paths = runner.chosen(
        ["notebooks/exercises/08_imdb_sentiment.ipynb", "notebooks/07_training_craft.ipynb"], course
    )
    assert sorted(paths) == sorted([exercise, course.notebooks / "07_training_craft.ipynb"])


def test_an_unknown_lesson_is_an_error(course: Course, capsys: pytest.CaptureFixture) -> None:
    assert runner.main(["11"]) == 2
    assert "no lesson fits '11'. There are: 07 (07_training_craft), 08" in capsys.readouterr().err


def test_check_metadata_reports_and_normalise_repairs(course: Course, capsys: pytest.CaptureFixture) -> None:
    assert runner.main(["--check-metadata"]) == 0
    path = course.notebooks / "08_imdb_sentiment.ipynb"
    nb = read(path)
    nb.cells[3].metadata.collapsed = True
    write(nb, path)
    before = path.read_text(encoding="utf-8")
    assert runner.main(["--check-metadata", "08"]) == 1
    assert "08_imdb_sentiment.ipynb, cell 4: metadata to remove: collapsed" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == before
    assert runner.main(["--normalise"]) == 0
    assert runner.main(["--check-metadata"]) == 0


def test_stored_notebooks_are_in_normal_form() -> None:
    stored = sorted((ROOT / "notebooks").glob("**/*.ipynb"))
    found = [f"{path.name}: {what}" for path in stored for _, what in changes(path)]
    assert not found, "run: python -m tools.notebooks --normalise\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trained in 12.3 s", "trained in TIME"),
        ("2 minutes, 1:05 or 3 ms/step", "TIME, TIME or TIME/step"),
        ("<A at 0x7f12ab34cd56>", "<A at ADDRESS>"),
        ("2026-01-02 10:11:12.5", "DATE TIME"),
        ("410 tokens/s", "RATE"),
        ("lstm_12 (LSTM)", "LAYER (LSTM)"),
        ("x_train: (25000, 200), 3 seeds, loss 0.125, 5 stories", None),
    ],
)
def test_only_times_and_addresses_are_blanked_before_comparing(text: str, expected: str | None) -> None:
    pairs = get_sanitize_patterns((ROOT / "tests" / "sanitise.cfg").read_text(encoding="utf-8"))
    assert len(pairs) == 6
    found = text
    for regex, replacement in pairs:
        found = re.sub(regex, replacement, found)
    assert found == (expected or text)
