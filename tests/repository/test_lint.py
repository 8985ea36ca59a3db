"""`make lint` fails where it should: each of its tools is shown a fault, in a copy of the course."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.course import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="needs make"),
]
PARTS = ("utils", "tools", "benchmarks", "notebooks", "tests", "data", ".github")
WRONG = "recie" + "ve"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course without its environment, whose place is taken by the one that runs this test."""
    root = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        # One lesson and no tables: the tools read every cell, and this test wants to know whether they bite.
        others = shutil.ignore_patterns("__pycache__", "*.csv", "0[1345689]_*.ipynb")
        shutil.copytree(ROOT / part, root / part, ignore=others)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, root)
    return root


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def drop_line(path: Path, start: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    edit(path, next(line for line in lines if line.startswith(start)), "")


def misspelt_cell(root: Path, cell_type: str) -> None:
    path = root / "notebooks" / "02_rnn_from_scratch.ipynb"
    nb = json.loads(path.read_text(encoding="utf-8"))
    cell = next(c for c in reversed(nb["cells"]) if c["cell_type"] == cell_type)
    cell["source"] = [f"# we {WRONG}\n", *cell["source"]]
    path.write_text(json.dumps(nb), encoding="utf-8")


def new_module(root: Path, place: str, text: str) -> None:
    (root / place).write_text(text, encoding="utf-8")


FAULTS = {
    "a misplaced import": (
        "layers",
        lambda root: edit(root / "utils/arguments.py", "import numpy as np", "import utils.plotting"),
    ),
    "a module without a floor": (
        "layers",
        lambda root: new_module(root, "utils/attic.py", '"""Things."""\n'),
    ),
    "a lesson's checks that know another's": (
        "layers",
        lambda root: edit(
            root / "utils/checks/lesson_03/__init__.py", "import numpy as np", "import utils.checks.lesson_01"
        ),
    ),
    "an undeclared package": (
        "declared",
        lambda root: edit(root / "utils/arguments.py", "import numpy as np", "import nowhere_to_be_found"),
    ),
    "a misspelt word in a comment of a notebook": ("spelling", lambda root: misspelt_cell(root, "code")),
    "a misspelt word in the prose of a notebook": ("spelling", lambda root: misspelt_cell(root, "markdown")),
    "a misspelt word in a page": (
        "spelling",
        lambda root: edit(root / "HELP.md", "# When", f"We {WRONG}.\n\n# When"),
    ),
    "TensorFlow at import time": (
        "style",
        lambda root: edit(root / "utils/arguments.py", "import numpy as np", "import tensorflow as np"),
    ),
    "a public function without a docstring": (
        "style",
        lambda root: new_module(root, "utils/attic.py", '"""Things."""\n\n\ndef things():\n    pass\n'),
    ),
    "an argument that is not described": (
        "style",
        lambda root: drop_line(root / "utils/arguments.py", "        value:"),
    ),
    "a workflow that is none": (
        "forms",
        lambda root: edit(root / ".github/workflows/test.yml", "runs-on:", "run-on:"),
    ),
    "an issue form that is none": (
        "forms",
        lambda root: edit(root / ".github/ISSUE_TEMPLATE/problem.yml", "body:", "bodies:"),
    ),
    "a citation without a title": ("forms", lambda root: edit(root / "CITATION.cff", "title:", "tilte:")),
}


def make(root: Path, target: str) -> subprocess.CompletedProcess:
    """Run the target of the copied Makefile, with this environment's programs and without making one."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = ["make", "-o", "environment", target, f"PY={sys.executable}"]
    environment = os.environ | {"PATH": path}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("target", ["style", "spelling", "layers", "declared", "forms"])
def test_the_course_as_it_is_passes(copy: Path, target: str):
    done = make(copy, target)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(copy: Path, fault: str):
    target, plant = FAULTS[fault]
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    try:
        plant(copy)
        done = make(copy, target)
        assert done.returncode != 0, f"{target} does not notice {fault}"
    finally:
        for path in [path for path in copy.rglob("*") if path.is_file() and path not in before]:
            path.unlink()
        for path, content in before.items():
            if path.read_bytes() != content:
                path.write_bytes(content)
