"""Gates and states as coloured cells, aligned with the words that were read."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from utils.plotting.fonts import replace_missing
from utils.plotting.style import FAMILIES, GATE, OPINION, PANELS


def gate_map(
    words: Sequence[str], panels: dict[str, np.ndarray], boxed: Sequence[int] = (), signed: bool = False
) -> Figure:
    """Draw one panel for each pass over the same words: a column for each word, a row for each unit.

    The colours of gates go from 0 to 1. With ``signed``, those of states go from -m to m, where m is the
    largest absolute value of all panels. The units keep their order: sort them by what the figure is about.
    Characters of the words that no font has are drawn as boxes, and one printed line says so.

    Args:
        words: (timesteps,), written below the columns.
        panels: title -> (timesteps, units).
        boxed: time steps to draw a frame around, in each panel.
        signed: True if the values are states, False if they are gates.

    Returns:
        The figure.

    Raises:
        ValueError: if the panels are not all (timesteps, units) with equally many units, if a gate is not
            from 0 to 1, or if a boxed step is not among the words.
    """
    arrays = [np.asarray(values, float) for values in panels.values()]
    if not arrays or any(a.ndim != 2 or a.shape != (len(words), arrays[0].shape[1]) for a in arrays):
        shapes = {title: np.shape(values) for title, values in panels.items()}
        raise ValueError(f"panels have the shapes {shapes}: expected ({len(words)}, units), one per word.")
    if not signed and not all(np.all((a >= 0) & (a <= 1)) for a in arrays):
        raise ValueError("a gate lies outside 0 to 1, or is NaN: pass signed=True for states.")
    if not all(0 <= step < len(words) for step in boxed):
        raise ValueError(f"boxed is {list(boxed)}: expected time steps from 0 to {len(words) - 1}.")
    top = max(np.abs(a).max() for a in arrays)
    scale, colours = (Normalize(-top, top), OPINION) if signed else (Normalize(0, 1), GATE)
    fig, axes = plt.subplots(len(arrays), 1, figsize=(11, 1.3 + 2 * len(arrays)), sharex=True, squeeze=False)
    for axis, title, values in zip(axes[:, 0], panels, arrays, strict=True):
        image = axis.imshow(values.T, aspect="auto", cmap=colours, norm=scale, interpolation="nearest")
        axis.set(title=title, ylabel="units", yticks=[])
        for step in boxed:
            axis.axvspan(step - 0.5, step + 0.5, facecolor="none", edgecolor="black", lw=3, zorder=3)
    _write_below(axes[-1, 0], words, rotation=50)
    fig.colorbar(image, ax=axes[:, 0].tolist(), pad=0.01, fraction=0.03)
    return fig


def opinion_and_gates(words, opinion, gates: dict[str, np.ndarray], mark: int, title: str = "") -> Figure:
    """Draw the running opinion and, below it, gates and states of some units, aligned with the words.

    Characters of the words that no font has are drawn as boxes, and one printed line says so.

    Args:
        words: (timesteps,), written below the columns.
        opinion: (timesteps,), the probability of "positive" after each word.
        gates: name -> (timesteps, units). The colours of ``c`` and ``h``, which have signs, are symmetric
            about 0; those of gates go from 0 to 1.
        mark: the time step to draw a frame around.
        title: the title of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if the numbers of words, opinions and gate values differ, or if ``mark`` is not among the
            words.
    """
    if {len(opinion), *map(len, gates.values())} != {len(words)} or not 0 <= mark < len(words):
        raise ValueError(f"{len(words)} words need as many opinions and gate values, and a mark among them.")
    fig, axes = plt.subplots(
        1 + len(gates),
        1,
        figsize=(11, 2.2 + 1.15 * len(gates)),
        height_ratios=[1.6] + [1] * len(gates),
        sharex=True,
    )
    axes[0].plot(opinion, **FAMILIES["LSTM"], ms=5)
    axes[0].axhline(0.5, color="black", lw=1)
    axes[0].set(ylim=(-0.05, 1.05), ylabel="P(positive)")
    axes[0].set_title(title)
    for axis, (name, values) in zip(axes[1:], gates.items(), strict=True):
        signed = name[0] in "ch"
        scale = Normalize(-np.abs(values).max(), np.abs(values).max()) if signed else Normalize(0, 1)
        image = axis.imshow(values.T, aspect="auto", cmap=OPINION if signed else GATE, norm=scale)
        axis.set_ylabel(PANELS.get(name, name), rotation=0, ha="right", va="center")
        axis.set_yticks([])
        fig.colorbar(image, ax=axis, pad=0.01, fraction=0.03)
    for axis in axes:
        axis.axvspan(mark - 0.5, mark + 0.5, facecolor="none", edgecolor="black", lw=2, zorder=3)
    _write_below(axes[-1], words, rotation=60)
    return fig


def _write_below(axis, words: Sequence[str], rotation: float) -> None:
    """Write a word below each column."""
    labels = replace_missing(words)
    axis.set_xticks(range(len(words)), labels, rotation=rotation, ha="right", rotation_mode="anchor")
