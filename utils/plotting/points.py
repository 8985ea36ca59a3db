"""Points and bars: one for each model, seed or step."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.plotting.style import FAMILIES


def named_dots(
    axis,
    points: dict[str, tuple[str, float | Sequence[float], float | Sequence[float]]],
    beside: dict | None = None,
    markers: dict[str, str] | None = None,
) -> None:
    """Draw a dot with its name for each point, or one dot for each seed and the name above the highest.

    Args:
        axis: the matplotlib axis to draw on.
        points: name -> (family, x, y), a family of ``FAMILIES``, x and y numbers or (seeds,) of them.
        beside: name -> (x offset, y offset, horizontal alignment), offsets in points (1/72 inch), for names
            that would cover each other.
        markers: name -> marker, for those that would look alike; by default each has its family's.

    Raises:
        ValueError: if x and y of a name are not equally many.
    """
    for name, (family, x, y) in points.items():
        x, y = np.atleast_1d(x), np.atleast_1d(y)
        if len(x) != len(y):
            raise ValueError(f"{name!r} has {len(x)} x and {len(y)} y: expected a pair for each dot.")
        look = FAMILIES[family]
        marker = (markers or {}).get(name, look["marker"])
        axis.plot(x, y, marker, color=look["color"], ms=10, alpha=1 if len(x) == 1 else 0.7)
        *offset, side = (beside or {}).get(name, (9, -16, "left"))
        axis.annotate(name, (x.mean(), y.max()), xytext=offset, textcoords="offset points", ha=side)
    axis.margins(x=0.2, y=0.15)


def waterfall(
    axis,
    steps: dict[str, Sequence[float]],
    ylabel: str,
    best: float | None = None,
    up_is_better: bool | None = None,
) -> None:
    """Draw one bar for each step, from the mean of the step before to its own, and a dot for each seed.

    The first bar begins at zero.

    Args:
        axis: the matplotlib axis to draw on.
        steps: name -> (seeds,) values, in order.
        ylabel: the label of the y axis.
        best: the best value that can be reached, drawn as a dashed line; by default none.
        up_is_better: whether a larger value is the better one; steps for the worse are then drawn in grey.
            None colours all steps alike.

    Raises:
        ValueError: if there is no step, or a step without a value.
    """
    if not steps or not all(len(values) for values in steps.values()):
        raise ValueError("steps needs at least one step, and at least one value in each.")
    means = np.array([np.mean(values) for values in steps.values()])
    base = np.array([0.0, *means[:-1]])
    worse = np.zeros(len(steps), bool) if up_is_better is None else (means > base) != up_is_better
    colours = [FAMILIES["LSTM"]["color"] if not is_worse else "#AAAAAA" for is_worse in worse]
    colours[0] = "#DDDDDD"
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


def reliability(
    y: np.ndarray, probabilities: dict[str, tuple[str, np.ndarray]], title: str, bins: int = 10
) -> Figure:
    """Draw how often a model is right when it says p: the share of positives against the mean p, by bin.

    Each bin has equally many rows, so that each point rests on as many reviews.

    Args:
        y: (rows,), labels 0 and 1.
        probabilities: name -> (family, (rows,) probability of class 1), a family of ``FAMILIES``.
        title: the message of the figure.
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
    axis.set_title(title)
    axis.legend(loc="upper left")
    axis.grid(alpha=0.3)
    return fig
