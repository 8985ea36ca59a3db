"""Notebooks as files: read, written in one normal form, asked for the verdicts that they store."""

import copy
import hashlib
import json
import os
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from utils.ledger import KEYS, MIME

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
CELL_METADATA = ("nbgrader", "tags")  # what a cell may carry; editors add timings and more
FOLDED = {"setup", "hide-input"}  # tags of the code cells whose source is folded
FOLDING = {"jupyter": {"source_hidden": True}, "cellView": "form"}  # in JupyterLab, on Colab
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


def read(path: Path) -> NotebookNode:
    """Return the notebook at ``path`` as it is, without the repairs that ``nbformat.read`` makes.

    Raises ``ValueError`` naming the file if it is none.
    """
    try:
        return nbformat.v4.reads(path.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} is not a notebook that can be read: {error}") from error


def dumps(nb: NotebookNode) -> str:
    """Return the text of a notebook as stored: sorted keys, one space of indentation, a last newline."""
    return nbformat.v4.writes(nb).rstrip("\n") + "\n"


def write(nb: NotebookNode, path: Path) -> None:
    """Write ``nb`` to ``path`` in one step: a reader sees the old file or the new one, never a part."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        beside.write_text(dumps(nb), encoding="utf-8", newline="\n")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def normalise(nb: NotebookNode) -> NotebookNode:
    """Return a copy of ``nb`` with nothing in it that a rerun, an editor or a machine would change."""
    nb = copy.deepcopy(nb)
    nb.nbformat, nb.nbformat_minor = 4, 5
    kept = {key: nb.metadata[key] for key in ("course", "widgets") if key in nb.metadata}
    nb.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(LANGUAGE), **kept)
    shows_widget = any(
        WIDGET_VIEW in out.get("data", {}) for cell in nb.cells for out in cell.get("outputs", [])
    )
    if not shows_widget:
        nb.metadata.pop("widgets", None)
    for cell, cell_id in zip(nb.cells, _ids(nb), strict=True):
        cell.id = cell_id
        kept = {key: cell.metadata[key] for key in CELL_METADATA if cell.metadata.get(key)}
        if cell.cell_type == "code" and FOLDED & set(kept.get("tags", [])):
            kept |= FOLDING
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            cell.outputs = _merged(cell.outputs)
    return _with_stable_widget_ids(nb)


def _ids(nb: NotebookNode) -> list[str]:
    """The ids of the cells: kept once given, so that a diff shows only what changed."""
    ids: list[str] = []
    for number, cell in enumerate(nb.cells):
        cell_id = cell.get("id", "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell_id) or cell_id in ids:
            seed = f"{number} {cell.cell_type} {cell.source}"
            cell_id = hashlib.sha256(seed.encode("utf-8")).hexdigest()[:8]
        ids.append(cell_id)
    return ids


def _merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring chunks of one stream: where a stream is cut depends on the machine's mood."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and last.output_type == output.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _with_stable_widget_ids(nb: NotebookNode) -> NotebookNode:
    """Number the widget models: their ids are random, and would make a difference of every rerun."""
    state = nb.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    if not state:
        return nb
    text = json.dumps(nb)
    for number, model in enumerate(state):
        text = text.replace(model, f"{number:032x}")
    return nbformat.from_dict(json.loads(text))


def changes(path: Path) -> list[tuple[int | None, str]]:
    """Return what normalising would change in ``path``, as pairs of cell and words.

    Cells count from 1; ``None`` stands for the notebook itself.
    """
    nb = read(path)
    normal = normalise(nb)
    found: list[tuple[int | None, str]] = []
    for key in sorted({*nb.metadata, *normal.metadata}):
        if nb.metadata.get(key) != normal.metadata.get(key):
            found.append((None, f"metadata.{key} is not in normal form"))
    for number, (cell, better) in enumerate(zip(nb.cells, normal.cells, strict=True), start=1):
        if cell.get("id") != better.id:
            found.append((number, f"id is {cell.get('id')!r}, expected {better.id!r}"))
        if extra := sorted(set(cell.metadata) - set(better.metadata)):
            found.append((number, f"metadata to remove: {', '.join(extra)}"))
        if any(
            cell.metadata.get(key) != better.metadata.get(key) for key in FOLDING if key in better.metadata
        ):
            found.append((number, "its tag says hidden, and its source is not folded"))
        if cell.get("outputs") != better.get("outputs"):
            found.append((number, "outputs are not in normal form: a stream in pieces, or widget ids"))
    if not found and path.read_text(encoding="utf-8") != dumps(normal):
        found.append((None, "the file's layout differs: key order, indentation, format or last newline"))
    return found


# Stored verdicts


def boxes(nb: NotebookNode) -> list[dict]:
    """Return the JSON of the verdict boxes in the outputs of a notebook."""
    shown = [output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", [])]
    return [data[MIME] for data in shown if MIME in data]


def read_verdicts(folder: Path) -> list[dict]:
    """Read the verdicts that the lessons store.

    Args:
        folder: the folder of the lessons; their deeper pages stand in a folder below it.

    Returns:
        The JSON of each verdict box (``lesson``, ``claim``, ``verdict``, ``results``, ``because``), ordered
        by lesson. A lesson that has not been run holds none.

    Raises:
        ValueError: naming the file, if a notebook or a box is damaged.
    """
    found = []
    for path in sorted([*folder.glob("[0-9][0-9]_*.ipynb"), *folder.glob("deeper/[0-9][0-9]*_*.ipynb")]):
        for box in boxes(read(path)):
            if missing := [key for key in KEYS if key not in box]:
                lacks = ", ".join(missing)
                raise ValueError(f"the verdict stored in {path.name} lacks {lacks}: run the lesson again")
            found.append(box)
    return sorted(found, key=lambda box: box["lesson"])
