"""What a network still holds: right answers over distance, another answer layer, what wrong answers are."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.plotting.curves import memory_curve
from utils.plotting.style import FAMILIES, GATE

TRAINED = FAMILIES["linear"]["color"]  # of the strips that mark what occurred in training
LOOKS = (
    {"color": FAMILIES["SimpleRNN"]["color"], "marker": "v"},
    {"color": FAMILIES["ensemble"]["color"], "marker": "o"},
    {"color": FAMILIES["baseline"]["color"], "marker": "s"},
)
SMALL = 12


def distance_curve(
    distances: Sequence[int],
    curves: Mapping[str, tuple[str, np.ndarray]],
    xlabel: str,
    ylabel: str,
    title: str,
    lines: Mapping[str, float] | None = None,
    trained: Sequence[int] = (),
    ylim: tuple[float, float] | None = None,
) -> Figure:
    """Draw a line for each model over distances that are spaced evenly, each with a tick.

    With several seeds the thick line is their mean, and each has a thin one; the last such curve says so.

    Args:
        distances: (points,), the distances that were tried, in rising order.
        curves: label -> (family, values), as for `memory_curve`, values (seeds, points).
        xlabel: the label of the x axis.
        ylabel: the label of the y axis.
        title: the message of the figure.
        lines: name -> height of the grey lines to compare with; by default none.
        trained: the distances that occurred in training; a strip behind the curves marks them.
        ylim: the limits of the y axis; by default matplotlib's.

    Returns:
        The figure.

    Raises:
        ValueError: if a distance in ``trained`` is not among ``distances``, or as for `memory_curve`.
    """
    distances = list(distances)
    if strange := [distance for distance in trained if distance not in distances]:
        raise ValueError(f"trained holds {strange[0]}, which is not among the distances {distances}.")
    fig, axis = plt.subplots(figsize=(9.5, 5.4))
    places = range(len(distances))
    means = {
        label: (family, np.asarray(values, float).mean(axis=0, keepdims=True))
        for label, (family, values) in curves.items()
    }
    memory_curve(places, means, xlabel, ylabel, axis=axis, ylim=ylim, markers=True)
    several = [(family, values) for family, values in curves.values() if len(values) > 1]
    for family, values in several:
        axis.plot(places, np.transpose(values), color=FAMILIES[family]["color"], lw=1.2, alpha=0.7)
    if several:  # one label is enough; the last curve has it
        family, values = several[-1]
        end = (len(distances) - 0.68, np.max(values, axis=0)[-1])
        look_of_label = {"ha": "right", "va": "bottom", "color": FAMILIES[family]["color"], "fontsize": SMALL}
        axis.annotate("a thin line is one seed", end, (0, 8), textcoords="offset points", **look_of_label)
    axis.set_xlim(-0.35, len(distances) - 0.65)
    axis.set_xticks(places, distances)
    axis.set_title(title, loc="left")
    for place in map(distances.index, trained):
        axis.axvspan(place - 0.25, place + 0.25, color=TRAINED, alpha=0.1, lw=0)
        top = axis.get_ylim()[1]
        axis.annotate(
            "trained",
            (place, top),
            xytext=(0, -5),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=SMALL,
            color=TRAINED,
        )
    for name, height in (lines or {}).items():
        axis.axhline(height, color="grey", lw=1)
        axis.annotate(
            name,
            (-0.32, height),
            xytext=(0, -3),
            textcoords="offset points",
            color="#555555",
            fontsize=SMALL,
            va="top",
        )
    return fig


def readings(
    distances: Sequence[int],
    layers: Mapping[str, Mapping[int, Sequence[float]]],
    xlabel: str,
    title: str,
    guess: float,
) -> Figure:
    """Draw the right answers of up to three answer layers at each distance, a dot for each seed.

    A thin line joins the dots of one seed. The names stand beside the dots at one distance, in the middle.

    Args:
        distances: the distances, in rising order.
        layers: name -> {distance: (seeds,) shares of right answers}.
        xlabel: the label of the x axis.
        title: the message of the figure.
        guess: what a guess reaches, drawn as a grey line.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no layer, or more than three.
    """
    if not 1 <= len(layers) <= len(LOOKS):
        raise ValueError(f"layers has {len(layers)} entries: expected 1 to {len(LOOKS)}.")
    fig, axis = plt.subplots(figsize=(9.5, 5.4))
    columns = 0.27 * (np.arange(len(layers)) - 1)
    for place, distance in enumerate(distances):
        for seed in zip(*(shares[distance] for shares in layers.values()), strict=False):
            axis.plot(place + columns, seed, color="grey", lw=0.8, alpha=0.6, zorder=1)
        if place:
            axis.axvline(place - 0.5, color="#dddddd", lw=1, zorder=0)
    for column, ((name, shares), look) in enumerate(zip(layers.items(), LOOKS, strict=False)):
        for place, distance in enumerate(distances):
            x, values = place + columns[column], np.asarray(shares[distance], float)
            axis.plot(np.full(len(values), x), values, look["marker"], color=look["color"], ms=9, alpha=0.7)
            axis.plot([x - 0.09, x + 0.09], [values.mean()] * 2, color=look["color"], lw=2.5)
            if place != len(distances) // 2:
                continue
            above = values.max() < 0.75
            axis.annotate(
                name.replace(", ", ",\n"),
                (x, values.max() if above else values.min()),
                xytext=(0, 9 if above else -9),
                textcoords="offset points",
                ha="center",
                va="bottom" if above else "top",
                color=look["color"],
                fontsize=SMALL,
                bbox={"fc": "white", "ec": "none", "pad": 1, "alpha": 0.85},
            )
    axis.axhline(guess, color="grey", lw=1)
    axis.text(-0.48, guess, "a guess", color="#555555", fontsize=SMALL, va="bottom")
    axis.set_xticks(range(len(distances)), distances)
    axis.set_xlim(-0.5, len(distances) - 0.5)
    axis.set(xlabel=xlabel, ylabel="right answers", ylim=(-0.04, 1.08))
    axis.set_title(title, loc="left")
    axis.grid(axis="y", alpha=0.3)
    return fig


def variations(
    table: pd.DataFrame, columns: Mapping[str, str], line: float, xlabel: str, title: str, verdict: str
) -> Figure:
    """Draw what a rule looks at in each variation of a run, a row for each, and the line of the rule.

    Args:
        table: one row for each variation, with ``variation``, ``verdict`` and the columns to draw.
        columns: name -> column of ``table`` whose number is drawn; at most three.
        line: where the rule draws its line.
        xlabel: the label of the x axis.
        title: the message of the figure.
        verdict: the usual verdict; rows with another one are set in bold, and say which.

    Returns:
        The figure.
    """
    fig, axis = plt.subplots(figsize=(9.5, 0.42 * len(table) + 1.6))
    rows = np.arange(len(table))
    for (name, column), look in zip(columns.items(), LOOKS, strict=False):
        hollow = {"ms": 12, "mfc": "none", "mew": 2} if look is LOOKS[-1] else {"ms": 9}
        axis.plot(table[column], rows, look["marker"], color=look["color"], **hollow)
        look_of_name = {"ha": "center", "va": "center", "color": look["color"], "fontsize": SMALL}
        axis.text(table[column].median(), -0.75, name, **look_of_name)
    axis.axvline(line, color="grey", lw=1)
    axis.text(line, -1.5, "the line ", ha="right", va="center", color="#555555", fontsize=SMALL)
    axis.set_yticks(rows, "   " + table["variation"])  # blanks: room at the left edge
    for label, row in zip(axis.get_yticklabels(), table.itertuples(), strict=True):
        if row.verdict != verdict:
            label.set_fontweight("bold")
            place = label.get_position()[1]
            axis.text(1.03, place, row.verdict, va="center", weight="bold", fontsize=SMALL, clip_on=False)
    axis.set(xlabel=xlabel, xlim=(-0.06, 1.02), ylim=(len(table) - 0.4, -1.95))
    axis.set_title(title, loc="left")
    axis.grid(axis="x", alpha=0.3)
    return fig


def answer_table(right: np.ndarray, given: np.ndarray, names: Sequence[str], title: str) -> Figure:
    """Draw how often each answer is given to the questions of each right answer; the diagonal is outlined.

    Args:
        right: (rows,), the index of the right answer.
        given: (rows,), the index of the given answer.
        names: the answers.
        title: the message of the figure.

    Returns:
        The figure.
    """
    shares = np.zeros((len(names), len(names)))
    np.add.at(shares, (right, given), 1)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1)
    fig, axis = plt.subplots(figsize=(8.6, 6.4))
    axis.imshow(shares, vmin=0, vmax=1, cmap=GATE)
    for (row, column), share in np.ndenumerate(shares):
        if share >= 0.05:
            ink = "black" if share > 0.55 else "white"
            axis.text(column, row, f"{share:.0%}", ha="center", va="center", color=ink, fontsize=SMALL)
        if row == column:
            axis.add_patch(
                Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, fill=False, edgecolor="white", lw=2)
            )
    axis.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axis.set_yticks(range(len(names)), names)
    axis.set(xlabel="the network's answer", ylabel="right answer (each row: 100 %)")
    axis.set_title(title, loc="left")
    return fig
