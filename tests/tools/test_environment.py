"""The environment is made once, an interrupted installation is taken up again, a lesson is opened in it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment, lab
from tools.course import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a shell script")

# Stands for uv: notes what it is asked to do, "makes" environments, fails where told to.
FAKE_UV = """#!/bin/sh
echo "$1" >> "$FAKE/calls"
case "$1" in
  venv)
    [ -f "$FAKE/no-python" ] && exit 2
    for last; do :; done
    mkdir -p "$last/bin"
    printf '#!/bin/sh\\nexit 0\\n' > "$last/bin/python"
    chmod +x "$last/bin/python" ;;
  pip) [ -f "$FAKE/no-network" ] && exit 1 ;;
esac
exit 0
"""


class House:
    """A folder with a lock, and a uv that only pretends."""

    def __init__(self, root: Path, fake: Path) -> None:
        self.root, self.fake = root, fake
        self.lock = root / "requirements-lock.txt"
        self.lock.write_text("a==1\n", encoding="utf-8")

    def calls(self) -> list[str]:
        """What uv was asked to do since the last question."""
        path = self.fake / "calls"
        found = path.read_text(encoding="utf-8").split() if path.exists() else []
        path.unlink(missing_ok=True)
        return found

    def fails(self, name: str, really: bool = True) -> None:
        (self.fake / name).touch() if really else (self.fake / name).unlink()


@pytest.fixture(params=["house", 'it\'s here; $HOME "x" é'])
def house(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    root, fake = tmp_path / request.param, tmp_path / "fake"
    root.mkdir()
    fake.mkdir()
    (fake / "uv").write_text(FAKE_UV, encoding="utf-8")
    (fake / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake}:/usr/bin:/bin")
    monkeypatch.setenv("FAKE", str(fake))
    return House(root, fake)


def test_the_environment_is_made_once(house: House) -> None:
    assert environment.make(house.root) == house.root / ".venv" / "bin" / "python"
    assert house.calls() == ["venv", "pip"]
    environment.make(house.root)
    assert house.calls() == []


def test_a_new_date_on_the_same_lock_installs_nothing(house: House) -> None:
    environment.make(house.root)
    house.calls()
    os.utime(house.lock, (4e9, 4e9))
    environment.make(house.root)
    assert house.calls() == []


def test_a_changed_lock_is_installed_into_the_same_environment(house: House) -> None:
    environment.make(house.root)
    house.calls()
    house.lock.write_text("a==2\n", encoding="utf-8")
    os.utime(house.lock, (1, 1))  # also with an old date
    environment.make(house.root)
    assert house.calls() == ["pip"]


def test_a_failed_installation_is_taken_up_again(house: House) -> None:
    house.fails("no-network")
    for _ in range(2):
        with pytest.raises(environment.NotMade, match="run the command again"):
            environment.make(house.root)
    assert house.calls() == ["venv", "pip", "pip"]
    house.fails("no-network", False)
    environment.make(house.root)
    # What says that the old lock is installed must not survive the failure of a new one.
    house.lock.write_text("a==2\n", encoding="utf-8")
    house.fails("no-network")
    with pytest.raises(environment.NotMade):
        environment.make(house.root)
    house.lock.write_text("a==1\n", encoding="utf-8")
    house.calls()
    house.fails("no-network", False)
    environment.make(house.root)
    assert house.calls() == ["pip"]


def test_an_environment_whose_python_is_gone_is_made_anew(house: House) -> None:
    environment.make(house.root)
    house.calls()
    (house.root / ".venv" / "bin" / "python").unlink()
    environment.make(house.root)
    assert house.calls() == ["venv", "pip"]


def test_without_a_fitting_python_it_is_said_what_to_do(house: House, capsys: pytest.CaptureFixture) -> None:
    house.fails("no-python")
    with pytest.raises(environment.NotMade, match=r"3\.10 to 3\.13: install one[\s\S]*make PYTHON="):
        environment.make(house.root)
    assert house.calls() == ["venv"]


def test_a_python_without_venv_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
    with pytest.raises(environment.NotMade, match="apt install python3-venv"):
        environment.find_uv(tmp_path)


def test_nothing_but_the_standard_library_and_an_old_python_are_enough() -> None:
    for module in (environment, lab):
        source = Path(module.__file__).read_text(encoding="utf-8")
        compile(source, module.__file__, "exec", dont_inherit=True)
    code = "import sys; import tools.lab; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) - sys.stdlib_module_names <= {"tools", "__main__"}


# Opening a lesson


@pytest.fixture
def lessons(house: House) -> House:
    (house.root / "notebooks" / "deeper").mkdir(parents=True)
    for name in ("03_a", "08_b", "11_c", "deeper/08_b", "deeper/08e_more"):
        (house.root / "notebooks" / f"{name}.ipynb").touch()
    return house


@pytest.mark.parametrize(
    ("choice", "file"),
    [
        ("", "03_a.ipynb"),
        ("8", "08_b.ipynb"),
        ("08", "08_b.ipynb"),
        ("8d", "deeper/08_b.ipynb"),
        ("08d", "deeper/08_b.ipynb"),
        ("08e", "deeper/08e_more.ipynb"),
    ],
)
def test_the_first_lesson_or_the_chosen_one_is_opened(lessons: House, choice: str, file: str) -> None:
    words = lab.command(lessons.root, choice, ["--port", "9999"], Path("python"))
    assert f"--LabApp.default_url=/lab/tree/notebooks/{file}" in words
    assert words[-2:] == ["--port", "9999"]


def test_a_lesson_that_does_not_exist_is_refused(lessons: House, capsys: pytest.CaptureFixture) -> None:
    assert lab.main(["09"], lessons.root) == 1
    error = capsys.readouterr().err
    assert "no lesson '09'" in error and "08_b" in error
    assert lessons.calls() == []


def test_jupyterlab_is_started_in_the_course_without_menus_for_teachers(
    lessons: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    environment.make(lessons.root)
    python = lessons.root / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "in $PWD, settings $JUPYTER_CONFIG_PATH, path $PYTHONPATH, $*"\n')
    assert lab.main(["08"], lessons.root) == 0
    out = capfd.readouterr().out
    assert "Opening notebooks/08_b.ipynb" in out
    assert f"in {lessons.root}, settings {lessons.root}/tools/jupyter, path , -m jupyterlab" in out


@pytest.mark.parametrize(
    ("given", "lesson", "options"),
    [
        ([], "03_a", []),
        (["8", "--port", "9999"], "08_b", ["--port", "9999"]),
        (["--port", "9999"], "03_a", ["--port", "9999"]),
        (["--no-browser", "--port", "08"], "03_a", ["--no-browser", "--port", "08"]),
        (["--python", "/usr/bin/python3", "--port", "9999"], "03_a", ["--port", "9999"]),
    ],
)
def test_what_jupyterlab_is_told_is_no_lesson(
    lessons: House, given: list, lesson: str, options: list, capfd: pytest.CaptureFixture
) -> None:
    environment.make(lessons.root)
    (lessons.root / ".venv" / "bin" / "python").write_text('#!/bin/sh\necho "told: $*"\n')
    assert lab.main(given, lessons.root) == 0
    out = capfd.readouterr().out
    assert f"Opening notebooks/{lesson}.ipynb" in out
    assert out.strip().endswith(" ".join(options))


def test_the_settings_leave_out_what_teachers_need() -> None:
    ours = json.loads((ROOT / "tools/jupyter/jupyter_server_config.json").read_text(encoding="utf-8"))
    folder = Path(sys.prefix, "etc/jupyter/jupyter_server_config.d")
    names = [
        name
        for file in ("nbgrader.json", "nbdime.json")
        for name in json.loads((folder / file).read_text(encoding="utf-8"))["ServerApp"][
            "jpserver_extensions"
        ]
    ]
    assert len(names) > 2 and ours["ServerApp"]["jpserver_extensions"] == dict.fromkeys(names, False)
    page = json.loads((ROOT / "tools/jupyter/labconfig/page_config.json").read_text(encoding="utf-8"))
    news = "@jupyterlab/apputils-extension:announcements"  # a question that would open in front of a class
    off = {"@jupyter/nbgrader", "nbdime-jupyterlab"}
    assert page["disabledExtensions"] == dict.fromkeys({news, *off}, True)
    assert all(Path(sys.prefix, "share/jupyter/labextensions", name).is_dir() for name in off)


# make


def test_make_alone_lists_every_target() -> None:
    if shutil.which("make") is None:
        pytest.skip("needs make")
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = (line for line in text.splitlines() if line.startswith(".PHONY: "))
    parts_of_lint = {"style", "spelling", "layers", "declared", "forms"}
    targets = set(line.split()[1:]) - {"help", "environment"} - parts_of_lint
    shown = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout
    assert [name for name in targets if f"make {name}" not in shown] == []
    assert parts_of_lint <= set(line.split())


def test_a_recipe_is_no_program() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8").split("\n\n")
    recipes = [[line for line in rule.splitlines() if line.startswith("\t@")] for rule in rules]
    assert max(map(len, recipes)) <= 3
