"""Figures of gates that read a story: one text as a map, and one network among others."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.plotting.gates import gate_map
from utils.plotting.style import FAMILIES

GREY = "#8C8C8C"


def story_map(
    words: Sequence[str], panels: dict[str, np.ndarray], boxed: Sequence[int] = (), gate: str = "f"
) -> Figure:
    """Draw gates over a text as `gate_map` does, with the full stops spelt out and the colour bar explained.

    Args:
        words: (timesteps,), written below the columns; ``"."`` is written as "full stop".
        panels: title -> (timesteps, units), values of a gate.
        boxed: time steps to draw a frame around, in each panel.
        gate: the name of the gate, for the colour bar.

    Returns:
        The figure.

    Raises:
        ValueError: as `gate_map`.
    """
    fig = gate_map(["full stop" if word == "." else word for word in words], panels, boxed)
    for label, word in zip(fig.axes[len(panels) - 1].get_xticklabels(), words, strict=True):
        label.set_fontweight("bold" if word == "." else "normal")
    bar = fig.axes[-1]
    low, high = ("0 clears", "1 keeps") if gate == "f" else ("0 shut", "1 open")
    bar.set_yticks([0, 0.5, 1], [low, "0.5", high])
    bar.set_ylabel(f"gate ${gate}$")
    return fig


def among_others(
    rows: dict[str, tuple[float, Sequence[float]]],
    xlabel: str,
    title: str = "",
    lines: dict[str, float] | None = None,
) -> Figure:
    """Draw one network as a large dot among the small grey ones of others, a row for each quantity.

    Args:
        rows: name -> (value of this network, values of the others, perhaps none).
        xlabel: the label of the x axis.
        title: what the figure says.
        lines: label -> x, vertical lines such as baselines, labelled above; by default none.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no row, or a value is not finite.
    """
    if not rows or not np.isfinite([x for one, others in rows.values() for x in (one, *others)]).all():
        raise ValueError("rows needs at least one row, and finite numbers in each.")
    fig, axis = plt.subplots(figsize=(9.5, 1.7 + 0.6 * len(rows)))
    for label, x in (lines or {}).items():
        axis.axvline(x, color="black", lw=1.2, linestyle="--", zorder=0)
        axis.text(x, -0.62, label, ha="center", va="bottom", fontsize=12)
    for row, (one, others) in enumerate(rows.values()):
        axis.plot(others, [row + 0.16] * len(others), "o", color=GREY, ms=7, alpha=0.6, mew=0)
        axis.plot(one, row - 0.12, "o", color=FAMILIES["LSTM"]["color"], ms=12)
    axis.set_yticks(range(len(rows)), list(rows))
    axis.set(xlabel=xlabel, ylim=(len(rows) - 0.5, -0.6))
    axis.set_title(title, pad=26 if lines else 8)  # room for the labels of the lines
    axis.grid(axis="x", alpha=0.3)
    axis.tick_params(axis="y", length=0)
    return fig
