"""Scores with their uncertainty, comparisons, runs over several seeds, seconds.

TensorFlow is not loaded until `predict` is called.
"""

import functools
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from utils.preprocessing.sequences import batches_by_length


class Stopwatch:
    """Wall-clock seconds of a block: ``with Stopwatch() as watch: ...``, then ``watch.seconds``."""

    seconds: float = float("nan")

    def __enter__(self) -> "Stopwatch":
        self._start = time.perf_counter()
        return self

    def __exit__(self, *exception) -> None:
        self.seconds = time.perf_counter() - self._start


@dataclass(frozen=True)
class Score:
    """An accuracy between 0 and 1 with its 95 % interval; what a fresh test set of this size may give."""

    accuracy: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.accuracy:.3f} [{self.low:.3f}, {self.high:.3f}]"


def score(y: np.ndarray, probability: np.ndarray) -> Score:
    """Share of rows where `probability` (rows,) of class 1 is on the right side of 0.5; labels `y` (rows,).

    The interval is Wilson's (1927). It covers the choice of test rows, not the choice of seed.
    Raises ValueError for different lengths, no rows, or a probability that is NaN or outside 0..1.
    """
    from statsmodels.stats.proportion import proportion_confint

    right = _right(y, probability)
    low, high = proportion_confint(right.sum(), len(right), method="wilson")
    return Score(float(right.mean()), float(low), float(high))


def mcnemar_p(y: np.ndarray, first: np.ndarray, second: np.ndarray) -> float:
    """p-value of McNemar's test (1947): are two models wrong equally often on the same rows?

    y, first, second: (rows,) labels and probabilities of class 1. Exact (binomial) below 25
    disagreements, chi-square with continuity correction from there on.
    """
    from statsmodels.stats.contingency_tables import mcnemar

    a, b = _right(y, first), _right(y, second)
    table = [[np.sum(a & b), np.sum(a & ~b)], [np.sum(~a & b), np.sum(~a & ~b)]]
    return float(mcnemar(table, exact=bool(np.sum(a != b) < 25)).pvalue)


def _right(y: np.ndarray, probability: np.ndarray) -> np.ndarray:
    y, probability = np.asarray(y), np.asarray(probability, float)
    if y.shape != probability.shape or y.ndim != 1 or len(y) == 0:
        raise ValueError(
            f"y has shape {y.shape}, probability {probability.shape}: expected the same, (rows,), rows >= 1."
        )
    if not np.all((probability >= 0) & (probability <= 1)):
        raise ValueError("probability holds NaN or values outside 0..1: pass probabilities, not log-odds.")
    return (probability > 0.5) == (y == 1)


def repeat(run: Callable[[int], float], seeds: Iterable[int], label: str = "") -> np.ndarray:
    """`run(seed)` for every seed, with a progress bar that leaves nothing behind; (seeds,) float."""
    from tqdm import tqdm

    return np.array([run(seed) for seed in tqdm(list(seeds), desc=label, leave=False)], float)


def spread(values: np.ndarray) -> str:
    """Mean and range over seeds in words: ``0.912 (0.910 to 0.915, 3 seeds)``."""
    values = np.asarray(values, float)
    if values.size == 0 or not np.isfinite(values).all():
        raise ValueError(f"values are {values.tolist()}: expected one finite number per seed.")
    return f"{values.mean():.3f} ({values.min():.3f} to {values.max():.3f}, {values.size} seeds)"


def predict(model, inputs: Sequence[Sequence[np.ndarray]], batch_size: int = 1024) -> np.ndarray:
    """What `model` says of each row, (rows,), in the order of the rows.

    inputs: as for `preprocessing.batches_by_length`; rows of like length share a batch on the way.
    """
    lengths = [len(row) for row in inputs[0]]
    batches = batches_by_length(inputs, np.zeros(len(lengths)), batch_size)
    said = np.empty(len(lengths), np.float32)
    said[np.argsort(lengths, kind="stable")] = model.predict(batches, verbose=0).reshape(len(lengths))
    return said


def cache_per_list(function: Callable) -> Callable:
    """Decorate `function(rows)` so that it is called once for each list of rows, however often it is read.

    Lists are told apart by identity, and kept alive: do not change one in place afterwards.
    """
    kept = {}

    @functools.wraps(function)
    def cached(rows):
        if id(rows) not in kept:
            kept[id(rows)] = rows, function(rows)
        return kept[id(rows)][1]

    return cached
