"""Points and bars: one for each model, seed or step."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.plotting.style import FAMILIES


def ladder(names, families, accuracy, low, high, seconds, first: int = 1) -> Figure:
    """Draw accuracy against seconds to fit (log scale), a point for each model with its 95 % interval.

    Points carry a number; the legend beside them says which model it is.

    Args:
        names: (models,), for the legend.
        families: (models,), the family of each model, see ``FAMILIES``.
        accuracy: (models,), from 0 to 1.
        low: (models,), the lower ends of the intervals.
        high: (models,), the upper ends.
        seconds: (models,), how long each model took to fit.
        first: the number of the first point.

    Returns:
        The figure.

    Raises:
        ValueError: if the arguments have different lengths.
    """
    fig, axis = plt.subplots(figsize=(10.5, 6))
    for number, (name, family, y, bottom, top, x) in enumerate(
        zip(names, families, accuracy, low, high, seconds, strict=True), start=first
    ):
        look = FAMILIES[family]
        error = [[y - bottom], [top - y]]
        axis.errorbar(x, y, error, color=look["color"], marker=look["marker"], ms=11, capsize=4, lw=1.5)
        side = {"xytext": (9, 6), "ha": "left"} if number % 2 else {"xytext": (-9, 6), "ha": "right"}
        axis.annotate(
            str(number), (x, y), textcoords="offset points", color=look["color"], weight="bold", **side
        )
        axis.plot([], [], look["marker"], color=look["color"], ms=9, label=f"{number}  {name}")
    axis.set(xscale="log", xlabel="seconds to fit (log scale)", ylabel="accuracy on the test reviews")
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.grid(alpha=0.3)
    axis.legend(loc="center left", bbox_to_anchor=(1, 0.5), handletextpad=0.2)
    return fig


def dots(names, families, values: Sequence[Sequence[float]], xlabel: str) -> Figure:
    """Draw one row of dots for each model: a dot for each seed, a bar at their mean.

    Args:
        names: (models,).
        families: (models,), the family of each model, see ``FAMILIES``.
        values: (models, seeds); the number of seeds may differ.
        xlabel: the label of the x axis.

    Returns:
        The figure.

    Raises:
        ValueError: if the arguments have different lengths.
    """
    fig, axis = plt.subplots(figsize=(10, 0.45 * len(names) + 1.4))
    for row, (_, family, points) in enumerate(zip(names, families, values, strict=True)):
        look = FAMILIES[family]
        axis.plot(points, [row] * len(points), look["marker"], color=look["color"], ms=9, alpha=0.7)
        axis.plot([np.mean(points)] * 2, [row - 0.3, row + 0.3], color=look["color"])
    axis.set_yticks(range(len(names)), names)
    axis.set_xlabel(xlabel)
    axis.invert_yaxis()
    axis.grid(axis="x", alpha=0.3)
    return fig


def named_dots(axis, points: dict[str, tuple[str, float, float]], beside: dict | None = None) -> None:
    """Draw a dot with its name for each point.

    Args:
        axis: the matplotlib axis to draw on.
        points: name -> (family, x, y), a family of ``FAMILIES``.
        beside: name -> (x offset, y offset, horizontal alignment), offsets in points (1/72 inch), for names
            that would cover each other.
    """
    for name, (family, x, y) in points.items():
        look = FAMILIES[family]
        axis.plot(x, y, look["marker"], color=look["color"], ms=10)
        *offset, side = (beside or {}).get(name, (9, -16, "left"))
        axis.annotate(name, (x, y), xytext=offset, textcoords="offset points", ha=side)
    axis.margins(x=0.2, y=0.15)


def waterfall(axis, steps: dict[str, Sequence[float]], ylabel: str, best: float | None = None) -> None:
    """Draw one bar for each step, from the mean of the step before to its own, and a dot for each seed.

    The first bar begins at zero.

    Args:
        axis: the matplotlib axis to draw on.
        steps: name -> (seeds,) values, in order.
        ylabel: the label of the y axis.
        best: the best value that can be reached, drawn as a dashed line; by default none.

    Raises:
        ValueError: if there is no step, or a step without a value.
    """
    if not steps or not all(len(values) for values in steps.values()):
        raise ValueError("steps needs at least one step, and at least one value in each.")
    means = np.array([np.mean(values) for values in steps.values()])
    base = np.array([0.0, *means[:-1]])
    colours = ["#AAAAAA"] + [FAMILIES["LSTM"]["color"]] * (len(steps) - 1)
    axis.bar(list(steps), means - base, bottom=base, width=0.6, color=colours)
    for k, (values, mean) in enumerate(zip(steps.values(), means, strict=True)):
        axis.plot([k] * len(values), values, "ko", ms=5, alpha=0.5)
        top = k, max(*values, base[k], mean)
        white = {
            "facecolor": "white",
            "edgecolor": "none",
            "pad": 1,
        }  # so that no dashed line crosses a number
        axis.annotate(f"{mean:.2f}", top, xytext=(0, 6), textcoords="offset points", ha="center", bbox=white)
    if best is not None:
        axis.axhline(best, color="#555555", linestyle="--")
    axis.set_ylabel(ylabel)
    axis.margins(y=0.12)


def reliability(y: np.ndarray, probabilities: dict[str, tuple[str, np.ndarray]], bins: int = 10) -> Figure:
    """Draw how often a model is right when it says p: the share of positives against the mean p, by bin.

    Each bin has equally many rows, so that each point rests on as many reviews.

    Args:
        y: (rows,), labels 0 and 1.
        probabilities: name -> (family, (rows,) probability of class 1), a family of ``FAMILIES``.
        bins: how many points for each model.

    Returns:
        The figure.

    Raises:
        ValueError: if there is not a probability for each label, or fewer labels than bins.
    """
    fig, axis = plt.subplots(figsize=(7.5, 6))
    axis.plot([0, 1], [0, 1], color="black", lw=1, label="perfectly calibrated")
    drawn_families = []
    for name, (family, p) in probabilities.items():
        if len(p) != len(y) or len(y) < bins:
            raise ValueError(f"{name}: {len(p)} probabilities, {len(y)} labels; expected equal, >= {bins}.")
        groups = np.array_split(np.argsort(p, kind="stable"), bins)
        look = dict(FAMILIES[family])
        if family in drawn_families:  # a second model of a family: hollow and dotted
            look |= {"markerfacecolor": "white", "linestyle": ":"}
        drawn_families.append(family)
        axis.plot([p[g].mean() for g in groups], [y[g].mean() for g in groups], label=name, ms=8, **look)
    axis.set(xlabel="what the model says: P(positive)", ylabel="what is true: share of positives")
    axis.legend(loc="upper left")
    axis.grid(alpha=0.3)
    return fig
