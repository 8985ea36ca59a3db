"""A short text on the colours of a network's opinion, large enough for a slide."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure

from utils.plotting.fonts import monospaced_families, replace_missing
from utils.plotting.style import OPINION

LINE_WIDTH = 42  # letters
SCALE = TwoSlopeNorm(0.5, -0.45, 1.45)  # wider than 0 to 1: on the darkest colours no word could be read


def running_opinion(words: Sequence[str], values: Sequence[float], title: str) -> Figure:
    """Draw a short text in large letters, each word on the opinion that a reader has after it.

    Where the opinion changes side for the last time, the picture says so below the word.

    Args:
        words: (words,), at least one, at most 60.
        values: (words,), the probability of "good" after each word, from 0 to 1.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no word, if there are more than 60, or not a value for each.
    """
    if len(words) != len(values) or not 1 <= len(words) <= 60:
        raise ValueError(f"{len(words)} words and {len(values)} values: expected as many, 1 to 60.")
    values, families = np.asarray(values, float), monospaced_families()
    places, column, line = [], 0, 0
    for word in words:
        if column and column + len(word) > LINE_WIDTH:
            column, line = 0, line + 1
        places.append((column, line))
        column += len(word) + 1
    fig, axis = plt.subplots(figsize=(11, 0.85 * (line + 1) + 1.3))
    colours = plt.get_cmap(OPINION)(SCALE(values))
    for word, (x, y), colour in zip(replace_missing(list(words), families), places, colours, strict=True):
        axis.add_patch(plt.Rectangle((x - 0.5, y - 0.36), len(word) + 1, 0.62, color=colour, lw=0))
        axis.text(x, y, word, family=families, fontsize=20, va="center", parse_math=False)
    sides = np.flatnonzero(np.diff(values > 0.5))
    if len(sides):
        x, y = places[sides[-1] + 1]
        here = "here it turns"
        axis.text(x, y + 0.46, f"▲ {here}", fontsize=13, va="center", color="#333333")
    _key(axis, line + 1.15)
    axis.set(xlim=(-1, LINE_WIDTH + 2), ylim=(line + 1.55, -0.6))
    axis.axis("off")
    axis.set_title(*replace_missing([title]), fontsize=17)
    return fig


def _key(axis, y: float) -> None:
    """Draw which colour means what, below the text."""
    for step, value in enumerate(np.linspace(0, 1, 11)):
        colour = plt.get_cmap(OPINION)(SCALE(value))
        axis.add_patch(plt.Rectangle((12.4 + 1.2 * step, y - 0.18), 1.2, 0.36, color=colour, lw=0))
    axis.text(11.8, y, "so far: bad", fontsize=14, ha="right", va="center")
    axis.text(26.2, y, "good", fontsize=14, va="center")


def two_sides(answers: dict[str, Sequence[float]], is_good: Sequence[bool], title: str) -> Figure:
    """Draw the answers of networks to good and to bad texts: one row for each network, a dot for each text.

    Args:
        answers: name -> (texts,), the probability of "good".
        is_good: (texts,), which of the texts are good.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no network, or not an answer for each text.
    """
    is_good = np.asarray(is_good, bool)
    if not answers or any(len(values) != len(is_good) for values in answers.values()):
        raise ValueError(f"expected {len(is_good)} answers, one for each text, of at least one network.")
    fig, axis = plt.subplots(figsize=(9, 1.4 * len(answers) + 1.3))
    dark = {True: plt.get_cmap(OPINION)(0.88), False: plt.get_cmap(OPINION)(0.17)}
    heights = np.random.default_rng(0).uniform(-0.15, 0.15, len(is_good))
    for row, values in enumerate(answers.values()):
        values = np.asarray(values, float)
        for side, marker, up in ((True, "o", -0.19), (False, "X", 0.19)):
            own = is_good == side
            axis.plot(values[own], row + up + heights[own], marker, ms=6, color=dark[side], alpha=0.55, mew=0)
    axis.axvline(0.5, color="#555555", ls=":", lw=1.5)
    for side, x, words in ((True, 1.0, "● good reviews"), (False, 0.0, "✖ bad reviews")):
        axis.annotate(
            words, (x, 1.02), xycoords="axes fraction", ha="right" if side else "left", color=dark[side]
        )
    axis.set(xlim=(0, 1), ylim=(len(answers) - 0.5, -0.5), xlabel='answer: probability of "good"')
    axis.set_yticks(range(len(answers)), replace_missing(list(answers)))
    axis.tick_params(axis="y", length=0, labelsize=14)
    axis.set_title(*replace_missing([title]), pad=28)
    return fig
