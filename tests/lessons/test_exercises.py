"""Every exercise: its check refuses the stub and wrong answers, in words, and passes the solution."""

import contextlib
import json
import re
from collections import Counter

import matplotlib.pyplot as plt
import pytest

from tests.lessons.exercise import (
    ATTEMPTS,
    COURSE,
    EXERCISES,
    FILES,
    RIGHT,
    Attempt,
    Exercise,
    attempts,
    changed,
    lesson,
    meta,
    run,
)
from tools.notebooks.files import read
from tools.publish.exercises import CODE_STUB, TEXT_STUB, stale
from tools.publish.header import setup_source
from tools.rules.check import RULES
from tools.rules.page import Page, tags
from utils.checks import judging
from utils.checks.predictions import forget_predictions

pytestmark = pytest.mark.slow  # whole sets are solved, networks trained
KINDS = ("Finish the code", "Predict, then measure", "Read the plot", "Find the bug", "Open question")
HEADING = re.compile(r"^## (\d) · \S.*$", re.MULTILINE)
REFUSED = ("Not solved yet:", "Not yet:")
each_file = pytest.mark.parametrize("file", FILES)
each_exercise = pytest.mark.parametrize("one", EXERCISES, ids=str)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(judging.GRADING, raising=False)
    monkeypatch.setattr("utils.plotting.show", lambda fig, alt: plt.close(fig))
    forget_predictions()
    with plt.rc_context():
        yield


# Answers


@each_exercise
def test_the_solution_passes_in_one_line_and_a_grader_is_content(one: Exercise, monkeypatch):
    of_lesson = lesson(one.file)
    names = of_lesson.names_solved(one)
    said = run(of_lesson.cells[one.check].source, names)
    assert said.startswith("Passed. ")
    assert len(said) <= 100
    monkeypatch.setenv(judging.GRADING, "autograde")
    assert run(of_lesson.cells[one.check].source, names).startswith("Passed. ")


@each_exercise
def test_the_stub_fails_with_words_for_a_learner_and_an_error_for_a_grader(one: Exercise, monkeypatch):
    of_lesson = lesson(one.file)
    names = of_lesson.names_after(one, stub=True)
    assert run(of_lesson.cells[one.check].source, names).startswith(REFUSED)
    monkeypatch.setenv(judging.GRADING, "autograde")
    with pytest.raises(judging.NotSolved):
        run(of_lesson.cells[one.check].source, names)


@each_exercise
def test_nbgraders_own_stub_which_raises_fails_as_well(one: Exercise):
    of_lesson = lesson(one.file)
    names = of_lesson.names_before(one)
    for cell in of_lesson.stubs[one.first : one.check]:
        with contextlib.suppress(NotImplementedError):
            run(cell.source.replace(CODE_STUB, "raise NotImplementedError()"), names, cell.cell_type)
    assert run(of_lesson.cells[one.check].source, names).startswith(REFUSED)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=str)
def test_a_wrong_answer_is_refused_and_its_mistake_named(attempt: Attempt):
    of_lesson = lesson(attempt.file)
    (one,) = [e for e in of_lesson.exercises if attempt.answer in e.answers]
    said = of_lesson.said(one, instead=attempt)
    assert said.startswith(REFUSED)
    assert attempt.words in said


@pytest.mark.parametrize("answer", RIGHT, ids=str)
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")  # log of an answer that holds a 0
def test_a_right_answer_may_look_unlike_the_solution(answer: Attempt):
    of_lesson = lesson(answer.file)
    (one,) = [e for e in of_lesson.exercises if answer.answer in e.answers]
    said, below = of_lesson.said_after(one, answer)
    assert said.startswith("Passed. ")
    assert "np." not in below


@each_exercise
def test_two_wrong_answers_are_known(one: Exercise):
    known = [attempt for attempt in ATTEMPTS if attempt.file == one.file and attempt.answer == one.name]
    assert len(known) >= 2
    assert len({attempt.words for attempt in known}) >= 2, "two mistakes deserve two messages"


ODD = [7, -1.5, True, "word", [], {}, float("nan"), lambda *given: given, lambda: 1, lambda *given: 1 / 0]


@each_exercise
@pytest.mark.parametrize("odd", range(len(ODD)))
def test_an_odd_answer_gets_words_as_well(one: Exercise, odd: int):
    of_lesson = lesson(one.file)
    names = of_lesson.names_before(one) | {"odd": ODD[odd]}
    check, _, answers = of_lesson.cells[one.check].source.partition("(")
    call = f"{check}({', '.join(['odd'] * len(answers.split(',')))})"
    assert run(call, names).startswith(REFUSED)


# Notebooks


def test_the_exercises_are_current():
    found = [path.relative_to(COURSE.root).as_posix() for path in stale(COURSE)]
    assert not found, f"run: make exercises (stale: {', '.join(found)})"


@each_file
def test_unsolved_exercises_run_from_top_to_bottom(file: str):
    names, said = {"__name__": "__main__"}, []
    for cell in read(COURSE.notebooks / "exercises" / file).cells:
        said.append(run(cell.source, names, cell.cell_type))
    assert sum(words.startswith(REFUSED) for words in said) == len(lesson(file).exercises)
    assert not any(words.startswith("Passed") for words in said)


def parts(file: str) -> list[list]:
    """The cells of each exercise, its heading first."""
    cells = lesson(file).cells
    starts = [n for n, c in enumerate(cells) if c.cell_type == "markdown" and HEADING.search(c.source)]
    return [cells[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]


@each_file
def test_four_to_six_exercises_in_the_same_frame(file: str):
    title = next(entry for entry in COURSE.entries if entry.file == file)
    first, found = lesson(file).cells[0].source, parts(file)
    assert first.startswith(f"# Exercises {title.number} · {title.title}\n")
    minutes = re.search(r"\babout [3-6]\d minutes\b(, and \d+ more for the open question)?", first)
    assert minutes, "how long does the set take?"
    assert f"take {minutes[0]}:" in (COURSE.notebooks / file).read_text(encoding="utf-8"), (
        "the lesson differs"
    )
    assert 4 <= len(found) <= 6
    assert [HEADING.search(cells[0].source)[1] for cells in found] == [str(n + 1) for n in range(len(found))]
    assert [tags(cell) for cell in lesson(file).cells].count(["setup"]) == 1
    (setup,) = [cell for cell in lesson(file).cells if "setup" in tags(cell)]
    assert setup.source == setup_source(COURSE)
    assert setup is next(cell for cell in lesson(file).cells if cell.cell_type == "code")


@each_file
def test_the_open_answer_is_as_long_as_it_asks_for(file: str):
    (cells,) = (cells for cells in parts(file) if "**Open question.**" in cells[0].source)
    (answer,) = (cell.source for cell in cells if meta(cell).get("grade"))
    least, most = map(int, re.search(r"(\d+) to (\d+) words", cells[0].source).groups())
    own = re.split(r"\n\n(?=\*For the grader|\*\*\d of \d points)", answer)[0]
    assert least <= len(own.split()) <= most


@each_file
def test_the_kinds(file: str):
    kinds = Counter()
    for cells in parts(file):
        (kind,) = re.findall(r"^\*\*(.+?)\.\*\* ", cells[0].source, re.MULTILINE)
        kinds[kind] += 1
        graded = [cell for cell in cells if meta(cell).get("grade")]
        assert len(graded) == 1, "one graded cell in each exercise"
        open_question = kind == "Open question"
        assert (graded[0].cell_type == "markdown") == open_question
        words = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown" and not meta(cell))
        if open_question:
            assert "\nA good answer\n\n- " in words
            marks = sum(int(n) for n in re.findall(r"\((\d) points?\)", words))
            assert marks == meta(graded[0])["points"]
        else:
            assert "**Expected:**" in words
            assert re.findall(r"<details><summary>(.+?)</summary>", words) == ["First hint", "Second hint"]
            assert meta(graded[0])["points"] >= 1
            assert ("note_prediction(" in "".join(c.source for c in cells)) == (kind == KINDS[1])
    assert set(kinds) <= set(KINDS)
    assert kinds["Find the bug"] == kinds["Open question"] == 1
    assert len(kinds) >= 4


@each_file
def test_the_cells_are_nbgraders(file: str):
    cells = lesson(file).cells
    ids = [meta(cell)["grade_id"] for cell in cells if meta(cell)]
    assert len(set(ids)) == len(ids)
    for cell in cells:
        marked = "### BEGIN SOLUTION" in cell.source
        is_code = cell.cell_type == "code"
        assert marked == bool(is_code and meta(cell).get("solution")), cell.source
        if is_code and meta(cell).get("grade"):
            assert meta(cell)["locked"] and not meta(cell)["solution"]
            assert re.fullmatch(r"checks\.\w+\([\w, ]+\)", cell.source)
    for one in lesson(file).exercises:
        # Right after the answer, so that its words come before any error of a cell that uses the answer.
        assert one.answers.get(one.name) == one.check - 1, f"{one.name}-check stands right below {one.name}"


def test_a_change_takes_the_place_of_lines_of_the_solution():
    solution = "a = 1\n### BEGIN SOLUTION\nif a:\n    b = 2\n    c = 3\n### END SOLUTION\n"
    found = changed(solution, "\n# - b = 2\n# + b = 4\n# + d = 5\n\n# - c = 3\n")
    assert found == "a = 1\n### BEGIN SOLUTION\nif a:\n    b = 4\n    d = 5\n### END SOLUTION\n"
    for missing in ("# - a = 1\n# + a = 2", "# - b = 3\n# + b = 4"):  # outside of the marks; nowhere
        with pytest.raises(ValueError, match="0 times"):
            changed(solution, missing)


def test_what_stands_before_the_first_answer_is_for_all_but_the_changes():
    text = (
        '"""Answers."""\n\nn = 1\n\n# %% one | a | b\n\nx = n\n\n# %% one | c | d\n\n# - x = 2\n# + x = 3\n'
    )
    whole, change = attempts(text, "10_file.ipynb")
    names: dict = {}
    run(whole.instead_of(""), names)
    assert names["x"] == 1
    assert change.instead_of("### BEGIN SOLUTION\nx = 2\n") == "### BEGIN SOLUTION\nx = 3\n"


@each_file
def test_the_student_version_tells_no_solution(file: str):
    text = (COURSE.notebooks / "exercises" / file).read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    for stub, cell in zip(lesson(file).stubs, lesson(file).cells, strict=True):
        if meta(cell).get("solution"):
            assert (CODE_STUB if cell.cell_type == "code" else TEXT_STUB) in stub.source
            assert stub.source != cell.source
        assert not stub.get("outputs") and not cell.get("outputs")
        assert "execution_count" not in stub or stub.execution_count is None
    assert json.loads(text)["nbformat"] == 4


@each_file
@pytest.mark.parametrize("name", ["filler", "emoji", "links", "image-alt", "code-length"])
def test_the_words_keep_the_rules_of_the_house(file: str, name: str):
    for folder in ("solutions", "exercises"):
        page = Page(COURSE.notebooks / folder / file, COURSE)
        found = list(RULES[name](page))
        if name == "code-length":  # a bug and its cure stand in one cell of the solutions
            found = [one for one in found if "BEGIN SOLUTION" not in page.cells[one[0] - 1].source]
        assert found == []
