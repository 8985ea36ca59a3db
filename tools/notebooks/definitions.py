"""Take functions out of a stored lesson, so that tests and benchmarks use what stands on the page itself.

A lesson teaches its code in the notebook, not in a module. The cells are read as text, and only imports and
definitions are executed: no cell is run, no network is trained.
"""

import ast
import builtins
import dis
import linecache
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace

from tools.course import ROOT
from tools.notebooks.files import read

MODULES = {"numpy"} | sys.stdlib_module_names
Definition = ast.FunctionDef | ast.ClassDef


def from_lesson(number: str, *names: str, folder: Path | None = None) -> SimpleNamespace:
    """Functions and classes of lesson `number`, such as ``from_lesson("02", "rnn_step").rnn_step``.

    What a definition calls is taken along if the lesson defines it, as are imports of NumPy and the standard
    library. Where a name is defined twice, the last definition counts, as after a run of the lesson.
    folder: where the notebooks are, by default the course's.

    Raises ValueError if no notebook, or more than one, has that number; if a cell is not Python; if a name
    is not defined at the top of a cell; or if a definition needs a name that neither it nor the imports give.
    """
    if not names:
        raise ValueError("no names are given: say which functions to take from the lesson.")
    path = _lesson_path(number, folder)
    nodes = list(_top_level(path))
    definitions = {node.name: node for node in nodes if isinstance(node, Definition)}
    if missing := [name for name in names if name not in definitions]:
        raise ValueError(
            f"{path.name} defines no function or class {', '.join(missing)} at the top of a cell; "
            f"it defines {', '.join(sorted(definitions)) or 'none'}."
        )
    needed = _with_what_they_call(names, definitions)
    chosen = [kept for node in nodes if (kept := _only_allowed(node))]
    chosen += [node for name, node in definitions.items() if name in needed]
    source = "\n\n".join(map(ast.unparse, chosen))
    # So that a failing test shows the line, and inspect.getsource the function.
    shown = f"<{path.name}: {', '.join(names)}>"
    linecache.cache[shown] = len(source), None, source.splitlines(keepends=True), shown
    namespace: dict = {"__name__": f"lesson_{number}"}
    try:
        exec(compile(source, shown, "exec"), namespace)
    except NameError as error:
        raise ValueError(f"{path.name}: {error} when {', '.join(names)} is defined. {_ADVICE}") from error
    for name in sorted(needed):
        if unknown := sorted(_globals_of(namespace[name]) - namespace.keys() - vars(builtins).keys()):
            raise ValueError(f"{path.name}: {name} needs {', '.join(unknown)}. {_ADVICE}")
    return SimpleNamespace(**{name: namespace[name] for name in names})


def whole_lesson(number: str, *needed: str, folder: Path | None = None) -> SimpleNamespace:
    """Take all imports, functions and constants (names in capitals) out of a lesson, for its benchmark.

    Args:
        number: the lesson's number in two digits; with a letter behind, such as ``d``, a deeper page.
        needed: names that must be among them.
        folder: where the notebooks are, by default the course's.

    Returns:
        What the lesson imports and defines, as attributes.

    Raises:
        ValueError: if there is no such lesson, or it lacks a name that is needed.
    """
    path = _lesson_path(number, folder)
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    body = [node for node in _top_level(path, setup=False) if isinstance(node, kept) or _is_constant(node)]
    names: dict = {"__name__": f"lesson_{number}"}
    exec(compile(ast.Module(body, []), path.name, "exec"), names)
    if missing := set(needed) - set(names):
        lacks = ", ".join(sorted(missing))
        raise ValueError(f"{path.name} lacks {lacks}: change benchmarks/lesson_{number}.py with the lesson.")
    return SimpleNamespace(**names)


_ADVICE = (
    "Only definitions and imports of NumPy and the standard library are taken from a lesson: "
    "pass the rest as arguments."
)


def _lesson_path(number: str, folder: Path | None) -> Path:
    folder = ROOT / "notebooks" if folder is None else folder
    place = number if number.isdigit() else f"deeper/{number.removesuffix('d')}"
    found = sorted(folder.glob(f"{place}_*.ipynb"))
    if len(found) != 1:
        raise ValueError(
            f"expected one notebook {place}_*.ipynb, found {[path.name for path in found]}: "
            "the number has two digits, and the lesson has to be written first."
        )
    return found[0]


def _top_level(path: Path, setup: bool = True) -> Iterator[ast.stmt]:
    """The statements of all code cells in order; magics and shell lines are left out."""
    for number, cell in enumerate(read(path).cells, start=1):
        is_setup = "setup" in cell.metadata.get("tags", [])
        if cell.cell_type == "code" and (setup or not is_setup):
            lines = ["" if line.startswith(("%", "!")) else line for line in cell.source.splitlines()]
            try:
                yield from ast.parse("\n".join(lines)).body
            except SyntaxError as error:
                raise ValueError(f"{path.name}, cell {number} is not Python: {error}.") from error


def _only_allowed(node: ast.stmt) -> ast.stmt | None:
    """The part of an import that is NumPy or the standard library; None if nothing is left."""
    if isinstance(node, ast.Import):
        aliases = [alias for alias in node.names if alias.name.partition(".")[0] in MODULES]
        return ast.copy_location(ast.Import(aliases), node) if aliases else None
    if isinstance(node, ast.ImportFrom) and not node.level and node.module.partition(".")[0] in MODULES:
        return node
    return None


def _with_what_they_call(names: tuple[str, ...], definitions: dict[str, Definition]) -> set[str]:
    needed, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            inside = {node.id for node in ast.walk(definitions[name]) if isinstance(node, ast.Name)}
            waiting += inside & definitions.keys()
    return needed


def _globals_of(thing: FunctionType | type) -> set[str]:
    """The global names that a function, or the methods of a class, read when they run."""
    if isinstance(thing, type):
        functions = [value for value in vars(thing).values() if isinstance(value, FunctionType)]
        return set().union(*map(_globals_of, functions))
    waiting: list[CodeType] = [thing.__code__] if isinstance(thing, FunctionType) else []
    found = set()
    while waiting:
        code = waiting.pop()
        found |= {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
        waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return found


def _is_constant(node: ast.AST) -> bool:
    """Tell whether a statement sets or extends names that are written in capitals."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    targets = [part for target in targets for part in getattr(target, "elts", [target])]
    return all(isinstance(part, ast.Name) and part.id.isupper() for part in targets)
