"""Verdicts are read back from stored notebooks, and a damaged one is named."""

import json
from pathlib import Path

import pytest

from tools.notebooks.files import read_verdicts

GOOD = {
    "lesson": "08",
    "claim": "Our LSTM reaches 87 %.",
    "verdict": "true, but",
    "results": {"lstm.accuracy": 0.5, "seeds": 3, "gap_2": 1.25},
    "because": "a linear model does better.",
}


def store(folder: Path, name: str, *boxes: dict) -> None:
    """Write a notebook whose only cell shows ``boxes``."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    outputs += [{"output_type": "display_data", "data": {MIME: box}, "metadata": {}} for box in boxes]
    cells = [{"cell_type": "markdown", "source": ""}, {"cell_type": "code", "source": "", "outputs": outputs}]
    (folder / name).write_text(json.dumps({"cells": cells}), encoding="utf-8")


def test_verdicts_are_read_back_in_the_order_of_lessons(tmp_path: Path) -> None:
    for number in ("10", "02"):
        store(tmp_path, f"{number}_x.ipynb", {**GOOD, "lesson": number, "results": {"a": 1}})
    store(tmp_path, "05_not_run.ipynb")
    store(tmp_path, "scratch.ipynb", {**GOOD, "lesson": "99", "results": {"a": 1}})
    assert [entry["lesson"] for entry in read_verdicts(tmp_path)] == ["02", "10"]
    assert read_verdicts(tmp_path)[0]["because"] == GOOD["because"]


def test_no_folder_no_verdicts(tmp_path: Path) -> None:
    assert read_verdicts(tmp_path / "nowhere") == []


def test_a_damaged_notebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "03_x.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"03_x\.ipynb"):
        read_verdicts(tmp_path)


def test_a_damaged_box_is_named(tmp_path: Path) -> None:
    store(tmp_path, "03_x.ipynb", {"lesson": "03"})
    with pytest.raises(ValueError, match=r"03_x\.ipynb lacks claim, verdict, results, because"):
        read_verdicts(tmp_path)
