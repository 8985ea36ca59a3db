"""Verdicts are read back from stored notebooks, deeper pages among them, and a damaged one is named."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.notebooks.files import read_verdicts, write
from utils.ledger import MIME

GOOD = {
    "claim": "Our LSTM reaches 87 %.",
    "verdict": "true, but",
    "results": {"a": 1},
    "because": "it loses.",
}


def store(path: Path, *boxes: dict) -> None:
    """Write a notebook that shows these boxes, between other outputs."""
    outputs = [new_output("stream", text="fitting\n")]
    outputs += [new_output("display_data", data={MIME: box, "text/plain": "Verdict"}) for box in boxes]
    path.parent.mkdir(parents=True, exist_ok=True)
    write(new_notebook(cells=[new_code_cell("verdict(...)", outputs=outputs)]), path)


def test_verdicts_are_read_back_in_the_order_of_lessons(tmp_path: Path) -> None:
    for number in ("10", "02"):
        store(tmp_path / f"{number}_x.ipynb", {**GOOD, "lesson": number})
    store(tmp_path / "05_not_run.ipynb")
    store(tmp_path / "deeper" / "02_x.ipynb", {**GOOD, "lesson": "02d"})
    store(tmp_path / "deeper" / "02e_y.ipynb", {**GOOD, "lesson": "02e"})
    store(tmp_path / "scratch.ipynb", {**GOOD, "lesson": "99"})
    assert [entry["lesson"] for entry in read_verdicts(tmp_path)] == ["02", "02d", "02e", "10"]
    assert read_verdicts(tmp_path)[0]["because"] == GOOD["because"]


def test_no_folder_no_verdicts(tmp_path: Path) -> None:
    assert read_verdicts(tmp_path / "nowhere") == []


def test_a_damaged_notebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "03_x.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"03_x\.ipynb"):
        read_verdicts(tmp_path)


def test_a_damaged_box_is_named(tmp_path: Path) -> None:
    store(tmp_path / "03_x.ipynb", {"lesson": "03"})
    with pytest.raises(ValueError, match=r"03_x\.ipynb lacks claim, verdict, results, because"):
        read_verdicts(tmp_path)
