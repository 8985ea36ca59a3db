"""Forecasts of a series: each beside what came, so that one sees which of them runs late."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.plotting.fonts import replace_missing
from utils.plotting.style import FAMILIES

CAME = "black"


def forecasts(
    came: Sequence[float],
    said: Mapping[str, tuple[str, Sequence[float]]],
    title: str,
    xlabel: str,
    ylabel: str,
    truth: str = "what came",
    mark: tuple[int, str] | None = None,
) -> Figure:
    """Draw what came, and each forecast of it in a panel of its own, one below the other.

    Args:
        came: (steps,), the series.
        said: name -> (family, values), a family of ``FAMILIES`` and the forecast of each step, (steps,).
        title: the message of the figure.
        xlabel: the label of the x axis.
        ylabel: the label of each y axis, with the unit.
        truth: the name of the series.
        mark: the step, and the words, of an upright line through all panels; None for no line.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no forecast or one is not as long as the series; if the mark is outside it.
    """
    came = np.asarray(came, float)
    if not said or any(np.shape(values) != came.shape for _, values in said.values()):
        raise ValueError(f"expected one forecast or more, each with {len(came)} values, one for each step.")
    if mark is not None and not 0 <= mark[0] < len(came):
        raise ValueError(f"mark is at step {mark[0]}: expected a step from 0 to {len(came) - 1}.")
    fig, axes = plt.subplots(
        len(said), 1, figsize=(9.5, 2.7 * len(said) + 0.6), sharex=True, sharey=True, squeeze=False
    )
    steps = range(len(came))
    for axis, (name, (family, values)) in zip(axes[:, 0], said.items(), strict=True):
        look = FAMILIES[family] | {"marker": None}
        axis.plot(steps, came, color=CAME, lw=1.5)
        axis.plot(steps, values, **look)
        place = {"xycoords": "axes fraction", "va": "bottom", "fontsize": 13}
        axis.annotate(*replace_missing([name]), (0.0, 1.0), color=look["color"], **place)
        axis.annotate(*replace_missing([truth]), (1.0, 1.0), color=CAME, ha="right", **place)
        axis.set_ylabel(ylabel)
        axis.grid(alpha=0.3)
        if mark is not None:
            axis.axvline(mark[0], color="grey", lw=1)
    if mark is not None:  # below the curves, on that side of the line where there is more room
        low, high = axes[0, 0].get_ylim()
        axes[0, 0].set_ylim(low - 0.12 * (high - low), high)
        left = mark[0] > len(came) / 2
        axes[0, 0].annotate(
            *replace_missing([mark[1]]),
            (mark[0], 0.03),
            xycoords=("data", "axes fraction"),
            xytext=(-5 if left else 5, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="bottom",
            color="#555555",
            fontsize=12,
            bbox={"facecolor": "white", "alpha": 0.8, "lw": 0, "pad": 1},
        )
    axes[-1, 0].set(xlabel=xlabel, xlim=(0, len(came) - 1))
    fig.suptitle(*replace_missing([title]), x=0.01, ha="left", fontsize=14)
    return fig
