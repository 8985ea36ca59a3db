"""A notebook on its own, in an empty folder: it fetches the course, once, or says why it cannot."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.course import ROOT, Course
from tools.notebooks import alone
from tools.notebooks.alone import everything, opening, snapshot, stranger
from tools.notebooks.files import read
from tools.notebooks.run import Failure, execute
from tools.publish.header import setup_source
from utils.ledger import MIME

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="needs git and a clone"
)
COURSE = Course.load()
SETUP = setup_source(COURSE)
WHERE = "import utils; print(Path(utils.__file__).parent.parent == root, sys.path[0] == str(root), root)"


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working tree as a git repository with the course's tag, in a folder with a space."""
    return snapshot(COURSE, tmp_path_factory.mktemp("git") / "the source")


@pytest.mark.parametrize("name", everything(COURSE))
def test_a_notebook_alone_gets_as_far_as_its_data(name: str, source: Path, tmp_path: Path):
    outside = stranger(COURSE, source)
    execute(opening(read(COURSE.notebooks / name)), tmp_path, name, outside)
    assert (tmp_path / "lstm-course" / "notebooks" / name).is_file()
    # Later, and in a folder below: the same course is found, and nothing fetched.
    shutil.rmtree(source.parent / "gone", ignore_errors=True)
    below = tmp_path / "notebooks" / "exercises"
    below.mkdir(parents=True)
    again = new_notebook(cells=[new_code_cell(SETUP), new_code_cell(WHERE)])
    execute(again, below, name, stranger(COURSE, source.parent / "gone"))
    assert again.cells[1].outputs[0].text == f"True True {tmp_path / 'lstm-course'}\n"


def test_every_notebook_has_this_setup_cell():
    for name in everything(COURSE):
        found = [
            c.source for c in read(COURSE.notebooks / name).cells if "setup" in c.metadata.get("tags", [])
        ]
        assert found == [SETUP], name


def test_an_opening_ends_with_the_statement_that_loads():
    sources = [
        "import os",
        "a = 0",
        "a, b = 1, 2",
        "b = a",
        "from utils.synthetic.memory import recall\nimport time",
        "time.sleep(9)",
    ]
    sources += ["for n in range(a):\n    x = recall(n)\n    train(x)\nprint(x)", "more()"]
    nb = new_notebook(cells=[new_markdown_cell("words"), *map(new_code_cell, sources)])
    nb.cells[1].metadata.tags = ["setup"]
    kept = [cell.source for cell in opening(nb).cells]
    assert kept == [*(sources[n] for n in (0, 2, 4)), "for n in range(a):\n    x = recall(n)"]
    assert [cell.source for cell in nb.cells[1:]] == sources


def test_an_opening_without_data_is_all_that_is_imported():
    sources = ["import os\nx = 1", "from utils.checks import lesson_04 as checks\nfail()", "fail()"]
    nb = new_notebook(cells=[new_code_cell(source) for source in sources])
    nb.cells[0].metadata.tags = ["setup"]
    kept = [cell.source for cell in opening(nb).cells]
    assert kept == ["import os\nx = 1", "from utils.checks import lesson_04 as checks"]
    with pytest.raises(ValueError, match="no cell imports from utils"):
        opening(new_notebook(cells=[new_code_cell("import numpy")]))


def test_the_command_tells_what_failed_and_which_verdict_is_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    def fake(nb, folder, name, environment):
        assert folder.is_dir() and not any(folder.iterdir())
        if name.startswith("02"):
            raise Failure("02, cell 7: it broke")
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                if name.startswith("03") and MIME in output.get("data", {}):
                    output.data[MIME]["verdict"] = "true"
        return 30.0

    monkeypatch.setattr(alone, "snapshot", lambda course, target: target)
    monkeypatch.setattr(alone, "execute", fake)
    assert alone.main(["02", "03", "04", "exercises/02"]) == 1
    said = capsys.readouterr()
    assert "4 notebooks alone in empty folders, 1 failures, 1:30" in said.out
    assert "03_vanishing_gradients.ipynb: 'true' here, stored is 'false'. " in said.out
    assert "04_" not in said.out and said.err.strip() == "02, cell 7: it broke"
    assert alone.main(["04"]) == 0
    assert alone.main(["77"]) == 2


# The setup cell


def run(
    folder: Path, environment: dict[str, str], *python: str, times: int = 1
) -> subprocess.CompletedProcess:
    """Run the setup cell in one fresh interpreter that stands in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    code = f"{SETUP}\n" * times + WHERE
    command = [sys.executable, *python, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("place", ["empty", "notebooks/exercises"])
def test_the_pinned_tag_is_fetched_once(place: str, source: Path, tmp_path: Path):
    for _ in range(2):
        done = run(tmp_path / place, stranger(COURSE, source), times=2)
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"True True {tmp_path / place / 'lstm-course'}\n"
        assert done.stderr == ""
    git = ["git", "-C", str(tmp_path / place / "lstm-course"), "describe", "--tags"]
    assert subprocess.run(git, check=True, capture_output=True, text=True).stdout == f"{COURSE.tag}\n"


def test_a_variable_points_to_a_fork(source: Path, tmp_path: Path):
    fork = stranger(COURSE, Path("/nowhere")) | {"LSTM_COURSE_REPOSITORY": str(source)}
    done = run(tmp_path / "empty", fork)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"True True {tmp_path / 'empty' / 'lstm-course'}\n"


def test_inside_the_course_nothing_is_fetched(source: Path, tmp_path: Path):
    shutil.copytree(source, tmp_path / "mine")
    done = run(tmp_path / "mine" / "notebooks" / "exercises", stranger(COURSE, Path("/nowhere")))
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"True True {tmp_path / 'mine'}\n"


def half_made(folder: Path) -> None:
    (folder / "lstm-course" / ".git").mkdir(parents=True)


def without_tag(folder: Path, source: Path) -> dict[str, str]:
    subprocess.run(["git", "clone", "-q", "--no-tags", str(source), str(folder / "other")], check=True)
    return stranger(COURSE, folder / "other")


FAILURES = {  # what git, or the shell, says; what stands in the way
    "no network": (r"(?i)unable to access|could not resolve|failed to connect", None),
    "no repository": (r"(?i)does not exist|not found|does not appear", None),
    "no git": (r"(?i)git: .*not found|not recognized", None),
    "wrong tag": (rf"(?i)remote branch {COURSE.tag} not found", None),
    "half made": (r"(?i)already exists and is not an empty", half_made),
}


@pytest.mark.parametrize("why", FAILURES)
def test_a_failed_fetch_says_why_leaves_nothing_and_can_be_retried(why: str, source: Path, tmp_path: Path):
    words, prepare = FAILURES[why]
    folder = tmp_path / "empty"
    folder.mkdir()
    if prepare:
        prepare(folder)
    environment = {
        "no network": stranger(COURSE, source) | {"GIT_CONFIG_KEY_0": "url.http://localhost:1/.insteadOf"},
        "no repository": stranger(COURSE, tmp_path / "gone"),
        "no git": stranger(COURSE, source) | {"PATH": str(folder)},
        "half made": stranger(COURSE, source),
    }.get(why) or without_tag(tmp_path, source)
    before = sorted(path.name for path in folder.rglob("*"))
    done = run(folder, environment)
    assert done.returncode != 0
    said = done.stderr.partition("RuntimeError: ")[2]
    assert len(said.splitlines()) <= 7, said
    assert os.name == "nt" or re.search(words, said), said
    assert f"Help: https://github.com/{COURSE.repository}/blob/main/HELP.md" in said
    assert sorted(path.name for path in folder.rglob("*")) == before
    shutil.rmtree(folder)
    assert run(folder, stranger(COURSE, source)).returncode == 0


def test_a_python_without_packages_is_told_which_and_how(source: Path, tmp_path: Path):
    done = run(source, stranger(COURSE, source), "-S")
    assert done.returncode != 0
    assert "  tensorflow: is not installed\n" in done.stderr
    assert '%pip install "tensorflow>=' in done.stderr
