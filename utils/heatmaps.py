"""Figures made of coloured cells: gates under their words, and tables in which the eye finds the odd one.

Fonts, colours and `show` are those of `utils.plotting`.
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from utils.plotting import GATE, OPINION


def gate_map(
    words: Sequence[str], panels: dict[str, np.ndarray], boxed: Sequence[int] = (), signed: bool = False
) -> Figure:
    """One panel per pass over the same words, a row per unit, aligned under the words.

    panels: title -> (timesteps, units). Gates have a colour scale from 0 to 1; with `signed`, states have
    one from -m to m, m the largest absolute value of all panels. The units keep the order in which they
    come: sort them by what the figure is about. boxed: time steps to draw a frame around, in each panel.

    Raises ValueError if a panel is not (len(words), units), all with the same units, if a gate lies
    outside 0 to 1, or if a boxed step is not among the words.
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
    axes[-1, 0].set_xticks(range(len(words)), words, rotation=50, ha="right", rotation_mode="anchor")
    fig.colorbar(image, ax=axes[:, 0].tolist(), pad=0.01, fraction=0.03)
    return fig


def matrix(
    values: np.ndarray, rows: Sequence[str], columns: Sequence[str], low: float = 0, high: float = 1
) -> Figure:
    """A table of numbers with their colours. values: (rows, columns), coloured from `low` to `high`.

    Raises ValueError if `values` does not fit the names, or holds what is not finite.
    """
    values = np.asarray(values, float)
    if values.shape != (len(rows), len(columns)) or not np.isfinite(values).all():
        raise ValueError(
            f"values have the shape {values.shape}: expected finite numbers, ({len(rows)}, {len(columns)})."
        )
    fig, axis = plt.subplots(figsize=(3.6 + 1.5 * len(columns), 1.1 + 0.5 * len(rows)))
    scale = Normalize(low, high)
    axis.imshow(values, aspect="auto", cmap=GATE, norm=scale)
    for (row, column), value in np.ndenumerate(values):
        ink = "black" if scale(value) > 0.55 else "white"
        axis.text(column, row, f"{value:.2f}", ha="center", va="center", color=ink)
    axis.set_xticks(range(len(columns)), columns)
    axis.set_yticks(range(len(rows)), rows)
    axis.xaxis.tick_top()
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    return fig
