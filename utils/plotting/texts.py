"""Texts: how long many are, how one is cut up, and what a threshold makes of their answers."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from utils.plotting.fonts import replace_missing
from utils.plotting.style import FAMILIES

READ, LOST, FILLED = FAMILIES["linear"]["color"], FAMILIES["LSTM"]["color"], "#D9D9D9"


def lengths_and_cut(lengths: Sequence[int], cut: int, title: str) -> Figure:
    """Draw the lengths of texts, shortest first: what is read, what is cut off, what is filled up.

    Args:
        lengths: (texts,) words of each text.
        cut: how many words are read of a text.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if there are no texts.
    """
    ordered = np.sort(np.asarray(lengths))
    if not len(ordered):
        raise ValueError("lengths is empty: expected the number of words of each text.")
    share = np.linspace(0, 1, len(ordered))
    fig, axis = plt.subplots(figsize=(9, 4.2))
    read = np.minimum(ordered, cut)
    axis.fill_between(share, 0, read, color=READ, alpha=0.75, lw=0)
    axis.fill_between(share, read, cut, color=FILLED, lw=0)
    axis.fill_between(share, cut, np.maximum(ordered, cut), color=LOST, alpha=0.85, lw=0)
    top = max(2.2 * cut, min(np.quantile(ordered, 0.97), 5 * cut))
    axis.set(xlim=(0, 1), ylim=(0, top), xlabel="reviews, shortest first", ylabel="words", title=title)
    axis.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    place = {"fontsize": 13, "ha": "center", "va": "center"}
    long = float(np.mean(ordered > cut))
    axis.text(0.5, 0.25 * cut, "words that are read", color="white", **place)
    if long < 0.97:
        axis.text(min(0.16, (1 - long) / 2), 0.85 * cut, "zeros", color="#333333", **place)
    if long > 0.03:
        words = f"cut off: the rest of {long:.0%} of the reviews"
        axis.text(0.3, 0.7 * top, words, color=LOST, **place)
    return fig


def cuts(ways: Mapping[str, Sequence[str]], title: str) -> Figure:
    """Draw one text cut up in several ways, a row of boxes for each, in which spaces and line ends show.

    Args:
        ways: for each way its name and the pieces, the same text in all; about 40 letters fit.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no way, or the pieces of two ways are not the same text.
    """
    if len({"".join(pieces) for pieces in ways.values()}) != 1:
        raise ValueError("ways needs at least one way, and the pieces of each must be the same text.")
    fig, axis = plt.subplots(figsize=(9, 0.95 * len(ways) + 0.7))
    length = len("".join(next(iter(ways.values()))))
    for row, (name, pieces) in enumerate(ways.items()):
        start = 0
        for piece in pieces:
            axis.add_patch(
                Rectangle((start + 0.06, -row - 0.62), len(piece) - 0.12, 0.5, fc="white", ec=READ)
            )
            for place, sign in enumerate(piece.replace(" ", "·").replace("\n", "¶")):
                look = {"ha": "center", "va": "center", "family": "monospace", "fontsize": 12}
                axis.text(start + place + 0.5, -row - 0.37, sign, **look)
            start += len(piece)
        axis.text(0, -row - 0.06, f"{name}: {len(pieces)} steps", va="bottom", fontsize=13, color=READ)
    axis.set(xlim=(0, length), ylim=(0.3 - len(ways), 0.3))
    axis.axis("off")
    axis.set_title(*replace_missing([title]))
    return fig


def found_and_right(
    sure: Sequence[float], is_rare: Sequence[bool], cut: float, title: str, name: str = "the rare class"
) -> Figure:
    """Draw how many texts of a rare class are found, and how many alarms are right, for each threshold.

    Args:
        sure: (texts,) how sure the model is that a text is of the rare class, from 0 to 1.
        is_rare: (texts,) whether it is.
        cut: the threshold to be marked.
        title: the message of the figure.
        name: what the rare class is called.

    Returns:
        The figure.

    Raises:
        ValueError: if there is not an answer for each text, or no text of the rare class.
    """
    sure, is_rare = np.asarray(sure, float), np.asarray(is_rare, bool)
    if sure.shape != is_rare.shape or not is_rare.any():
        raise ValueError(f"{len(sure)} answers for {len(is_rare)} texts, {is_rare.sum()} of them rare.")
    places = np.linspace(0.01, 0.99, 99)
    alarms = [sure > place for place in places]
    found = [is_rare[alarm].sum() / is_rare.sum() for alarm in alarms]
    right = [is_rare[alarm].mean() if alarm.any() else np.nan for alarm in alarms]
    fig, axis = plt.subplots(figsize=(9, 4.4))
    lines = (("found", found, FAMILIES["linear"]), ("right among the alarms", right, FAMILIES["LSTM"]))
    for words, values, look in lines:
        axis.plot(places, values, color=look["color"], ls=look["linestyle"])
        known = np.flatnonzero(np.isfinite(values))
        middle = known[int(0.4 * len(known))]
        place = {"textcoords": "offset points", "ha": "right", "fontsize": 13}
        axis.annotate(words, (places[middle], values[middle]), (0, 9), color=look["color"], **place)
    axis.axvline(cut, color="#555555", ls=":", lw=1.5)
    axis.annotate(f"{cut:.2f}", (cut, 0.02), (5, 0), textcoords="offset points", color="#555555")
    axis.set(xlim=(0, 1), ylim=(0, 1.05), xlabel=f"alarm if the model is surer of {name} than this")
    axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axis.set_title(*replace_missing([title]))
    axis.grid(alpha=0.3)
    return fig
