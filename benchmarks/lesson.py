"""A lesson's own functions for a benchmark, taken out of the notebook, so that there is no copy of them."""

import ast
from pathlib import Path

from tools.normal_form import read


def definitions(path: Path, needed: set[str], benchmark: str) -> dict:
    """The imports, functions and constants (names in capitals) of the lesson in `path`, run; nothing else.

    Raises ValueError, naming the `benchmark` to change, if one of the names it needs is not among them.
    """
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    body = []
    for cell in read(path).cells:
        if cell.cell_type == "code" and "setup" not in cell.metadata.get("tags", []):
            body += [node for node in ast.parse(cell.source).body if isinstance(node, kept) or constant(node)]
    names = {}
    exec(compile(ast.Module(body, []), path.name, "exec"), names)
    if missing := needed - set(names):
        raise ValueError(f"{path.name} lacks {', '.join(sorted(missing))}: change {benchmark} with it.")
    return names


def constant(node: ast.AST) -> bool:
    """Tell whether a statement sets or extends names that are written in capitals."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    targets = [part for target in targets for part in getattr(target, "elts", [target])]
    return all(isinstance(part, ast.Name) and part.id.isupper() for part in targets)
