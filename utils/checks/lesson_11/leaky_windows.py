"""What windows, targets and their scale tell of the way in which a series was split."""

from dataclasses import dataclass

import numpy as np

from utils.checks.asking import ask, numbers, several
from utils.checks.judging import Wrong

LENGTH, CUT, TIMESTEPS, HORIZON = 160, 100, 10, 4


@dataclass(frozen=True)
class Part:
    """A part that a learner's function has made of a series, with the rows that it was made of.

    Args:
        first, last: (n,) the row of a window's first and last value.
        target: (n,) the row of its target.
    """

    first: np.ndarray
    last: np.ndarray
    target: np.ndarray


def drawn_series() -> np.ndarray:
    """Draw a series, (160,), that lies higher and swings more from row 100 on; no value occurs twice."""
    series = np.cumsum(np.random.default_rng(111).normal(size=LENGTH))
    series[CUT:] = 12 + 3 * series[CUT:]
    return series


def parts(prepare: object) -> tuple[Part, Part, float, float]:
    """Ask a learner's `prepare` for the parts of the drawn series.

    Args:
        prepare: a function `prepare(series, timesteps, horizon, cut)`.

    Returns:
        Training and test part; the mean and the standard deviation by which both are scaled.

    Raises:
        Wrong: if the parts are no windows of the series, or not scaled alike.
    """
    series = drawn_series()
    names = ("x_train", "y_train", "x_test", "y_test")
    given = several("prepare", ask(prepare, series, TIMESTEPS, HORIZON, CUT), *names)
    arrays = {name: _array(name, one) for name, one in zip(names, given, strict=True)}
    for x, y in (names[:2], names[2:]):
        if len(arrays[x]) != len(arrays[y]):
            raise Wrong(f"`{x}` has {len(arrays[x])} windows, and `{y}` {len(arrays[y])} targets.")
        if len(arrays[x]) == 0:
            raise Wrong(f"`{x}` holds no window.", "where it begins and where it ends")
    mean, std = _scale(arrays["x_train"], series)
    found = []
    for x, y in (names[:2], names[2:]):
        rows = [_rows(arrays[x][:, step] * std + mean, series) for step in (0, -1)]
        rows.append(_rows(arrays[y] * std + mean, series))
        if any(row is None for row in rows):
            raise Wrong(
                f"`{x}` and `{y}` are not in the scale of `x_train`: a model would meet other numbers in the "
                "test than those that it has learned from",
                "the mean and the deviation: one of each, for all",
            )
        found.append(Part(*rows))
    return *found, mean, std


def _array(name: str, answer: object) -> np.ndarray:
    """Return windows as (n, timesteps), targets as (n,)."""
    array = np.asarray(answer)
    n = array.shape[0] if array.ndim else 0
    if name.startswith("x"):
        return numbers(name, answer, (n, TIMESTEPS, 1))[:, :, 0]
    return numbers(name, answer, (n,) if array.ndim == 1 else (n, 1)).reshape(n)


def _scale(x: np.ndarray, series: np.ndarray) -> tuple[float, float]:
    """Find mean and deviation by which the first training window was scaled; it begins with row 0."""
    std, mean = np.polyfit(x[0], series[:TIMESTEPS], 1)
    if np.abs(x[0] * std + mean - series[:TIMESTEPS]).max() > 1e-4:
        raise Wrong("`x_train[0]` is not the scaled beginning of the series.", "the first line")
    return float(mean), float(std)


def _rows(values: np.ndarray, series: np.ndarray) -> np.ndarray | None:
    """Return the row of each value in the series; None if one is none of them."""
    rows = np.abs(values[:, None] - series).argmin(axis=1)
    return rows if np.abs(series[rows] - values).max() < 1e-4 else None
