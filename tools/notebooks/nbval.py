"""Run notebooks and compare their exact outputs, two at a time: ``python -m tools.notebooks.nbval 05``.

nbval runs the cells, pytest-xdist spreads the files over the cores. This module is also the plugin that puts
the longest file first, says which lesson is running and for how long, and lists the seconds at the end.
"""

import argparse
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from tools.course import ROOT, Course
from tools.notebooks.files import read
from tools.notebooks.run import chosen, clock

WORKERS = max(1, min(4, os.cpu_count() or 1))
# A kernel uses little more than one core. Kernels side by side get one thread each, so that they do not wait
# for each other; a notebook itself knows nothing of it.
POOLS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
CELL_SECONDS = 900
SIGN_OF_LIFE_S = 60


def stored_seconds(path: Path) -> int:
    """Return how long the stored run of a notebook took; 0 if that is unknown."""
    return read(path).metadata.get("course", {}).get("seconds", 0)


class Progress:
    """Says which notebooks run and for how long, also within a long cell, and how long each took."""

    def __init__(self, config: pytest.Config) -> None:
        """Watch a run. config: pytest's, of the process that hands out the files."""
        self.plugins = config.pluginmanager
        self.began: dict[str, float] = {}
        self.ended: dict[str, float] = {}
        self.cells: dict[str, int] = {}
        self.failed: set[str] = set()
        self.at: dict[object, str] = {}  # worker: the notebook whose cell it finished last
        self.over = threading.Event()

    def pytest_runtestloop(self) -> None:
        """Start to give signs of life."""
        threading.Thread(target=self._watch, daemon=True).start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note that a cell starts; the first one of a notebook is announced."""
        name = _name(nodeid)
        if name not in self.began:
            self.began[name] = time.monotonic()
            self._say(f"{name}: running")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a cell that is done."""
        name = _name(report.nodeid)
        self.at[getattr(report, "node", None)] = name
        self.ended[name] = time.monotonic()
        if report.when == "call":
            self.cells[name] = self.cells.get(name, 0) + 1
        if report.failed:
            self.failed.add(name)

    def pytest_terminal_summary(self) -> None:
        """List the seconds of each notebook."""
        self.over.set()
        self._say(f"\n{'notebook':<40}seconds")
        for name, start in sorted(self.began.items()):
            mark = "  FAILED" if name in self.failed else ""
            self._say(f"{name:<40}{self.ended.get(name, start) - start:>7.0f}{mark}")

    def running(self) -> list[str]:
        """Return a sentence for each notebook that is running now."""
        now, busy = time.monotonic(), set(self.at.values())
        return [
            f"{name}: {self.cells.get(name, 0)} code cells done, {clock(now - start)}"
            for name, start in self.began.items()
            if name in busy or name not in self.ended
        ]

    def _watch(self) -> None:
        while not self.over.wait(SIGN_OF_LIFE_S):
            for words in self.running():
                self._say(words)

    def _say(self, words: str) -> None:
        self.plugins.get_plugin("terminalreporter").write_line(words)


def _name(nodeid: str) -> str:
    return nodeid.partition("::")[0].removeprefix("notebooks/").removesuffix(".ipynb")


# pytest's hooks, since ``-p tools.notebooks.nbval`` loads this module as a plugin.


def pytest_configure(config: pytest.Config) -> None:
    """Add the progress to the process that hands out the files, not to its workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(config))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest notebook first: what starts last should be short. The order of cells stays."""
    seconds = {path: stored_seconds(path) for path in {item.path for item in items}}
    items.sort(key=lambda item: (-seconds[item.path], item.path.name))


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks.nbval", description=__doc__.splitlines()[0]
    )
    parser.add_argument("lessons", nargs="*", help="numbers, names or globs; none means all")
    options = parser.parse_args(arguments)
    course = Course.load(ROOT)
    try:
        paths = chosen(options.lessons, course)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if not paths:
        print("notebooks/ holds no lesson to run.", file=sys.stderr)
        return 1
    workers = min(WORKERS, len(paths))
    if workers > 1:
        os.environ.update(dict.fromkeys(POOLS, "1"))
    sanitise = ROOT / "tests" / "sanitise.cfg"
    return pytest.main(
        ["--nbval-lax", "--nbval-current-env", f"--nbval-sanitize-with={sanitise}"]
        + [f"--nbval-cell-timeout={CELL_SECONDS}", "-p", "tools.notebooks.nbval", "--no-header", "-q"]
        + ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
        + [str(path.relative_to(ROOT)) for path in paths]
    )


if __name__ == "__main__":
    sys.exit(main())
