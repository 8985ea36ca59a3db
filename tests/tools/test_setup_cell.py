"""The setup cell of every notebook: it finds the course, or fetches it once, or says why it cannot."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.course import ROOT, Course
from tools.notebooks.alone import stranger
from tools.publish.header import setup_source

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("git") is None, reason="needs git")]
COURSE = Course.load()
SETUP = setup_source(COURSE)
WHERE = "import utils; print(Path(utils.__file__).parent.parent == root, sys.path[0] == str(root), root)"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the course's tag; of the course it holds only what the cell calls."""
    folder = tmp_path_factory.mktemp("git") / "the source"
    (folder / "utils").mkdir(parents=True)
    for name in ("requirements.txt", "utils/__init__.py", "utils/session.py", "utils/ledger.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "utils" / "plotting.py").write_text("def use_course_style(): ...\n")
    git = ["git", "-C", str(folder), "-c", "user.name=course", "-c", "user.email=course@example.org"]
    for step in (["init", "-q"], ["add", "--all"], ["commit", "-qm", "As it is"], ["tag", COURSE.tag]):
        subprocess.run([*git, *step], check=True)
    return folder


def run(
    folder: Path, environment: dict[str, str], *python: str, times: int = 1, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess:
    """Run the setup cell in one fresh interpreter whose working directory is ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    code = f"{SETUP}\n" * times + WHERE
    command = [*before, sys.executable, *python, "-c", code]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, errors="surrogateescape"
    )


def assert_fetched(done: subprocess.CompletedProcess, folder: Path) -> None:
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"True True {folder / 'lstm-course'}\n"
    assert done.stderr == ""


@pytest.mark.parametrize("place", ["empty", "notebooks/exercises"])
def test_the_pinned_tag_is_fetched_once(place: str, source: Path, tmp_path: Path):
    for _ in range(2):
        assert_fetched(run(tmp_path / place, stranger(COURSE, source), times=2), tmp_path / place)
    git = ["git", "-C", str(tmp_path / place / "lstm-course"), "describe", "--tags"]
    assert subprocess.run(git, check=True, capture_output=True, text=True).stdout == f"{COURSE.tag}\n"


def test_a_variable_points_to_a_fork(source: Path, tmp_path: Path):
    fork = stranger(COURSE, Path("/nowhere")) | {"LSTM_COURSE_REPOSITORY": str(source)}
    assert_fetched(run(tmp_path / "empty", fork), tmp_path / "empty")


def test_inside_the_course_nothing_is_fetched(source: Path, tmp_path: Path):
    shutil.copytree(source, tmp_path / "mine")
    done = run(tmp_path / "mine" / "notebooks" / "exercises", stranger(COURSE, Path("/nowhere")))
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"True True {tmp_path / 'mine'}\n"


# Names of folders that mean something to a shell, or to no one.
NAMES = ["dollar$HOME x", "it's here", "a;touch pwned;b", "$(touch pwned)", "é", "-q", "`touch pwned`", "a&b"]
NAMES += [] if os.name == "nt" else ['say "it"', "back\\slash", "line\nbreak", "star*"]


@pytest.mark.parametrize("fork", [False, True])
def test_any_name_of_a_folder_will_do(fork: bool, source: Path, tmp_path: Path):
    for number, name in enumerate(NAMES):
        folder, origin = tmp_path / str(number) / name, source
        environment = stranger(COURSE, source)
        if fork:
            origin = tmp_path / "forks" / f"{number} {name}"
            shutil.copytree(source / ".git", origin / ".git")
            environment = stranger(COURSE, Path("/nowhere")) | {"LSTM_COURSE_REPOSITORY": str(origin)}
        assert_fetched(run(folder, environment), folder)
        assert [path.name for path in folder.iterdir()] == ["lstm-course"], name
        shutil.rmtree(folder)
    assert not list(tmp_path.rglob("*pwned"))


def test_an_address_is_never_an_option_of_git(tmp_path: Path):
    address = "--upload-pack=touch pwned;"
    done = run(tmp_path / "empty", stranger(COURSE, Path("/nowhere")) | {"LSTM_COURSE_REPOSITORY": address})
    assert f"repository '{address}' does not exist" in done.stderr
    assert not any((tmp_path / "empty").iterdir())


def test_a_relative_address_counts_from_the_notebook(source: Path, tmp_path: Path):
    shutil.copytree(source, tmp_path / "-my fork")
    for address in ("../-my fork", "-my fork"):
        folder = tmp_path if address.startswith("-") else tmp_path / "empty"
        environment = stranger(COURSE, Path("/nowhere")) | {"LSTM_COURSE_REPOSITORY": address}
        assert_fetched(run(folder, environment), folder)


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder named ``lstm-course`` that nobody may enter."""
    folder = tmp_path / "lstm-course"
    (folder / "utils").mkdir(parents=True)
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="folders are closed in another way there")
@pytest.mark.parametrize("place", ["", "below"])
def test_a_folder_that_may_not_be_entered_is_passed_over(
    place: str, closed: Path, source: Path, tmp_path: Path
):
    before = ()
    if os.geteuid() == 0:  # who may enter everything, unless that right is dropped
        if not (setpriv := shutil.which("setpriv")):
            pytest.skip("root may enter every folder")
        before = (setpriv, "--bounding-set=-dac_override,-dac_read_search")
    folder = tmp_path / place
    done = run(folder, stranger(COURSE, source), before=before)
    if place:
        assert_fetched(done, folder)
    else:  # it has the name that the course would get: git says so, Python does not
        assert re.search(r"RuntimeError: .*lstm-course", done.stderr) and "PermissionError" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="the locale is set in another way there")
def test_the_words_of_git_need_no_encoding(source: Path, tmp_path: Path):
    folder = tmp_path / "é"
    (folder / "lstm-course" / ".git").mkdir(parents=True)
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = run(folder, stranger(COURSE, source) | ascii_only)
    assert re.search(r"RuntimeError: fatal: .*already exists and is not an empty directory", done.stderr)
    assert "Unicode" not in done.stderr
    shutil.rmtree(folder / "lstm-course")
    assert_fetched(run(folder, stranger(COURSE, source) | ascii_only), folder)


@pytest.mark.skipif(os.name == "nt", reason="a program of this kind needs a shell")
@pytest.mark.parametrize("words", ["", "fatal: \\377\\376 no\\n"])
def test_a_git_that_fails_in_its_own_way_is_not_taken_for_success(words: str, tmp_path: Path):
    (tmp_path / "git").write_text(f"#!/bin/sh\nprintf '{words}' >&2\nexit 3\n")
    (tmp_path / "git").chmod(0o755)
    done = run(tmp_path / "empty", stranger(COURSE, Path("/nowhere")) | {"PATH": str(tmp_path)})
    assert "RuntimeError: " in done.stderr
    assert f"Help: https://github.com/{COURSE.repository}/blob/main/HELP.md" in done.stderr


def half_made(folder: Path) -> None:
    (folder / "lstm-course" / ".git").mkdir(parents=True)


def without_tag(folder: Path, source: Path) -> dict[str, str]:
    subprocess.run(["git", "clone", "-q", "--no-tags", str(source), str(folder / "other")], check=True)
    return stranger(COURSE, folder / "other")


FAILURES = {  # what is said; what is in the way
    "no network": (r"(?i)unable to access|could not resolve|failed to connect", None),
    "no repository": (r"(?i)does not exist|not found|does not appear", None),
    "no git": (r"^git cannot be started\. Is it installed\? ", None),
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
    assert f"\nHelp: https://github.com/{COURSE.repository}/blob/main/HELP.md" in said
    assert sorted(path.name for path in folder.rglob("*")) == before
    shutil.rmtree(folder)
    assert run(folder, stranger(COURSE, source)).returncode == 0


def test_a_python_without_packages_is_told_which_and_how(source: Path, tmp_path: Path):
    done = run(source, stranger(COURSE, source), "-S")
    assert done.returncode != 0
    assert "  tensorflow: is not installed\n" in done.stderr
    assert '%pip install "tensorflow>=' in done.stderr
