"""What a writer says and what comes of it: the next word, perplexities, texts that pass a check."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.plotting.fonts import replace_missing
from utils.plotting.style import FAMILIES

GREY = FAMILIES["baseline"]["color"]
COLOUR = FAMILIES["LSTM"]["color"]
TRUE = {"color": "black", "marker": "D"}  # what no network has written
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # no line crosses a number


def next_words(
    words: Sequence[str], panels: Mapping[str, Sequence[float]], title: str, mark: str | None = None
) -> Figure:
    """Draw how likely each word is to come next: one panel for each way to say so, one bar for each word.

    Args:
        words: (words,), in the order in which they are drawn, from the top.
        panels: title of a panel -> (words,) probabilities.
        title: the message of the figure.
        mark: the word whose bars are coloured; by default all are.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no panel, or a panel has not a probability for each word.
    """
    if not panels or any(len(p) != len(words) for p in panels.values()):
        raise ValueError(f"{len(words)} words: expected one panel or more, each with as many probabilities.")
    drawn = replace_missing([title, *words])
    title, names = drawn[0], drawn[1:]
    colours = [COLOUR if mark is None or word == mark else "#BBBBBB" for word in words]
    size = (3.4 * len(panels) + 1.6, 0.34 * len(words) + 1.6)
    fig, axes = plt.subplots(1, len(panels), figsize=size, sharey=True, squeeze=False)
    most = max(max(p) for p in panels.values())
    for axis, (name, p) in zip(axes[0], panels.items(), strict=True):
        axis.barh(range(len(words)), p, color=colours, height=0.7)
        for row, value in enumerate(p):
            axis.text(value + 0.015 * most, row, _percent(value), va="center", fontsize=12)
        axis.set_title(name, fontsize=13)
        axis.set(xlim=(0, 1.22 * most), xticks=[])
        axis.spines["bottom"].set_visible(False)
    axes[0, 0].set_yticks(range(len(words)), names, parse_math=False)
    axes[0, 0].invert_yaxis()
    fig.suptitle(title, x=0.01, ha="left", fontsize=15)
    return fig


def _percent(p: float) -> str:
    return "0" if p == 0 else "< 1 %" if p < 0.01 else f"{p:.0%}".replace("%", " %")


def perplexities(values: Mapping[str, float], title: str, mark: str, floor: str | None = None) -> Figure:
    """Draw perplexities as bars on a scale of their own, each with its number.

    Args:
        values: name -> perplexity, in the order in which they are drawn, from the top.
        title: the message of the figure.
        mark: the name of the bar that is coloured.
        floor: the name of the value that no model can pass: a line in place of a bar.

    Returns:
        The figure.

    Raises:
        ValueError: if a name is not among the values, or a value is below 1.
    """
    if mark not in values or (floor is not None and floor not in values):
        raise ValueError(f"mark is {mark!r} and floor {floor!r}: expected names among {list(values)}.")
    if min(values.values()) < 1:
        raise ValueError(f"values are {dict(values)}: a perplexity is at least 1.")
    bars = {name: value for name, value in values.items() if name != floor}
    fig, axis = plt.subplots(figsize=(9.5, 0.55 * len(bars) + 1.5))
    colours = [COLOUR if name == mark else "#BBBBBB" for name in bars]
    axis.barh(range(len(bars)), [value - 1 for value in bars.values()], left=1, color=colours, height=0.65)
    axis.set_yticks(range(len(bars)), replace_missing(list(bars)))
    for row, value in enumerate(bars.values()):
        axis.annotate(
            f"{value:.2f}" if value < 100 else f"{value:,.0f}",
            (value, row),
            (6, 0),
            textcoords="offset points",
            va="center",
        )
    if floor is not None:
        axis.axvline(values[floor], color="black", lw=1.5)
        words = f"{floor}: {values[floor]:.2f}"
        axis.annotate(
            words, (values[floor], 1.0), (5, 3), xycoords=("data", "axes fraction"),
            textcoords="offset points", fontsize=12,
        )  # fmt: skip
    axis.set(xscale="log", xlim=(1, 1.6 * max(bars.values())), xticks=[])
    axis.minorticks_off()
    axis.spines["bottom"].set_visible(False)
    axis.set_xlabel("test perplexity (log scale): the smaller the better")
    axis.invert_yaxis()
    axis.set_title(title, pad=24 if floor is not None else 8)
    return fig


def passed(
    shares: Mapping[str, Mapping[str, tuple[float, float, float]]],
    families: Mapping[str, str],
    title: str,
    line: float | None = None,
) -> Figure:
    """Draw the share of texts that pass each check, with its interval: a panel a check, a row a way to write.

    Args:
        shares: name of a row -> name of a check -> (share, low, high), from 0 to 1; NaN where nothing could
            be checked. All rows have the same checks.
        families: name of a row -> its family, see ``FAMILIES``; the others are drawn in black.
        title: the message of the figure.
        line: a share that is drawn as a dotted line, such as that of a rule.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no row or no check, or if the rows have different checks.
    """
    checks = list(next(iter(shares.values()), []))
    if not checks or any(list(row) != checks for row in shares.values()):
        raise ValueError("shares needs one row or more, each with the same checks, at least one.")
    size = (2.7 * len(checks) + 2.3, 0.42 * len(shares) + 1.7)
    fig, axes = plt.subplots(1, len(checks), figsize=size, sharey=True, squeeze=False)
    for axis, check in zip(axes[0], checks, strict=True):
        for row, (name, found) in enumerate(shares.items()):
            share, low, high = found[check]
            if not np.isfinite(share):
                axis.text(0.5, row, "names none", color=GREY, ha="center", va="center", fontsize=12)
                continue
            look = FAMILIES[families[name]] if name in families else TRUE
            axis.plot([low, high], [row, row], color=look["color"], lw=2.5)
            axis.plot(share, row, look["marker"], color=look["color"], ms=9)
            left = share > 0.75
            axis.annotate(
                f"{share:.0%}".replace("%", " %"), (low if left else high, row), (-7 if left else 7, 0),
                textcoords="offset points", ha="right" if left else "left", va="center", fontsize=12,
            )  # fmt: skip
        if line is not None:
            axis.axvline(line, color="#555555", ls=":", lw=1.5)
        axis.set(xlim=(-0.06, 1.06), xticks=[0, 0.5, 1])
        axis.set_xticklabels(["0", "50 %", "100 %"])
        axis.set_title(check, fontsize=13)
        axis.grid(axis="y", alpha=0.25)
    axes[0, 0].set_yticks(range(len(shares)), list(shares))
    axes[0, 0].set_ylim(len(shares) - 0.5, -0.6)
    fig.supxlabel("share of the texts that pass, with its 95 % interval", fontsize=13)
    fig.suptitle(title, x=0.01, ha="left", fontsize=15)
    return fig
