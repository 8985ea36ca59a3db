"""Lesson 03 at every distance: which cells learn to recall a key, and what their gradient was before.

``python -m benchmarks.lesson_03`` (or ``make bench LESSON=03``) uses the functions of the lesson itself, not
a copy of them. It trains each cell at each gap with three seeds and writes one row per run to
``recall_seeds.csv``, which the lesson shows: name, gap, seed, log10_gradient (before training, at the lag
of the key), accuracy (on 1,000 fresh sequences), sequences (seen in training), seconds (of three seeds).
"""

import argparse
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from utils import session

LESSON = ROOT / "notebooks" / "03_vanishing_gradients.ipynb"
RESULT = Path(__file__).with_name("recall_seeds.csv")
GAPS = (5, 20, 50, 100, 200)
NEEDED = {"NAMES", "SEEDS", "train_on_recall", "recall_model", "log10_gradient", "step_jacobians", "recall"}


def run(lesson: SimpleNamespace, name: str, gap: int) -> pd.DataFrame:
    """Three seeds of one cell at one gap, a row each."""
    gradients = []
    for seed in lesson.SEEDS:
        embedding, layer, _ = lesson.recall_model(name, gap, seed).layers
        x, _ = lesson.recall(8, gap, seed=seed)
        A = lesson.step_jacobians(layer, embedding(x))
        gradients.append(lesson.log10_gradient(A)[gap])  # lag gap + 1: the step that read the key
    start = time.perf_counter()
    _, accuracy, sequences = lesson.train_on_recall(name, gap)
    return pd.DataFrame(
        {
            "name": name,
            "gap": gap,
            "seed": lesson.SEEDS,
            "log10_gradient": np.round(gradients, 3),
            "accuracy": accuracy,
            "sequences": sequences,
            "seconds": round(time.perf_counter() - start, 1),
        }
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Recall at several distances, three seeds per cell.")
    parser.add_argument("--gaps", type=int, nargs="+", default=GAPS)
    parser.add_argument("--names", nargs="+", help="cells of the lesson; all of them if not given")
    parser.add_argument("--out", type=Path, default=RESULT, help="the table to write")
    chosen = parser.parse_args(arguments)
    session.load_tensorflow()
    lesson = whole_lesson("03", *NEEDED)
    names = chosen.names or lesson.NAMES
    if unknown := set(names) - set(lesson.NAMES):
        parser.error(f"no cell {', '.join(sorted(unknown))}; there are {', '.join(lesson.NAMES)}")
    rows = []
    for gap in chosen.gaps:
        for name in names:
            rows.append(run(lesson, name, gap))
            print(rows[-1].to_string(header=not rows[:-1], index=False), flush=True)
            pd.concat(rows).to_csv(chosen.out, index=False)  # after each: a long run may be stopped
    return 0


if __name__ == "__main__":
    sys.exit(main())
