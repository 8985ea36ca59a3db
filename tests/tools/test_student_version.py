"""tools.exercises: what a student gets, when it is stale, what is refused."""

import copy
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.tools import good_lesson
from tests.tools.good_lesson import FILE
from tools.course import Course
from tools.notebooks.files import normalise, read, write
from tools.publish.exercises import CODE_STUB, TEXT_STUB, main, student

ANSWER = "def f(x):\n    '''Twice x.'''\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


def graded(cell, name: str, grade: bool, solution: bool, **more):
    cell.metadata.nbgrader = dict(grade_id=name, grade=grade, solution=solution, schema_version=3, **more)
    cell.metadata.nbgrader |= dict(locked=not solution, task=False)
    return cell


def solutions():
    cells = [
        new_markdown_cell("# Exercises"),
        graded(new_code_cell(ANSWER, outputs=[new_output("stream", text="x")]), "twice", False, True),
        graded(new_code_cell("checks.twice(f)"), "twice-check", True, False, points=2),
        graded(new_markdown_cell("Because."), "why", True, True, points=1),
    ]
    return new_notebook(cells=cells)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = good_lesson.build(tmp_path)
    (course.notebooks / "solutions").mkdir()
    write(normalise(solutions()), course.notebooks / "solutions" / FILE)
    assert main([], tmp_path) == 0
    return course


def test_solutions_and_outputs_are_gone(course: Course):
    head, answer, check, why = read(course.notebooks / "exercises" / FILE).cells
    assert answer.source == f"def f(x):\n    '''Twice x.'''\n    {CODE_STUB}"
    assert answer.outputs == []
    assert check.source == "checks.twice(f)"
    assert why.source == TEXT_STUB
    assert f"/notebooks/exercises/{FILE})" in head.source
    assert all("checksum" in cell.metadata.nbgrader for cell in (answer, check, why))


def test_the_source_is_stored_without_outputs_too(course: Course):
    text = (course.notebooks / "solutions" / FILE).read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" in text and '"outputs": []' in text and "stream" not in text
    assert "checksum" not in text


def test_a_second_run_changes_nothing(course: Course, capsys):
    paths = [course.notebooks / folder / FILE for folder in ("solutions", "exercises")]
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths]
    assert main([], course.root) == 0
    assert main(["--check"], course.root) == 0
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths] == before
    assert "1 lessons are up to date" in capsys.readouterr().out


def test_a_stale_file_is_named_then_written(course: Course, capsys):
    path = course.notebooks / "solutions" / FILE
    nb = read(path)
    nb.cells[2].source = "checks.thrice(f)"
    write(nb, path)
    capsys.readouterr()
    assert main(["--check"], course.root) == 1
    assert capsys.readouterr().out == f"notebooks/exercises/{FILE}: stale\n"
    assert "thrice" not in (course.notebooks / "exercises" / FILE).read_text(encoding="utf-8")
    assert main([], course.root) == 0
    assert "thrice" in (course.notebooks / "exercises" / FILE).read_text(encoding="utf-8")


def test_exercises_without_solutions_are_removed(course: Course, capsys):
    (course.notebooks / "solutions" / FILE).unlink()
    assert main(["--check"], course.root) == 1
    assert (course.notebooks / "exercises" / FILE).is_file()
    assert main([], course.root) == 0
    assert not (course.notebooks / "exercises" / FILE).exists()
    assert main(["--check"], course.root) == 0


def broken(nb, how: str):
    nb = copy.deepcopy(nb)
    if how == "twice":
        nb.cells[2].metadata.nbgrader.grade_id = "why"
    elif how == "points":
        del nb.cells[2].metadata.nbgrader["points"]
    elif how == "schema":
        nb.cells[2].metadata.nbgrader.schema_version = 1
    elif how == "open mark":
        nb.cells[1].source = ANSWER.replace("### END SOLUTION", "")
    elif how == "no answer cell":
        nb.cells.append(new_code_cell(ANSWER))
    return nb


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("twice", "more than one why"),
        ("points", "points"),
        ("schema", "schema version"),
        ("open mark", "no end solution"),
        ("no answer cell", "solution"),
    ],
)
def test_what_nbgrader_would_refuse_is_refused(course: Course, how: str, words: str, capsys):
    path = course.notebooks / "solutions" / FILE
    write(broken(read(path), how), path)
    before = (course.notebooks / "exercises" / FILE).read_bytes()
    assert main([], course.root) == 2
    error = capsys.readouterr().err
    assert f"solutions/{FILE}: " in error and words in error
    assert (course.notebooks / "exercises" / FILE).read_bytes() == before


def test_nothing_handed_in_is_changed(course: Course):
    nb = normalise(solutions())
    before = copy.deepcopy(nb)
    student(course, FILE, nb)
    assert nb == before
