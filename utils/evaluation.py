"""Scores with their uncertainty, comparisons, runs over several seeds, seconds.

TensorFlow is not loaded until `predict` is called.
"""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from utils.arguments import binary_labels
from utils.preprocessing.sequences import batches_by_length, rows_of_inputs
from utils.preprocessing.text import STORING

_PER_ROW = "Expected one output for each row: set return_sequences=False in the last recurrent layer."


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
    """An accuracy between 0 and 1 with its 95 % interval: what a new test set of this size may give."""

    accuracy: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.accuracy:.3f} [{self.low:.3f}, {self.high:.3f}]"


def score(y: np.ndarray, probability: np.ndarray) -> Score:
    """Compute the share of rows whose probability is on the right side of 0.5.

    The interval is Wilson's (1927). It covers the choice of test rows, not the choice of seed.

    Args:
        y: (rows,) labels, 0 or 1.
        probability: (rows,) probabilities of class 1.

    Returns:
        The accuracy with its 95 % interval.

    Raises:
        ValueError: if the lengths differ, if there are no rows, if labels are not 0 and 1, or if a
            probability is NaN or outside 0 to 1.
    """
    from statsmodels.stats.proportion import proportion_confint

    right = _is_right(y, probability, "probability")
    low, high = proportion_confint(right.sum(), len(right), method="wilson")
    return Score(float(right.mean()), float(low), float(high))


def mcnemar_p(y: np.ndarray, first: np.ndarray, second: np.ndarray) -> float:
    """Compute the p-value of McNemar's test (1947): are two models wrong equally often on the same rows?

    The test is exact (binomial) below 25 disagreements, and uses chi-square with continuity correction from
    there on.

    Args:
        y: (rows,) labels, 0 or 1.
        first: (rows,) probabilities of class 1 from the first model.
        second: the same from the second model.

    Returns:
        The p-value, between 0 and 1.

    Raises:
        ValueError: as for `score`.
    """
    from statsmodels.stats.contingency_tables import mcnemar

    a, b = _is_right(y, first, "first"), _is_right(y, second, "second")
    table = [[np.sum(a & b), np.sum(a & ~b)], [np.sum(~a & b), np.sum(~a & ~b)]]
    return float(mcnemar(table, exact=bool(np.sum(a != b) < 25)).pvalue)


def _is_right(y: np.ndarray, probability: np.ndarray, name: str) -> np.ndarray:
    """Tell for each row whether the probability is on the side of the label, (rows,) bool."""
    labels, values = binary_labels("y", y), np.asarray(probability)
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{name} holds {values.dtype}: expected probabilities of class 1, from 0 to 1.")
    if values.shape != labels.shape:
        columns = values.shape[1] if values.ndim == 2 and len(values) == len(labels) else 0
        hint = f" Pass {name}[:, {min(columns, 2) - 1}]." if columns in (1, 2) else ""
        raise ValueError(
            f"{name} has the shape {values.shape} and y {labels.shape}: expected one probability for "
            f"each row.{hint}"
        )
    outside = ~((values >= 0) & (values <= 1))
    if outside.any() and values.dtype.kind in "iu":
        raise ValueError(
            f"{name} holds {values[outside][0]}: expected probabilities of class 1. Whole numbers look like "
            "classes, as from argmax: pass the probabilities themselves, or, for more than two classes, "
            "compute the accuracy with np.mean(classes == y)."
        )
    if outside.any():
        raise ValueError(
            f"{name} holds {values[outside][0]}: expected probabilities from 0 to 1. Look for NaN, and for a "
            "model without a sigmoid at its end, whose outputs are log-odds."
        )
    return (values > 0.5) == (labels == 1)


def repeat(run: Callable[[int], float | np.ndarray], seeds: Iterable[int], label: str = "") -> np.ndarray:
    """Call ``run(seed)`` for every seed, with a progress bar that disappears at the end.

    There is no bar where a lesson is run to be stored: it would stay in the file.

    Args:
        run: a function of the seed that returns a number, or an array of numbers.
        seeds: the seeds.
        label: text before the progress bar.

    Returns:
        (seeds, ...) float, the results in order.
    """
    from tqdm import tqdm

    bar = tqdm(list(seeds), desc=label, leave=False, disable=bool(os.environ.get(STORING)))
    return np.array([run(seed) for seed in bar], float)


def spread(values: np.ndarray) -> str:
    """Write the mean and the range over seeds in words: ``0.912 (0.910 to 0.915, 3 seeds)``.

    Args:
        values: (seeds,) one number for each seed.

    Returns:
        The text.

    Raises:
        ValueError: if there are no values, or a value is not finite.
    """
    values = np.asarray(values, float)
    if values.size == 0 or not np.isfinite(values).all():
        raise ValueError(f"values are {values.tolist()}: expected one finite number for each seed.")
    return f"{values.mean():.3f} ({values.min():.3f} to {values.max():.3f}, {values.size} seeds)"


def predict(model, inputs: Sequence[Sequence[np.ndarray]], batch_size: int = 1024) -> np.ndarray:
    """Compute the output of a model for each row, in the order of the rows.

    Rows of similar length share a batch, so little work is spent on padding.

    Args:
        model: a Keras model with one output layer, which gives one or several numbers for each row.
        inputs: one sequence of rows for each input of the model; a single input is ``[rows]``.
        batch_size: rows in a batch.

    Returns:
        (rows,) float32, or (rows, numbers) for a model with several numbers for each row.

    Raises:
        ValueError: if the inputs do not fit the model, as for `batches_by_length`, or if the model has
            several output layers or gives an output for each timestep.
    """
    parts = rows_of_inputs(inputs)
    _check_model(model, len(parts))
    lengths = [len(row) for row in parts[0]]
    batches = batches_by_length(parts, np.zeros(len(lengths)), batch_size)
    output = model.predict(batches, verbose=0)
    if isinstance(output, list | tuple | dict):
        raise ValueError(_several_outputs(len(output)))
    output = np.asarray(output)
    if len(output) != len(lengths) or output.ndim > 2:
        raise ValueError(
            f"The model gives an output of shape {output.shape} for {len(lengths)} rows. " + _PER_ROW
        )
    ordered = np.empty(output.shape, np.float32)
    ordered[np.argsort(lengths, kind="stable")] = output
    return ordered.reshape(len(lengths)) if ordered.size == len(lengths) else ordered


def _check_model(model, inputs: int) -> None:
    """Compare the inputs and outputs of a functional model, which knows them, with what `predict` can do."""
    expected, outputs = getattr(model, "inputs", None), getattr(model, "outputs", None)
    if expected and len(expected) != inputs:
        raise ValueError(
            f"inputs has {inputs} entries, but the model takes {len(expected)}: pass a list with the "
            "rows of each input, for a single input [rows]."
        )
    if outputs and len(outputs) > 1:
        raise ValueError(_several_outputs(len(outputs)))
    if outputs and len(outputs[0].shape) > 2:
        raise ValueError(f"The model gives an output of shape {tuple(outputs[0].shape)}. {_PER_ROW}")


def _several_outputs(number: int) -> str:
    return (
        f"The model has {number} output layers, and predict takes a model with one. Make a model for one of "
        "them: keras.Model(model.inputs, model.outputs[0])."
    )
