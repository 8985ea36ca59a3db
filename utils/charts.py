"""Figures with a dot or a band for every seed: curves, and steps that build on each other."""

from collections.abc import Sequence

import numpy as np

from utils.plotting import FAMILIES


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


def waterfall(axis, steps: dict[str, Sequence[float]], ylabel: str, best: float | None = None) -> None:
    """One bar a step, from the mean of the step before to its own; the first from zero. A dot for each seed.

    steps: {name: values of the seeds}, in order. best: a dashed line, the best that can be reached.
    Raises ValueError if there is no step, or a step without a value.
    """
    if not steps or not all(len(values) for values in steps.values()):
        raise ValueError("steps needs at least one step, and at least one value in each.")
    means = np.array([np.mean(values) for values in steps.values()])
    base = np.array([0.0, *means[:-1]])
    colours = ["#AAAAAA"] + [FAMILIES["LSTM"]["color"]] * (len(steps) - 1)
    axis.bar(list(steps), means - base, bottom=base, width=0.6, color=colours)
    for k, (values, mean) in enumerate(zip(steps.values(), means, strict=True)):
        axis.plot([k] * len(values), values, "ko", ms=5, alpha=0.5)
        at = k, max(*values, base[k], mean)
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # the dashed line stops behind a number
        axis.annotate(f"{mean:.2f}", at, xytext=(0, 6), textcoords="offset points", ha="center", bbox=paper)
    if best is not None:
        axis.axhline(best, color="#555555", linestyle="--")
    axis.set_ylabel(ylabel)
    axis.margins(y=0.12)


def named_dots(axis, points: dict[str, tuple[str, float, float]], beside: dict | None = None) -> None:
    """A dot with its name for each point {name: (family, x, y)}.

    beside: {name: (x offset, y offset, alignment)} in points, for names that would cover each other.
    """
    for name, (family, x, y) in points.items():
        look = FAMILIES[family]
        axis.plot(x, y, look["marker"], color=look["color"], ms=10)
        *offset, side = (beside or {}).get(name, (9, -16, "left"))
        axis.annotate(name, (x, y), xytext=offset, textcoords="offset points", ha=side)
    axis.margins(x=0.2, y=0.15)
