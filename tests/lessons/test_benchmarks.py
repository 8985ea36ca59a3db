"""The benchmark runs the lesson's own ladder, and its stored table belongs to the lesson as it is."""

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from benchmarks import lesson_08
from tools.notebooks.files import read


def small():
    sources = [
        "import numpy\n\nSEED = 0",
        'for rung in ladder:\n    rung["test"] = 1',
        "print('after the test')",
    ]
    return new_notebook(cells=[new_markdown_cell("words"), *map(new_code_cell, sources)])


def test_cells_end_with_the_test_and_have_the_seed(tmp_path):
    cells = lesson_08.cells_of_ladder(small(), 7, tmp_path / "x.json")
    assert cells[0].source.endswith("SEED = 7")
    assert len(cells) == 3 and "after" not in "".join(cell.source for cell in cells)


@pytest.mark.parametrize("missing", [1, 2])
def test_a_changed_lesson_is_noticed(missing, tmp_path):
    nb = small()
    del nb.cells[missing]
    with pytest.raises(ValueError, match=r"benchmarks/lesson_08\.py"):
        lesson_08.cells_of_ladder(nb, 7, tmp_path / "x.json")


def test_the_lesson_still_has_what_the_benchmark_looks_for(tmp_path):
    assert len(lesson_08.cells_of_ladder(read(lesson_08.LESSON), 1, tmp_path / "x.json")) > 10


def test_summary_is_mean_range_and_share():
    names = ["the usual recipe", "other"]
    frame = pd.DataFrame(
        [
            {"name": name, "seed": seed, "validation": 0.5, "test": 0.8 + seed / 100, "seconds": 60 / (1 + k)}
            for seed in (0, 1, 2)
            for k, name in enumerate(names)
        ]
    )
    table = lesson_08.summary(frame)
    assert table.index.tolist() == names
    assert table.loc["other", ["mean", "min", "max", "recipe's"]].tolist() == [0.81, 0.8, 0.82, 0.5]


def test_stored_seeds_are_of_the_models_that_the_lesson_shows():
    stored = pd.read_csv(lesson_08.RESULT)
    assert stored.groupby("name")["seed"].nunique().min() >= 3
    outputs = [
        output.get("data", {}) for cell in read(lesson_08.LESSON).cells for output in cell.get("outputs", [])
    ]
    tables = [data["text/html"] for data in outputs if "fit, seconds" in data.get("text/html", "")]
    assert len(tables) == 1
    assert [name for name in stored["name"].unique() if name not in tables[0]] == []
