"""Curves over distance or time, a band for the seeds, names at their ends."""

from collections import Counter
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb

from utils.plotting.style import FAMILIES


def memory_curve(x, curves, xlabel: str, ylabel: str, axis=None, ylim=None, markers: bool = False):
    """How something fades with distance: one line per model, a band from its lowest to its highest seed.

    x: (points,) lags or gaps. curves: {label: (family, values)}, values (seeds, points); the line is their
    mean. Labels stand at the right end, pushed apart where they would overlap. Several models of a family
    share its colour, the later ones lighter. `ylim`, if given, is fixed before the labels find their
    places. Returns the axis (a new figure's, if none is given).

    Raises ValueError for no curve, an unknown family, or values whose shape is not (seeds, points).
    """
    if not curves:
        raise ValueError("curves is empty: give at least one, {label: (family, values)}.")
    axis = plt.subplots(figsize=(10.5, 6))[1] if axis is None else axis
    many, seen, ends = Counter(family for family, _ in curves.values()), Counter(), []
    for label, (family, values) in curves.items():
        values = np.asarray(values, float)
        if family not in FAMILIES or values.ndim != 2 or values.shape[1] != len(x):
            raise ValueError(
                f"curve {label!r}: family {family!r} with values {values.shape}; expected one of "
                f"{', '.join(FAMILIES)} and values (seeds, {len(x)})."
            )
        look = dict(FAMILIES[family])
        mix = 0.5 * seen[family] / max(many[family] - 1, 1)  # the share of white
        look["color"] = tuple((1 - mix) * c + mix for c in to_rgb(look["color"]))
        look["marker"] = look["marker"] if markers else None
        seen[family] += 1
        axis.plot(x, values.mean(axis=0), **look)
        if len(values) > 1:
            axis.fill_between(x, values.min(axis=0), values.max(axis=0), color=look["color"], alpha=0.2, lw=0)
        ends.append((values[:, -1].mean(), label, FAMILIES[family]["color"]))
    axis.set(xlabel=xlabel, ylabel=ylabel, ylim=ylim, xlim=(min(x), max(x)))
    axis.grid(alpha=0.3)
    _end_labels(axis, ends)
    return axis


def _end_labels(axis, ends: list[tuple[float, str, str]], gap: float = 0.062) -> None:
    """Write each label right of the axis at its height, at least `gap` of the axis apart."""
    low, high = axis.get_ylim()
    places = sorted((((y - low) / (high - low)), label, color) for y, label, color in ends)
    heights = [place[0] for place in places]
    for _ in range(200):  # push neighbours apart, a little at a time
        for k in range(1, len(heights)):
            lack = gap - (heights[k] - heights[k - 1])
            if lack > 0:
                heights[k - 1], heights[k] = heights[k - 1] - lack / 2, heights[k] + lack / 2
    for height, (end, label, color) in zip(heights, places, strict=True):
        axis.annotate(
            label,
            (1, end),
            (1.04, height),
            xycoords="axes fraction",
            textcoords="axes fraction",
            color=color,
            va="center",
            fontsize=13,
            arrowprops={"arrowstyle": "-", "color": color, "lw": 0.8, "shrinkA": 2, "shrinkB": 2},
        )


def band(axis, x: Sequence[float], values: np.ndarray, family: str, label: str) -> None:
    """The mean of the seeds as a curve, a band from the lowest to the highest. values: (seeds, points).

    Raises ValueError unless `values` has a column for each x.
    """
    values = np.asarray(values, float)
    if values.ndim != 2 or values.shape[1] != len(x):
        raise ValueError(f"values of {label!r} are {values.shape}: expected (seeds, {len(x)}).")
    look = FAMILIES[family] | {"marker": None}
    axis.plot(x, values.mean(axis=0), label=label, **look)
    axis.fill_between(x, values.min(axis=0), values.max(axis=0), color=look["color"], alpha=0.2, lw=0)
