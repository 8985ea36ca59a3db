"""Run the lessons in place and store them in one normal form.

``python -m tools.notebooks`` runs all lessons in order, ``python -m tools.notebooks 08 "1*"`` some of them.
A lesson is written only after its last cell has succeeded, so a failing run never leaves half a notebook.
"""

import argparse
import os
import re
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

import nbclient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from tools.course import ROOT, Course
from tools.notebooks.files import KERNEL, changes, normalise, read, write
from utils.preprocessing.text import STORING

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Failure(Exception):
    """A lesson did not run; the message says which cell, and how it ended."""


class Progress:
    """Tells which lesson runs, at which cell, for how long: one line that moves, or plain lines in a log."""

    def __init__(self, name: str, cells: int) -> None:
        self.name, self.cells, self.start = name, cells, time.monotonic()
        self.moving = sys.stderr.isatty()
        self.cell = 0
        print(f"{name}: running, {cells} cells", file=sys.stderr, flush=True)

    @property
    def seconds(self) -> float:
        """Seconds since the lesson started."""
        return time.monotonic() - self.start

    def at(self, cell: NotebookNode, cell_index: int) -> None:
        """Note that a cell starts; nbclient calls this."""
        self.cell = cell_index + 1
        if self.moving:
            line = f"\r{self.name}: cell {self.cell} of {self.cells}, {clock(self.seconds)} "
            print(line, end="", file=sys.stderr, flush=True)

    def end(self, words: str) -> None:
        """Close the line with the outcome."""
        start = "\r" if self.moving else ""
        line = f"{start}{self.name}: {words} after {clock(self.seconds)}".ljust(60)
        print(line, file=sys.stderr, flush=True)


def processor_seconds() -> float:
    """Return the processor time of all child processes that have ended; 0 where the system does not tell."""
    times = os.times()
    return times.children_user + times.children_system


def clock(seconds: float) -> str:
    """Return minutes and seconds, such as ``2:05``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def run(path: Path) -> int:
    """Execute the notebook at ``path`` in its folder, store it in normal form, return its whole seconds.

    Stored are the seconds of the clock, or of the processor if those are fewer: on a busy machine the clock
    also counts the work of others. Raises ``Failure`` and leaves the file as it was if a cell fails.
    """
    os.environ[STORING] = "1"  # the kernel inherits it: what is stored quotes nobody's reviews
    nb = read(path)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    before = processor_seconds()
    spent = execute(nb, path.parent, path.name)
    computed = processor_seconds() - before
    seconds = _measured(nb, min(spent, computed) if computed else spent)
    nb.metadata.course = NotebookNode(seconds=seconds)
    write(normalise(nb), path)
    return round(spent)


def execute(nb: NotebookNode, folder: Path, name: str, environment: dict[str, str] | None = None) -> float:
    """Run ``nb`` in a new kernel that stands in ``folder``, with progress; return the seconds.

    The outputs are filled in. ``environment`` replaces this process's own. Raises ``Failure`` that names the
    cell if one fails.
    """
    progress = Progress(name.removesuffix(".ipynb"), len(nb.cells))
    client = nbclient.NotebookClient(
        nb,
        timeout=None,
        startup_timeout=300,  # a busy machine takes its time
        kernel_name=KERNEL["name"],
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        extra_arguments=["--log-level=40"],  # the kernel's own warnings are of no use to an author
        on_cell_start=progress.at,
    )
    try:
        client.execute(env=environment or dict(os.environ))
    except (CellExecutionError, DeadKernelError) as error:
        progress.end("FAILED")
        raise Failure(_where(name, nb, progress.cell, error)) from error
    progress.end("done")
    return progress.seconds


def _measured(nb: NotebookNode, seconds: float) -> int:
    """Keep the stored time while the new one tells the same story: noise should not become a difference."""
    stored = nb.metadata.get("course", {}).get("seconds")
    if isinstance(stored, int) and abs(stored - seconds) <= max(2, 0.15 * stored):
        return stored
    return max(1, round(seconds))


def _where(name: str, nb: NotebookNode, number: int, error: Exception) -> str:
    source = nb.cells[number - 1].source.strip() if number else ""
    first = source.splitlines()[0] if source else "(before the first cell)"
    shown = getattr(error, "traceback", None) or str(error)
    end = _COLOUR.sub("", shown).strip().splitlines()[-12:]
    return "\n".join([f"{name}, cell {number}: {first}", *(f"    {line}" for line in end)])


def chosen(names: list[str], course: Course) -> list[Path]:
    """Return the notebooks that ``names`` mean: numbers, names, globs, or paths of notebooks; none means all.

    Raises ``ValueError`` if a name fits nothing.
    """
    pages = {course.notebooks / entry.file: entry for entry in course.pages}
    if not names:
        return list(pages)
    found: list[Path] = []
    for name in names:
        # A lesson's number means its deeper pages, too; with a letter behind, that deeper page alone.
        fits = [
            path
            for path, entry in pages.items()
            if name in (entry.number, entry.number[:2])
            or fnmatch(path.stem, name)
            or fnmatch(path.name, name)
        ]
        if not fits and Path(name).suffix == ".ipynb" and Path(name).is_file():
            fits = [Path(name).resolve()]
        if not fits:
            there = ", ".join(f"{entry.number} ({path.stem})" for path, entry in pages.items()) or "none yet"
            raise ValueError(f"no lesson fits {name!r}. There are: {there}")
        found += [path for path in fits if path not in found]
    order = list(pages)
    return sorted(found, key=lambda path: order.index(path) if path in pages else len(order))


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description="Run and store lessons.")
    parser.add_argument("lessons", nargs="*", help="numbers, names, globs or paths; none means all, in order")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check-metadata", action="store_true", help="only say what normalising would change")
    only.add_argument("--normalise", action="store_true", help="only normalise what is stored, run nothing")
    options = parser.parse_args(arguments)
    try:
        paths = chosen(options.lessons, Course.load(ROOT))
        if options.check_metadata:
            return _check(paths)
        if options.normalise:
            return _normalise(paths)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return _run(paths)


def _check(paths: list[Path]) -> int:
    found = [
        f"{path.name}{f', cell {cell}' if cell else ''}: {what}"
        for path in paths
        for cell, what in changes(path)
    ]
    print("\n".join(found) or f"{len(paths)} notebooks are in normal form")
    return 1 if found else 0


def _normalise(paths: list[Path]) -> int:
    for path in paths:
        if changes(path):
            write(normalise(read(path)), path)
            print(f"{path.name}: normalised")
    return 0


def _page(path: Path) -> str:
    """Name a page; a deeper page has its lesson's file name, so its folder tells them apart."""
    return f"deeper/{path.stem}" if path.parent.name == "deeper" else path.stem


def _run(paths: list[Path]) -> int:
    seconds: dict[str, int] = {}
    failures: list[str] = []
    for path in paths:
        try:
            seconds[_page(path)] = run(path)
        except (Failure, ValueError) as failure:
            # The others still run: after an hour, one wants to know about every lesson.
            failures.append(str(failure))
    print(f"\n{'lesson':<40}seconds")
    for name, measured in seconds.items():
        print(f"{name:<40}{measured:>7}")
    print(f"{'all':<40}{sum(seconds.values()):>7}")
    for failure in failures:
        print(f"\n{failure}", file=sys.stderr)
    return 1 if failures else 0
