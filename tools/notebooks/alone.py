"""Run notebooks as a stranger does: each alone in an empty folder, from which it fetches the course.

``make test-anywhere`` runs all lessons, deeper pages and exercises whole; ``ARGS=02`` those that begin so.
The course is fetched with the setup cell's own command, but from here instead of GitHub. If a verdict differs
from the stored one, that is told; it is no failure, for packages and data may be others.
"""

import argparse
import ast
import copy
import os
import shutil
import subprocess
import symtable
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbformat import NotebookNode

from tools.course import ROOT, Course
from tools.notebooks.files import boxes, read
from tools.notebooks.nbval import POOLS, WORKERS, stored_seconds
from tools.notebooks.run import Failure, clock, execute

# Who calls a name from one of these modules loads or makes data.
DATA = ("utils.datasets", "utils.synthetic")


def snapshot(course: Course, target: Path) -> Path:
    """Make ``target`` a git repository of the working tree as it is now, with the course's tag; return it.

    What git ignores stays out. Needs git, and a course that is a clone.
    """
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=course.root, check=True, capture_output=True, encoding="utf-8").stdout
    for name in names.split("\0"):
        if name and (course.root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(course.root / name, target / name)
    git = ["git", "-C", str(target), "-c", "user.name=course", "-c", "user.email=course@example.org"]
    for step in (["init", "-q"], ["add", "--all"], ["commit", "-qm", "As it is"], ["tag", course.tag]):
        subprocess.run([*git, *step], check=True)
    return target


def stranger(course: Course, source: Path) -> dict[str, str]:
    """Return an environment of no help, but in which git takes ``source`` for the address on GitHub."""
    ours = ("LSTM_COURSE_REPOSITORY", "PYTHONPATH")
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return clean | {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{source.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://github.com/{course.repository}",
    }


def opening(nb: NotebookNode) -> NotebookNode:
    """Return a copy of ``nb`` with its setup cell, the first statement that loads data, and what that needs.

    The cell of that statement ends with it, and of those above only what binds a name that is needed stays.
    Where no cell loads data, as in exercises on made numbers, all imports stay. Raises ``ValueError`` if
    nothing of ``utils`` is imported either.
    """
    code = [copy.deepcopy(cell) for cell in nb.cells if cell.cell_type == "code"]
    loaders: set[str] = set()
    for place, cell in enumerate(code):
        tree = ast.parse(cell.source)
        loaders |= {name for name, module in _imports(tree) if module in DATA}
        if _loads(tree, loaders):
            _cut(tree.body, loaders)
            cell.source = ast.unparse(tree)
            code = code[: place + 1]
            break
    else:
        return NotebookNode(nb, cells=list(_with_imports_only(code)))
    kept, wanted = [], set(loaders)
    for cell in reversed(code):
        bound, used = _names(symtable.symtable(cell.source, "cell", "exec"))
        if cell is code[-1] or bound & wanted or "setup" in cell.metadata.get("tags", []):
            wanted = wanted - bound | used
            kept.insert(0, cell)
    return NotebookNode(nb, cells=kept)


def _with_imports_only(code: list[NotebookNode]) -> Iterator[NotebookNode]:
    """The setup cell as it is, the others as far as they import."""
    found = False
    for cell in code:
        if "setup" in cell.metadata.get("tags", []):
            yield cell
            continue
        tree = ast.parse(cell.source)
        found |= any(module.partition(".")[0] == "utils" for _, module in _imports(tree))
        imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        if imports:
            cell.source = ast.unparse(ast.Module(imports, []))
            yield cell
    if not found:
        raise ValueError("no cell imports from utils, or calls a function of " + ", ".join(DATA))


def _loads(tree: ast.AST, loaders: set[str]) -> bool:
    return any(_called(node) in loaders for node in ast.walk(tree))


def _cut(body: list[ast.stmt], loaders: set[str]) -> None:
    """Leave out what comes after the first statement of a block that loads, also within that statement."""
    for place, statement in enumerate(body):
        if _loads(statement, loaders):
            del body[place + 1 :]
            return _cut(getattr(statement, "body", []), loaders)


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that a cell imports, each with the module that it is, or comes from."""
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else []:
            module = getattr(node, "module", alias.name)
            for origin in (module, f"{module}.{alias.name}"):
                yield alias.asname or alias.name, origin


def _called(node: ast.AST) -> str | None:
    """The name at the root of a call: ``load`` of ``load(3)``, ``stories`` of ``stories.owners(3)``."""
    if not isinstance(node, ast.Call):
        return None
    node = node.func
    while isinstance(node, ast.Attribute):
        node = node.value
    return getattr(node, "id", None)


def _names(table: symtable.SymbolTable) -> tuple[set[str], set[str]]:
    """The global names that a cell binds, and those that it or a function in it uses."""
    symbols = table.get_symbols()
    bound = {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}
    used = {one.get_name() for one in symbols if one.is_referenced()}
    for inner in table.get_children():
        symbols = inner.get_symbols()
        local = {one.get_name() for one in symbols if one.is_local()}
        used |= _names(inner)[1] - local
    return bound, used


def everything(course: Course) -> list[str]:
    """Return the notebooks below ``notebooks/`` that a reader opens: lessons, deeper pages and exercises."""
    exercises = [f"exercises/{entry.file}" for entry in course.lessons]
    pages = [entry.file for entry in course.pages]
    return [*pages, *(name for name in exercises if (course.notebooks / name).is_file())]


def run_alone(course: Course, name: str, folder: Path, environment: dict) -> tuple[str, bool, float]:
    """Run a notebook in a new, empty folder.

    Args:
        course: the course.
        name: the notebook's place below ``notebooks/``.
        folder: made for the occasion and removed afterwards.
        environment: the variables of the kernel, see `stranger`.

    Returns:
        Words (of a failure, or on a verdict that differs from the stored one; else empty), whether it failed,
        and the seconds.
    """
    folder.mkdir()
    nb = read(course.notebooks / name)
    stored = [box["verdict"] for box in boxes(nb)]  # of a lesson one, of exercises none
    try:
        seconds = execute(nb, folder, name, environment)
    except Failure as failure:
        return str(failure), True, 0.0
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    others = [
        f"{name}: '{box['verdict']}' here, stored is '{before}'. {box['because']}"
        for box, before in zip(boxes(nb), stored, strict=True)
        if box["verdict"] != before
    ]
    return "\n".join(others), False, seconds


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks.alone", description="Run notebooks alone."
    )
    parser.add_argument("names", nargs="*", help="beginnings such as 02 or exercises/01; none means all")
    options = parser.parse_args(arguments)
    course = Course.load(ROOT)
    chosen = [name for name in everything(course) if name.startswith(tuple(options.names or [""]))]
    if not chosen:
        print(f"no notebook begins with {' or '.join(options.names)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(WORKERS) as pool:
        environment = stranger(course, snapshot(course, Path(scratch, "source")))
        if WORKERS > 1:  # kernels side by side, see tools.notebooks.nbval
            environment |= dict.fromkeys(POOLS, "1")
        chosen.sort(key=lambda name: -stored_seconds(course.notebooks / name))
        folders = [Path(scratch, f"alone {number}") for number in range(len(chosen))]
        found = list(pool.map(lambda *one: run_alone(course, *one, environment), chosen, folders))
    failures = [words for words, is_failure, _ in found if is_failure]
    for words, is_failure, _ in found:
        if words and not is_failure:
            print(words)
    seconds = sum(seconds for _, _, seconds in found)
    print(f"{len(chosen)} notebooks alone in empty folders, {len(failures)} failures, {clock(seconds)}")
    for failure in failures:
        print(f"\n{failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
