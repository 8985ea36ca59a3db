"""Figures of gates that read a story: a text as a map, forecasts over it, one network among others, sizes."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from utils.plotting.gates import gate_map
from utils.plotting.style import FAMILIES, GATE

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


def reviews_retold(
    lines: dict[str, tuple[np.ndarray, str, str]],
    steps: Sequence[int],
    opinions: dict[str, Sequence[int]],
    gate: np.ndarray,
    marked: dict[str, int],
    title: str,
) -> Figure:
    """Draw forecasts over a text of reviews, a tick for each review, and the forget gates below.

    Args:
        lines: label -> ((timesteps,) P(the next one is good), line style, colour).
        steps: where the forecasts count.
        opinions: ``"good"`` and ``"bad"`` -> the steps of such reviews.
        gate: (timesteps, units), values of the forget gate; the units are sorted by the first marked step.
        marked: label -> step, written below.
        title: what the figure says.

    Returns:
        The figure.

    Raises:
        ValueError: if nothing is marked, or a step lies behind the text.
    """
    if not marked or max(*steps, *marked.values()) >= len(gate):
        raise ValueError("at least one step must be marked, and all steps lie within the text.")
    fig, (above, below) = plt.subplots(2, 1, figsize=(11, 7), height_ratios=[3, 2], sharex=True)
    for label, (said, style, colour) in lines.items():
        above.plot(steps, said[list(steps)], style, marker="o", ms=4, color=colour, label=label)
    for name, place in (("good", 1.0), ("bad", 0.0)):
        above.eventplot(list(opinions[name]), lineoffsets=place, linelengths=0.12, lw=4, color="#444444")
        above.annotate(name, (-1.2, place), color="#444444", ha="right", va="center", annotation_clip=False)
    above.set(ylim=(-0.08, 1.08), yticks=[0.25, 0.5, 0.75], ylabel="P(next one is good)")
    above.set_title(title, pad=34)
    above.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=len(lines), handlelength=3)
    first = next(iter(marked.values()))
    shown = gate[:, np.argsort(gate[first])].T
    image = below.imshow(shown, aspect="auto", cmap=GATE, vmin=0, vmax=1)
    below.set_xticks(list(marked.values()), list(marked))
    below.set(ylabel="units", yticks=[])
    bar = fig.colorbar(image, ax=below, pad=0.01, fraction=0.03, label="gate $f$")
    bar.set_ticks([0, 1], labels=["0 clears", "1 keeps"])
    return fig


def networks_by_size(
    table: pd.DataFrame, panels: dict[str, tuple[str, float]], title: str, hollow: Sequence[bool] = ()
) -> Figure:
    """Draw a dot for each network: a row for each story and size, a panel for each quantity.

    Args:
        table: a row for each network, with the columns ``story`` and ``units`` and those of the panels.
        panels: column -> (label of the x axis, x of a dashed line).
        title: what the figure says.
        hollow: (networks,), which dots are drawn as rings; by default none.

    Returns:
        The figure.

    Raises:
        ValueError: if the table is empty or lacks a column, or ``hollow`` has another length.
    """
    missing = {"story", "units", *panels} - set(table)
    if table.empty or missing or (len(hollow) and len(hollow) != len(table)):
        raise ValueError(f"table needs rows and {', '.join(sorted(missing)) or 'a hollow for each of them'}.")
    colour = FAMILIES["LSTM"]["color"]
    faces = ["white" if ring else colour for ring in hollow] if len(hollow) else [colour] * len(table)
    sizes = sorted(set(table["units"]))
    stories = list(dict.fromkeys(table["story"]))
    places = {  # a gap between two stories
        (story, units): row * (len(sizes) + 0.7) + line
        for row, story in enumerate(stories)
        for line, units in enumerate(sizes)
    }
    rows = table.groupby(["story", "units"])
    beside = rows.cumcount() - (rows["story"].transform("size") - 1) / 2  # so that no dot hides another
    y = [places[row] for row in zip(table["story"], table["units"], strict=True)] + 0.16 * beside
    fig, axes = plt.subplots(
        1, len(panels), figsize=(11, 1.6 + 0.3 * len(places)), sharey=True, squeeze=False
    )
    for axis, (column, (label, line)) in zip(axes[0], panels.items(), strict=True):
        axis.axvline(line, color="black", lw=1.2, linestyle="--", zorder=0)
        axis.scatter(table[column], y, s=60, c=faces, edgecolors=colour, linewidths=1.5)
        axis.set_xlabel(label)
        axis.grid(axis="x", alpha=0.3)
        axis.tick_params(axis="y", length=0)
    names = [f"{story}, {units} units" for story, units in places]
    axes[0, 0].set_yticks(list(places.values()), names)
    axes[0, 0].set_ylim(max(places.values()) + 0.6, -0.6)
    fig.suptitle(title, x=0.01, ha="left", fontsize=14)
    return fig
