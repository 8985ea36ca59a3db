"""Curves over distance or time, with a band for the seeds and labels at their ends."""

from collections import Counter
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb

from utils.plotting.style import FAMILIES


def memory_curve(x, curves, xlabel: str, ylabel: str, axis=None, ylim=None, markers: bool = False):
    """Draw how something fades with distance: one line per model, a band from its lowest to its highest seed.

    The line is the mean of the seeds. Labels are written at the right end, pushed apart where they would
    overlap. Several models of a family share its colour, the later ones lighter.

    Args:
        x: (points,), lags or gaps.
        curves: label -> (family, values), a family of ``FAMILIES`` and values (seeds, points).
        xlabel: the label of the x axis.
        ylabel: the label of the y axis.
        axis: the matplotlib axis to draw on; by default that of a new figure.
        ylim: the limits of the y axis, set before the labels are placed; by default matplotlib's.
        markers: True draws a marker at each point.

    Returns:
        The axis.

    Raises:
        ValueError: if there is no curve, if a family is unknown, or if values are not (seeds, points).
    """
    if not curves:
        raise ValueError("curves is empty: give at least one, {label: (family, values)}.")
    axis = plt.subplots(figsize=(10.5, 6))[1] if axis is None else axis
    models_of, drawn_of, ends = Counter(family for family, _ in curves.values()), Counter(), []
    for label, (family, values) in curves.items():
        values = np.asarray(values, float)
        if family not in FAMILIES or values.ndim != 2 or values.shape[1] != len(x):
            raise ValueError(
                f"curve {label!r}: family {family!r} with values {values.shape}; expected one of "
                f"{', '.join(FAMILIES)} and values (seeds, {len(x)})."
            )
        look = dict(FAMILIES[family])
        white = 0.5 * drawn_of[family] / max(models_of[family] - 1, 1)  # the share of white in the colour
        look["color"] = tuple((1 - white) * c + white for c in to_rgb(look["color"]))
        look["marker"] = look["marker"] if markers else None
        drawn_of[family] += 1
        axis.plot(x, values.mean(axis=0), **look)
        if len(values) > 1:
            axis.fill_between(x, values.min(axis=0), values.max(axis=0), color=look["color"], alpha=0.2, lw=0)
        ends.append((values[:, -1].mean(), label, FAMILIES[family]["color"]))
    axis.set(xlabel=xlabel, ylabel=ylabel, ylim=ylim, xlim=(min(x), max(x)))
    axis.grid(alpha=0.3)
    _end_labels(axis, ends)
    return axis


def _end_labels(axis, ends: list[tuple[float, str, str]], gap: float = 0.062) -> None:
    """Write labels to the right of the axis, each at the height where its curve ends.

    Args:
        axis: the matplotlib axis.
        ends: (value where the curve ends, label, colour) of each curve.
        gap: how far apart the labels are at least, as a share of the axis.
    """
    low, high = axis.get_ylim()
    places = sorted((((y - low) / (high - low)), label, color) for y, label, color in ends)
    heights = [place[0] for place in places]
    for _ in range(200):  # push neighbours apart, a little at a time
        for k in range(1, len(heights)):
            overlap = gap - (heights[k] - heights[k - 1])
            if overlap > 0:
                heights[k - 1], heights[k] = heights[k - 1] - overlap / 2, heights[k] + overlap / 2
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
    """Draw the mean of the seeds as a curve, with a band from the lowest to the highest.

    Args:
        axis: the matplotlib axis to draw on.
        x: (points,).
        values: (seeds, points).
        family: the family of models, see ``FAMILIES``, for the colour and the line style.
        label: the name of the curve in the legend.

    Raises:
        ValueError: if ``values`` is not (seeds, points).
    """
    values = np.asarray(values, float)
    if values.ndim != 2 or values.shape[1] != len(x):
        raise ValueError(f"values of {label!r} are {values.shape}: expected (seeds, {len(x)}).")
    look = FAMILIES[family] | {"marker": None}
    axis.plot(x, values.mean(axis=0), label=label, **look)
    axis.fill_between(x, values.min(axis=0), values.max(axis=0), color=look["color"], alpha=0.2, lw=0)
