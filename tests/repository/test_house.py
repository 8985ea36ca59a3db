"""The house around the code: make, the lock, what is declared, what may not stand in any file."""

import ast
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.course import ROOT, Course
from tools.notebooks.files import normalise, write

MB = 1_000_000


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def tracked() -> list[Path]:
    """The files that git tracks, or would track if they were added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a clone")
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


# Requirements

WANTED = [Requirement(line) for line in lines("requirements.txt")]
LOCKED = [Requirement(line) for line in lines("requirements-lock.txt")]


def active(requirements: list[Requirement], python: str, system: str) -> list[Requirement]:
    place = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": system}
    place["os_name"] = "nt" if system == "win32" else "posix"
    return [one for one in requirements if one.marker is None or one.marker.evaluate(place)]


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13"])
def test_the_lock_holds_one_fitting_version_of_all_that_is_required(python, system):
    locked = active(LOCKED, python, system)
    names = [canonicalize_name(one.name) for one in locked]
    assert len(set(names)) == len(names)
    pins = {name: str(one.specifier) for name, one in zip(names, locked, strict=True)}
    assert all(re.fullmatch(r"==[\w.]+", pin) for pin in pins.values())
    for wanted in active(WANTED, python, system):
        pin = pins[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(Version(pin.removeprefix("=="))), f"{wanted} but {pin}"


def test_the_lock_names_no_place():
    assert [line for line in lines("requirements-lock.txt") if re.search(r"://|@|--|\\|file:", line)] == []


def test_conda_installs_what_pip_installs():
    made = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [entry["pip"] for entry in made["dependencies"] if isinstance(entry, dict)]
    assert pip == ["-r requirements.txt"]
    assert "python=3.11" in made["dependencies"]
    assert "pip" in made["dependencies"]


def imported(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


def sources() -> dict[str, str]:
    """The Python of the course: modules, scripts, tests, the code of each notebook."""
    folders = ("utils", "tools", "benchmarks", "data", "tests")
    modules = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    found = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in modules}
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        # A magic is no Python, and imports nothing.
        found[str(path.relative_to(ROOT))] = re.sub(r"(?m)^(\s*)[%!].*$", r"\1pass", code)
    return found


def test_every_import_is_declared():
    ours = {path.stem for path in ROOT.iterdir() if path.is_dir()}
    ours.add("tomllib")  # in the standard library from Python 3.11 on; tomli stands in before
    ours |= {path.stem for folder in ("tests", "data") for path in (ROOT / folder).glob("*.py")}
    declared = {canonicalize_name(one.name) for one in WANTED}
    called = {"PIL": "pillow", "sklearn": "scikit-learn", "yaml": "pyyaml"}  # named otherwise
    missing = {
        f"{name} imports {module}"
        for name, source in sources().items()
        for module in imported(source) - ours - sys.stdlib_module_names
        if canonicalize_name(called.get(module, module)) not in declared
    }
    assert missing == set()


# Papers


def test_licence_citation_and_address_agree():
    course = Course.load()
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "creativecommons.org/licenses/by/4.0/" in (ROOT / "LICENSE-TEXT.md").read_text(encoding="utf-8")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "version", "date-released"} <= set(citation)
    assert citation["repository-code"] == f"https://github.com/{course.repository}"
    assert f"v{citation['version']}" == course.tag
    assert f"[{citation['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_workflows_run_make_test():
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
        steps = [step for job in jobs.values() for step in job["steps"]]
        assert any("make test" in step.get("run", "") for step in steps), path.name
        assert all(("uses" in step) != ("run" in step) for step in steps), path.name


def test_the_issue_form_is_one():
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "problem.yml").read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= set(form)
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert [field["id"] for field in fields] == ["notebook", "cell", "expected", "seen", "environment"]
    assert "tools.environment" in fields[-1]["attributes"]["description"]


def test_the_report_names_versions_and_no_place(monkeypatch):
    monkeypatch.setenv("LSTM_COURSE_DATA", "/some/secret/folder")
    report = environment.report()
    for word in ("python", "tensorflow", "keras", "numpy"):
        assert re.search(rf"(?m)^{word} +\d+\.\d+", report)
    assert re.search(r"(?m)^LSTM_COURSE_DATA +set$", report)
    assert "secret" not in report and str(Path.home()) not in report
    monkeypatch.delenv("LSTM_COURSE_DATA")
    monkeypatch.setattr(environment, "PACKAGES", ("no-such-package",))
    report = environment.report()
    assert re.search(r"(?m)^LSTM_COURSE_DATA +not set$", report)
    assert re.search(r"(?m)^no-such-package +not installed$", report)


def test_ci_runs_make_test():
    path = ROOT / ".ci" / "run"
    assert os.name == "nt" or path.stat().st_mode & stat.S_IXUSR
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!")
    assert re.search(r"(?m)^(exec )?make test\b", text)


# What may not stand in any file


def test_no_file_names_a_home_folder_or_a_package_registry():
    homes = [rf"/{folder}/\w+/" for folder in ("home", "Users")] + [
        "(?<![\\w.])/" + "root/",
        r"[A-Z]:\\Users\\",
    ]
    hosts = [
        r"py" + r"pi\.org",
        r"python" + r"hosted\.org",
        r"registry\.npm" + r"js",
        r"conda\.ana" + r"conda",
    ]
    forbidden = re.compile("|".join(homes + hosts))
    # Data for the rule that finds such paths in outputs.
    allowed = {"tests/test_notebooks.py": ["/home" + "/me/", "root/home" + "/AAAA"]}
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".png":
            continue
        text = path.read_text(encoding="utf-8")
        for words in allowed.get(name, []):
            text = text.replace(words, "")
        found += [f"{name}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []


def test_files_stay_small():
    heavy = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        limit = 3.5 * MB if name.startswith("data/") and path.suffix == ".csv" else MB
        if name == "data/fashion_descriptions.csv":
            limit = 6 * MB  # 24,000 descriptions of thirty words, with their facts
        if path.stat().st_size > limit:
            heavy.append(f"{name}: {path.stat().st_size / MB:.1f} MB")
    assert heavy == []


# Spelling of notebooks


def test_spelling_reads_sources_only_and_names_the_place(tmp_path):
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    wrong = "recie" + "ve"
    cells = [
        new_markdown_cell("# Fine"),
        new_code_cell("print('fine')", outputs=[new_output("stream", text=f"{wrong}\n")]),
        new_markdown_cell(f"Two lines,\nof which one {wrong}s a mistake."),
        new_code_cell(f"# we {wrong}\nx = 1"),
    ]
    path = tmp_path / "08_lesson.ipynb"
    write(normalise(new_notebook(cells=cells)), path)
    first, second = spelling.misspelt([path])
    assert first.startswith(f"08_lesson.ipynb, cell 3, line 2: {wrong}s ==> ")
    assert second.startswith(f"08_lesson.ipynb, cell 4, line 1: {wrong} ==> ")


def test_spelling_of_a_course(tmp_path, capsys):
    from nbformat.v4 import new_markdown_cell, new_notebook

    wrong = "recie" + "ve"

    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    path = tmp_path / "notebooks" / "solutions" / "08_lesson.ipynb"
    write(normalise(new_notebook(cells=[new_markdown_cell("All is well.")])), path)
    assert spelling.main(tmp_path) == 0
    assert "1 notebooks, 0 words" in capsys.readouterr().out
    write(
        normalise(new_notebook(cells=[new_markdown_cell(f"All is {wrong}d.")])),
        path,
    )
    assert spelling.main(tmp_path) == 1
    assert "08_lesson.ipynb, cell 1, line 1" in capsys.readouterr().out


# make: the environment is made once, and an interrupted installation leaves no stamp

# Stands for Python: notes what it is asked to do, "makes" environments, fails where told to.
FAKE = """#!/bin/sh
case "$1 $2" in
  "-c import sys"*) exit $(cat "$FAKE/old" 2>/dev/null || echo 0) ;;
  "-c import venv"*) exit $(cat "$FAKE/novenv" 2>/dev/null || echo 0) ;;
  "-c import platform"*) echo 3.9.9 ;;
  "-m jupyterlab") echo "settings $JUPYTER_CONFIG_PATH" ;;
  "-m venv") echo venv >> "$FAKE/calls"; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
  "-m pip")
    case "$*" in *install*)
      echo install >> "$FAKE/calls"
      exit $(cat "$FAKE/fail" 2>/dev/null || echo 0) ;;
    esac ;;
esac
"""


class House:
    """A folder with the Makefile, a lock, and a Python that only pretends."""

    def __init__(self, root: Path) -> None:
        self.root, self.fake = root / "house", root / "fake"
        self.root.mkdir()
        self.fake.mkdir()
        self.python = self.fake / "python3"
        self.python.write_text(FAKE, encoding="utf-8")
        self.python.chmod(0o755)
        shutil.copy(ROOT / "Makefile", self.root)
        self.lock = self.root / "requirements-lock.txt"
        self.lock.write_text("a==1\n", encoding="utf-8")
        self.stamp = self.root / ".venv" / ".stamp"

    def make(self, *arguments: str) -> subprocess.CompletedProcess:
        ours = ("PATH", "HOME", "LANG", "TMPDIR")
        env = {name: os.environ[name] for name in ours if name in os.environ} | {"FAKE": str(self.fake)}
        python = () if any(a.startswith("PYTHON=") for a in arguments) else (f"PYTHON={self.python}",)
        command = ["make", *python, *(arguments or [".venv/.stamp"])]
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True)

    def calls(self) -> list[str]:
        """What Python was asked to do since the last question."""
        path = self.fake / "calls"
        found = path.read_text(encoding="utf-8").split() if path.exists() else []
        path.unlink(missing_ok=True)
        return found

    def set(self, name: str, code: int) -> None:
        (self.fake / name).write_text(str(code), encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> House:
    if shutil.which("make") is None or os.name == "nt":
        pytest.skip("needs make")
    return House(tmp_path)


def test_the_environment_is_made_once(house):
    done = house.make()
    assert done.returncode == 0, done.stderr
    assert "installing" in done.stdout and "minutes" in done.stdout
    assert house.calls() == ["venv", "install"]
    done = house.make()
    assert (done.returncode, done.stdout + done.stderr, house.calls()) == (0, "", [])


def test_a_new_date_on_the_same_lock_installs_nothing(house):
    house.make()
    house.calls()
    os.utime(house.lock, (4e9, 4e9))
    assert house.make().returncode == 0
    assert house.calls() == []


def test_a_changed_lock_is_installed_into_the_same_environment(house):
    house.make()
    house.calls()
    house.lock.write_text("a==2\n", encoding="utf-8")
    os.utime(house.lock, (1, 1))  # also with an old date
    assert house.make().returncode == 0
    assert house.calls() == ["install"]


def test_a_failed_installation_leaves_no_stamp_and_is_taken_up_again(house):
    house.set("fail", 1)
    done = house.make()
    assert done.returncode != 0
    assert "run make again" in done.stderr
    assert not house.stamp.exists()
    house.set("fail", 0)
    assert house.make().returncode == 0
    assert house.stamp.exists()
    # The stamp of the old lock must not survive the failure of a new one.
    house.lock.write_text("a==2\n", encoding="utf-8")
    house.set("fail", 1)
    assert house.make().returncode != 0
    assert not house.stamp.exists()


def test_an_environment_whose_python_is_gone_is_made_anew(house):
    house.make()
    house.calls()
    (house.root / ".venv" / "bin" / "python").unlink()
    assert house.make().returncode == 0
    assert house.calls() == ["venv", "install"]


@pytest.mark.parametrize(
    ("what", "words"), [("old", "needs 3.10 to 3.13"), ("novenv", "apt install python3-venv")]
)
def test_an_unfit_python_is_refused_with_what_to_do(house, what, words):
    house.set(what, 1)
    done = house.make()
    assert done.returncode != 0
    assert words in done.stderr
    assert "install" not in house.calls()
    assert not house.stamp.exists()


def test_a_missing_python_is_refused_with_what_to_do(house):
    done = house.make("PYTHON=/nowhere/python3", ".venv/.stamp")
    assert done.returncode != 0
    assert "Python is not found" in done.stderr


def test_make_alone_lists_every_target(house):
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"(?m)^\.PHONY: (.+)$", text)[1].split()
    shown = house.make("help").stdout
    missing = [name for name in targets if name not in ("help", "FORCE") and f"make {name}" not in shown]
    assert missing == []
    assert re.search(r"(?m)^\.DEFAULT_GOAL := help$", text)


def test_lab_refuses_a_lesson_that_does_not_exist(house):
    (house.root / "notebooks").mkdir()
    (house.root / "notebooks" / "08_imdb.ipynb").touch()
    done = house.make("lab", "LESSON=09")
    assert done.returncode != 0
    assert "no lesson '09'" in done.stderr and "08_imdb" in done.stderr


@pytest.mark.parametrize(("choice", "file"), [("", "03_a"), ("LESSON=8", "08_b"), ("LESSON=08", "08_b")])
def test_lab_opens_the_first_lesson_or_the_chosen_one(house, choice, file):
    (house.root / "notebooks").mkdir()
    for name in ("03_a", "08_b", "11_c"):
        (house.root / "notebooks" / f"{name}.ipynb").touch()
    done = house.make("lab", *filter(None, [choice]))
    assert done.returncode == 0, done.stderr
    assert f"Opening notebooks/{file}.ipynb" in done.stdout


def test_lab_leaves_out_the_menus_for_teachers(house):
    (house.root / "notebooks").mkdir()
    assert f"settings {house.root}/tools/jupyter\n" in house.make("lab").stdout
    ours = json.loads((ROOT / "tools/jupyter/jupyter_server_config.json").read_text(encoding="utf-8"))
    theirs = Path(sys.prefix, "etc/jupyter/jupyter_server_config.d/nbgrader.json").read_text(encoding="utf-8")
    names = json.loads(theirs)["ServerApp"]["jpserver_extensions"]
    assert names and ours["ServerApp"]["jpserver_extensions"] == dict.fromkeys(names, False)
    page = json.loads((ROOT / "tools/jupyter/labconfig/page_config.json").read_text(encoding="utf-8"))
    news = "@jupyterlab/apputils-extension:announcements"  # a question that would open in front of a class
    assert page["disabledExtensions"] == {"@jupyter/nbgrader": True, news: True}
    assert Path(sys.prefix, "share/jupyter/labextensions/@jupyter/nbgrader").is_dir()


def test_without_a_lesson_the_tests_fail(house):
    (house.root / "notebooks").mkdir()
    done = house.make("test")
    assert done.returncode != 0
    assert "no lesson to run" in done.stderr
