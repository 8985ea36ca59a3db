"""Rules on the names that cells bind: each cell can be run again after the whole page has run."""

import ast
import builtins
from collections.abc import Iterator

from tools.rules.page import Found, Page, rule


@rule("names-bound-again", edition=2)
def names_bound_again(page: Page) -> Found:
    """No cell binds a name anew that a cell reads: what it reads would hang on which of them ran last."""
    bound_in: dict[str, list[tuple[int, int]]] = {}  # name -> cells that bind it, with the line
    read_in: dict[str, int] = {}  # name -> the first cell that reads it without having bound it
    for number, cell in page.own_code:
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:  # a magic, or an error shown on purpose
            continue
        for name, line in bound_names(tree).items():
            bound_in.setdefault(name, []).append((number, line))
        for name in free_names(tree):
            read_in.setdefault(name, number)
    for name, ((first, _), *others) in bound_in.items():
        if others and name in read_in:
            again, line = others[0]
            yield (
                again,
                line,
                f"binds {name!r} again, after cell {first}; cell {read_in[name]} reads it: take another name",
            )


def bound_names(tree: ast.Module) -> dict[str, int]:
    """Return the global names that a cell binds, with the line; what is imported is the same each time."""
    found: dict[str, int] = {}
    for node in _outside_functions(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, node.lineno)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.setdefault(node.name, node.lineno)
    return found


def free_names(tree: ast.Module) -> set[str]:
    """Return the names that a cell, or a function in it, reads and has not bound before it reads them."""
    bound: set[str] = set(dir(builtins))
    free: set[str] = set()
    for statement in tree.body:
        free |= _read(statement) - bound
        one = ast.Module([statement], [])
        bound |= set(bound_names(one)) | {
            alias.asname or alias.name.partition(".")[0]
            for node in ast.walk(one)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
    return free


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those inside functions, classes and comprehensions, whose names are their own."""
    inner = (
        ast.FunctionDef,
        ast.ClassDef,
        ast.Lambda,
        ast.ListComp,
        ast.SetComp,
        ast.DictComp,
        ast.GeneratorExp,
    )
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, inner):
            yield from _outside_functions(node)


def _read(statement: ast.stmt) -> set[str]:
    """The names that a statement reads from outside: not its parameters, loop variables and the like."""
    assigns = isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign)
    inside = list(ast.walk(statement.value if assigns and statement.value else statement))
    names = [node for node in inside if isinstance(node, ast.Name)]
    read = {name.id for name in names if isinstance(name.ctx, ast.Load)}
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        read.add(statement.target.id)
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    own |= {node.arg for node in inside if isinstance(node, ast.arg)}
    own |= {node.name for node in inside if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return read - own
