"""Tunes as a piano roll: time to the right, pitch upwards, bars in the colour of their sum."""

from collections.abc import Mapping

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.arguments import whole_number
from utils.music import Bar, Tune
from utils.plotting.style import FAMILIES

__all__ = ["piano_roll"]

NAMES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
RIGHT, WRONG, EDGE = FAMILIES["linear"]["color"], FAMILIES["LSTM"]["color"], "#6e6e6e"


def piano_roll(tunes: Mapping[str, Tune], title: str, bars: int = 12) -> Figure:
    """Draw the first bars of some tunes, one below the other.

    Notes of an inner bar that adds up are blue, those of one that does not are orange and hatched, and its
    length is written above it, in eighths. Bars at the edge of a part, which may be shorter, are grey.

    Args:
        tunes: for each name a tune; the name stands above it.
        title: the message of the figure.
        bars: how many bars to draw, at least 1.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no tune, or ``bars`` is below 1.
    """
    whole_number("bars", bars, 1)
    if not tunes:
        raise ValueError("tunes is empty: pass at least one tune, by name.")
    fig, axes = plt.subplots(len(tunes), 1, figsize=(11, 0.9 + 2.4 * len(tunes)), squeeze=False)
    for axis, (name, tune) in zip(axes[:, 0], tunes.items(), strict=True):
        _draw(axis, tune.bars[:bars])
        axis.set_title(f"{name}: {tune.metre}, {tune.key}", fontsize=13)
    keys = "blue: inner bars that add up; orange: that do not; grey: first or last of a part"
    axes[-1, 0].set_xlabel(f"eighths ({keys})")
    fig.suptitle(title, fontsize=15, x=0.01, ha="left")
    return fig


def _draw(axis: Axes, bars: tuple[Bar, ...]) -> None:
    """Draw some bars, from 0 on, in eighths."""
    pitches = [pitch for bar in bars for note in bar.notes for pitch in note.pitches] or [60]
    low, high = min(pitches) - 1.5, max(pitches) + 1.5
    start = 0.0
    for bar in bars:
        colour = EDGE if not bar.is_inner else RIGHT if bar.adds_up else WRONG
        first = start
        for note in bar.notes:
            length = float(8 * note.length)
            for pitch in note.pitches:
                look = {"color": colour, "hatch": "///" if colour == WRONG else None, "edgecolor": "white"}
                axis.barh(pitch, length, left=start, height=0.9, **look)
            start += length
        axis.axvline(start, color="#c8c8c8", lw=1, zorder=0)
        if colour == WRONG:
            words = f"{8 * bar.length} of {8 * bar.metre}"
            axis.text((first + start) / 2, high, words, color=WRONG, ha="center", va="bottom", fontsize=12)
    shown = [pitch for pitch in range(min(pitches), max(pitches) + 1) if pitch % 12 in (2, 7, 11)]
    axis.set_yticks(shown, [NAMES[pitch % 12] for pitch in shown])
    axis.set(xlim=(0, start), ylim=(low, high))
