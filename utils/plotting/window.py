"""A series with one window: what is read of it, how far ahead it looks, and what is to be forecast."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.arguments import by_position, whole_number
from utils.plotting.shapes import (
    GREY,
    LINE_HEIGHT,
    NORMAL,
    PALE,
    PLAIN,
    SMALL,
    THIN,
    WIDTH,
    arrow,
    canvas,
    tint,
    width_of,
    write,
)
from utils.plotting.style import FAMILIES

READ, ASKED = FAMILIES["linear"]["color"], FAMILIES["LSTM"]["color"]

# All lengths are in inches.
SIDE = 0.45  # free at the left and right
LOW, HIGH = 1.25, 2.75  # the lowest and the highest value
TOP, TIME = 0.65, 0.4  # for the label above; the arrow of time
LINE = NORMAL * LINE_HEIGHT
DOT, TARGET = 6, 21  # pt


def window_of_series(
    values: Sequence[float], start: int, timesteps: int, horizon: int, title: str = ""
) -> Figure:
    """Draw a series with one window and the value that is to be forecast from it.

    Args:
        values: (steps,), the series, finite.
        start: the step at which the window begins, counted from 0.
        timesteps: how many steps it has.
        horizon: how many steps behind its last one the value lies that is asked for.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if a value is not finite, or if the window or what is asked for lies outside the series.
    """
    values = np.asarray(by_position("values", values), float)
    start = whole_number("start", start, 0)
    timesteps, horizon = whole_number("timesteps", timesteps, 2), whole_number("horizon", horizon, 1)
    last = start + timesteps - 1
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError(f"values has the shape {values.shape}: expected one finite number for each step.")
    if last + horizon >= len(values):
        raise ValueError(
            f"the value asked for is that of step {last + horizon}: expected at most {len(values) - 1}, the "
            "last of the series."
        )
    fig, axis = canvas(HIGH + TOP, title)
    xs = np.linspace(SIDE, WIDTH - SIDE, len(values))
    spread = np.ptp(values) or 1
    ys = LOW + (HIGH - LOW) * (values - values.min()) / spread
    half = 0.45 * (xs[1] - xs[0])
    left, right = xs[start] - half, xs[last] + half
    axis.add_patch(
        Rectangle((left, LOW - 0.2), right - left, HIGH - LOW + 0.4, fc=tint(READ, 0.85), ec="none", zorder=0)
    )
    _dots(axis, xs, ys, start, last, last + horizon)
    _label(axis, (left + right) / 2, HIGH + 0.2 + LINE * 0.6, f"the window: {timesteps} steps are read", READ)
    _horizon(axis, xs[last], xs[last + horizon], ys[last + horizon], horizon)
    arrow(axis, (SIDE, TIME), (WIDTH - SIDE, TIME), colour=GREY)
    write(axis, (WIDTH - SIDE, TIME - LINE * 0.7), "time", SMALL, GREY, ha="right")
    return fig


def _dots(axis: Axes, xs: np.ndarray, ys: np.ndarray, start: int, last: int, asked: int) -> None:
    """Draw the series: pale, what is read in its colour, what is asked for as a ring."""
    axis.plot(xs, ys, "-o", color=PALE, lw=THIN / 2, ms=DOT, zorder=1)
    axis.plot(xs[start : last + 1], ys[start : last + 1], "-o", color=READ, lw=THIN, ms=DOT, zorder=2)
    axis.plot(xs[asked], ys[asked], "o", color=PLAIN, mec=ASKED, mew=THIN, ms=TARGET, zorder=5)
    write(axis, (xs[asked], ys[asked]), "?", NORMAL, ASKED, weight="bold")


def _horizon(axis: Axes, x: float, asked: float, height: float, horizon: int) -> None:
    """Draw how far it is from the last step of the window to what is asked for."""
    y = LOW - 0.38
    axis.plot([asked, asked], [y, height - 0.1], color=ASKED, lw=THIN / 2, ls=(0, (2, 1.5)), zorder=0)
    arrow(axis, (x, y), (asked, y), colour=ASKED)
    steps = "step" if horizon == 1 else "steps"
    _label(axis, (x + asked) / 2, y - LINE * 0.7, f"the horizon: {horizon} {steps} ahead", ASKED)


def _label(axis: Axes, x: float, y: float, words: str, colour: str) -> None:
    """Write words around a place, or as near to it as the figure has room for them."""
    half = width_of(words, NORMAL) / 2 + 0.1
    write(axis, (min(max(x, half), WIDTH - half), y), words, NORMAL, colour)
