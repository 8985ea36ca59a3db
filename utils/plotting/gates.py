"""Gates and states as coloured cells, aligned with the words that were read."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from utils.plotting.fonts import replace_missing
from utils.plotting.style import GATE, OPINION


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


def _write_below(axis, words: Sequence[str], rotation: float) -> None:
    """Write a word below each column."""
    labels = replace_missing(words)
    axis.set_xticks(range(len(words)), labels, rotation=rotation, ha="right", rotation_mode="anchor")
