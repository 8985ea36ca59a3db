"""Notebooks run side by side: longest first, with a sign of life, seconds at the end, and failures found."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.course import ROOT
from tools.notebooks import nbval
from tools.notebooks.files import normalise, write


def notebook(path: Path, seconds: int, source: str = "print(1)", shown: str = "1\n") -> Path:
    cell = new_code_cell(source, outputs=[new_output("stream", text=shown)], execution_count=1)
    cell.metadata.tags = ["nbval-check-output"]
    nb = new_notebook(cells=[cell, new_code_cell("2 + 2", execution_count=2)])
    nb.metadata.course = {"seconds": seconds}
    write(normalise(nb), path)
    return path


def test_the_longest_notebook_comes_first_and_cells_keep_their_order(tmp_path: Path) -> None:
    paths = {name: notebook(tmp_path / f"{name}.ipynb", s) for name, s in (("a", 5), ("b", 90), ("c", 20))}
    items = [SimpleNamespace(path=paths[name], cell=cell) for name in "abc" for cell in range(3)]
    nbval.pytest_collection_modifyitems(items)
    assert [(item.path.stem, item.cell) for item in items] == [(n, k) for n in "bca" for k in range(3)]


def test_progress_says_what_runs_and_for_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    said, now = [], [0.0]
    monkeypatch.setattr(nbval.time, "monotonic", lambda: now[0])
    reporter = SimpleNamespace(write_line=said.append)
    progress = nbval.Progress(SimpleNamespace(pluginmanager=SimpleNamespace(get_plugin=lambda _: reporter)))

    def cell(name: str, worker: str, failed: bool = False) -> None:
        node = f"notebooks/{name}.ipynb::Cell"
        progress.pytest_runtest_logstart(node)
        now[0] += 40
        progress.pytest_runtest_logreport(
            SimpleNamespace(nodeid=node, when="call", failed=failed, node=worker)
        )

    cell("02_short", "one")
    cell("05_gates", "two")
    cell("05_gates", "two", failed=True)
    progress.pytest_runtest_logstart("notebooks/03_next.ipynb::Cell")
    now[0] += 20
    assert said == ["02_short: running", "05_gates: running", "03_next: running"]
    assert "05_gates: 2 code cells done, 1:40" in progress.running()
    assert "03_next: 0 code cells done, 0:20" in progress.running()
    cell("03_next", "one")
    assert [words.partition(":")[0] for words in progress.running()] == ["05_gates", "03_next"]
    progress.pytest_terminal_summary()
    assert [line.split() for line in said[-3:]] == [
        ["02_short", "40"],
        ["03_next", "60"],
        ["05_gates", "80", "FAILED"],
    ]


@pytest.mark.slow
def test_two_notebooks_run_and_a_changed_output_fails(tmp_path: Path) -> None:
    good = notebook(tmp_path / "01_good.ipynb", 5)
    bad = notebook(tmp_path / "02_bad.ipynb", 50, "print(2)")
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-current-env", "-q", "--no-header"]
    command += ["-p", "tools.notebooks.nbval", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [*command, str(good), str(bad)], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "3 passed" in done.stdout and "1 failed" in done.stdout
    summary = done.stdout.partition("notebook ")[2].splitlines()
    assert [line.split()[0] for line in summary[1:3]] == ["01_good", "02_bad"]
    assert "FAILED" in summary[2] and "FAILED" not in summary[1]


def test_a_lesson_that_does_not_exist_is_an_error(capsys: pytest.CaptureFixture) -> None:
    assert nbval.main(["77"]) == 2
    assert "no lesson fits '77'" in capsys.readouterr().err
