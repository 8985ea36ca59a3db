"""Runs of several models with several seeds: a row for each model, a dot for each seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from utils.plotting.fonts import replace_missing
from utils.plotting.style import FAMILIES

GREY = "#8A8A8A"


@dataclass(frozen=True)
class Row:
    """A row of `seed_rows`.

    Args:
        name: what stands at its left.
        values: (seeds,) a number for each seed.
        family: one of ``FAMILIES``, for marker and colour.
        stressed: whether the row is drawn in the family's colour; otherwise it is grey.
        note: a few words behind the last dot.
    """

    name: str
    values: Sequence[float]
    family: str = "LSTM"
    stressed: bool = False
    note: str = ""


def seed_rows(
    rows: Sequence[Row],
    title: str,
    xlabel: str,
    band: tuple[float, float, str] | None = None,
    percent: bool = True,
) -> Figure:
    """Draw a row of dots for each model, a dot for each seed, and a short bar at their mean.

    Args:
        rows: the models, from top to bottom.
        title: the message of the figure.
        xlabel: what the dots are.
        band: left and right end of a grey band, and the words above it.
        percent: whether the dots are shares from 0 to 1, to be labelled as percents.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no row, or a row without values.
    """
    if not rows or not all(len(row.values) for row in rows):
        raise ValueError("rows needs at least one row, and each row at least one value.")
    fig, axis = plt.subplots(figsize=(10, 0.42 * len(rows) + 1.9))
    for place, row in enumerate(rows):
        look = FAMILIES[row.family]
        color = look["color"] if row.stressed else GREY
        values = np.asarray(row.values, float)
        axis.plot(values, [place] * len(values), look["marker"], color=color, ms=9, alpha=0.75, mew=0)
        axis.plot([values.mean()] * 2, [place - 0.32, place + 0.32], color=color, lw=2)
        if row.note:
            axis.annotate(
                *replace_missing([row.note]),
                (values.max(), place),
                (12, 0),
                textcoords="offset points",
                va="center",
                color=color,
                fontsize=12,
            )
    if band:
        axis.axvspan(band[0], band[1], color="#E4E4E4", zorder=0, lw=0)
        place = {"ha": "center", "va": "bottom", "fontsize": 12, "color": "#555555"}
        axis.annotate(band[2], ((band[0] + band[1]) / 2, -0.75), **place, annotation_clip=False)
    axis.set_yticks(range(len(rows)), replace_missing([row.name for row in rows]))
    for label, row in zip(axis.get_yticklabels(), rows, strict=True):
        label.set_color(FAMILIES[row.family]["color"] if row.stressed else "#444444")
    axis.set(ylim=(len(rows) - 0.4, -0.6), xlabel=xlabel)
    if percent:
        axis.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="x", alpha=0.3)
    axis.set_title(*replace_missing([title]), pad=26 if band else 10)
    return fig
