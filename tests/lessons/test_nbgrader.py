"""The exercises in a real nbgrader course: released, handed in, graded."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from tests.lessons.exercise import COURSE, FILES, lesson, meta
from tools.course import ROOT
from tools.notebooks.files import read
from tools.publish.exercises import CODE_STUB, TEXT_STUB

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's own
]
# Every set is released; one is handed in, solved and unsolved. What a grader sees of all the others, stubs
# and solutions, `test_exercises` tests in one process; here each would start a kernel and load TensorFlow.
HANDED_IN = FILES[:1]
STUDENTS = {"solved": "solutions", "unsolved": "exercises"}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder in which all exercises have been released, handed in twice, and graded.

    The sets are notebooks of one assignment, so that each student needs one kernel and nothing more.
    """
    root = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls alembic, which lies beside this Python.
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        for folder in ("utils", "data"):  # which the setup cells find, so that they fetch nothing
            shutil.copytree(ROOT / folder, root / folder)
        api = NbGraderAPI(config=settings(root))
        (root / "source" / "exercises").mkdir(parents=True)
        for file in FILES:
            shutil.copy(COURSE.notebooks / "solutions" / file, root / "source" / "exercises")
        done = api.generate_assignment("exercises")
        assert done["success"], done["log"]
        for student, folder in STUDENTS.items():
            handed_in = root / "submitted" / student / "exercises"
            handed_in.mkdir(parents=True)
            for file in HANDED_IN:
                shutil.copy(COURSE.notebooks / folder / file, handed_in)
            done = api.autograde("exercises", student)
            assert done["success"], done["log"]
    return root


def settings(root: Path) -> Config:
    """The settings that README.md gives to teachers, and the stubs; all others are nbgrader's own."""
    config = Config()
    config.CourseDirectory.root = str(root)
    config.Exchange.root = str(root / "exchange")
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    config.Execute.timeout, config.Execute.iopub_timeout = 300, 60
    return config


def marks(root: Path, student: str, file: str) -> dict[str, tuple[float | None, float, bool]]:
    """grade_id -> (marks given by the machine, marks possible, whether a person has to mark it)."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "") as book:
        handed_in = book.find_submission_notebook(Path(file).stem, "exercises", student)
        return {g.name: (g.auto_score, g.max_score, g.needs_manual_grade) for g in handed_in.grades}


def points(file: str) -> dict[str, float]:
    return {meta(c)["grade_id"]: meta(c)["points"] for c in lesson(file).cells if meta(c).get("grade")}


@pytest.mark.parametrize("file", FILES)
def test_what_nbgrader_releases_is_what_the_course_gives_out(course: Path, file: str):
    released = read(course / "release" / "exercises" / file).cells
    ours = read(COURSE.notebooks / "exercises" / file).cells
    assert [cell.source for cell in released][1:] == [cell.source for cell in ours][1:]  # the badges differ
    assert [meta(cell) for cell in released] == [meta(cell) for cell in ours]


@pytest.mark.parametrize("file", HANDED_IN)
def test_the_solution_gets_full_marks(course: Path, file: str):
    got = marks(course, "solved", file)
    assert {name: possible for name, (_, possible, _) in got.items()} == points(file)
    for one in lesson(file).exercises:
        auto, possible, by_hand = got.pop(f"{one.name}-check")
        assert (auto, by_hand) == (possible, False)
        assert possible > 0
    assert [by_hand for _, _, by_hand in got.values()] == [True]  # the open question waits for a person
    cells = read(course / "autograded" / "solved" / "exercises" / file).cells
    assert not [out for cell in cells for out in cell.get("outputs", []) if out.output_type == "error"]


@pytest.mark.parametrize("file", HANDED_IN)
def test_the_stub_gets_none(course: Path, file: str):
    got = marks(course, "unsolved", file)
    assert set(got) == set(points(file))
    assert {(auto, by_hand) for auto, _, by_hand in got.values()} == {(0.0, False)}


@pytest.mark.parametrize("file", HANDED_IN)
def test_the_feedback_of_a_refused_answer_is_words(course: Path, file: str):
    cells = read(course / "autograded" / "unsolved" / "exercises" / file).cells
    for cell in cells:
        if cell.cell_type == "code" and meta(cell).get("grade"):
            (error,) = [output for output in cell.outputs if output.output_type == "error"]
            assert error.ename == "NotSolved"
            assert "\n".join(error.traceback).startswith(("Not solved yet:", "Not yet:"))
