"""Tables of numbers, coloured so that the eye finds the odd one."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from utils.plotting.style import GATE


def matrix(
    values: np.ndarray, rows: Sequence[str], columns: Sequence[str], low: float = 0, high: float = 1
) -> Figure:
    """Draw a table of numbers, each on its colour.

    Args:
        values: (rows, columns), finite.
        rows: the names of the rows.
        columns: the names of the columns.
        low: the value with the darkest colour.
        high: the value with the brightest colour.

    Returns:
        The figure.

    Raises:
        ValueError: if ``values`` does not fit the names, or is not finite everywhere.
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
