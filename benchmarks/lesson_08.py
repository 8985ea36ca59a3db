"""Lesson 08 with several seeds: which steps of its ladder survive another throw of the dice.

``make bench LESSON=08`` runs the ladder of the lesson itself, not a copy of it:
the cells up to the one that reads the test set, with another number in ``SEED = 0``. It prints the table
and writes one row per model and seed to ``imdb_seeds.csv``, which the lesson shows.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import pandas as pd
from nbformat.v4 import new_code_cell

from tools.course import ROOT
from tools.notebooks.files import read
from tools.notebooks.run import execute

LESSON = ROOT / "notebooks" / "08_imdb_sentiment.ipynb"
RESULT = Path(__file__).with_name("imdb_seeds.csv")
SEED_LINE = "SEED = 0"
LAST_CELL = 'rung["test"] ='  # found in the cell that scores the test reviews
REPORT = """
import json, pathlib
report = [
    dict(name=rung["name"], family=rung["family"], validation=score(y_val, rung["validation"]).accuracy,
         test=rung["test"].accuracy, seconds=rung["seconds"], source=reviews.source)
    for rung in ladder
]
pathlib.Path({path!r}).write_text(json.dumps(report))
"""


def cells_of_ladder(nb, seed: int, report: Path) -> list:
    """The code cells of the lesson up to the test, with `seed`, and one that writes the ladder to `report`.

    Raises ValueError if the lesson no longer has the line that sets the seed or the cell that reads the test.
    """
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    ends = [i for i, cell in enumerate(code) if LAST_CELL in cell.source]
    seeded = [cell for cell in code if SEED_LINE in cell.source.splitlines()]
    if len(ends) != 1 or len(seeded) != 1:
        raise ValueError(
            f"{LESSON.name} should hold the line {SEED_LINE!r} once ({len(seeded)}) and one cell with "
            f"{LAST_CELL!r} ({len(ends)}). If the lesson has changed, change benchmarks/lesson_08.py with it."
        )
    seeded[0].source = seeded[0].source.replace(SEED_LINE, f"SEED = {seed}")
    return [*code[: ends[0] + 1], new_code_cell(REPORT.format(path=str(report)))]


def run(seed: int) -> pd.DataFrame:
    """The ladder with one seed: name, family, seed, validation, test (accuracies), seconds, source."""
    nb = read(LESSON)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "ladder.json"
        nb.cells = cells_of_ladder(nb, seed, report)
        execute(nb, LESSON.parent, f"lesson 08, seed {seed}")
        frame = pd.DataFrame(json.loads(report.read_text()))
    frame.insert(2, "seed", seed)
    return frame


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Per model, in the order of the ladder: mean and range over seeds, seconds, share of the recipe's."""
    groups = frame.groupby("name", sort=False)
    table = groups["test"].agg(["mean", "min", "max"])
    table.insert(0, "validation", groups["validation"].mean())
    table["seconds"] = groups["seconds"].mean()
    table["recipe's"] = table["seconds"] / table.loc["the usual recipe", "seconds"]
    return table.round({"validation": 4, "mean": 4, "min": 4, "max": 4, "seconds": 1, "recipe's": 2})


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.lesson_08", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2], help="default: 0 1 2")
    parser.add_argument("--show", action="store_true", help="only print the table of the stored file")
    options = parser.parse_args(arguments)
    if options.show:
        print(summary(pd.read_csv(RESULT)).to_string())
        return 0
    frames = []
    for seed in options.seeds:
        print(f"lesson 08 with seed {seed} ({len(frames) + 1} of {len(options.seeds)}) …", flush=True)
        frames.append(run(seed))
        print(frames[-1].drop(columns="source").to_string(index=False), flush=True)
    frame = pd.concat(frames, ignore_index=True)
    print(summary(frame).to_string())
    if set(frame["source"]) == {"bundled stand-in"}:
        print(f"{RESULT.name} was not written: these are not the IMDB reviews.", file=sys.stderr)
        return 1
    # The source is the maker's folder or cache: of no use to a reader.
    frame = frame.drop(columns="source").round({"validation": 4, "test": 5, "seconds": 1})
    frame.to_csv(RESULT, index=False, lineterminator="\n")
    print(f"{RESULT.name}: {len(frame)} rows written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
