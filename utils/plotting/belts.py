"""The cell state of one LSTM unit as a belt that runs through a sentence, a step for each word.

The shapes are those of the picture of the cell: a square is a state, a disc multiplies by a gate.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.fonts import replace_missing
from utils.plotting.shapes import (
    GREY,
    INK,
    LARGE,
    NORMAL,
    PLAIN,
    SMALL,
    THICK,
    THIN,
    arrow,
    box,
    canvas,
    number,
    operation,
    state_box,
    tint,
    write,
)
from utils.plotting.style import FAMILIES

GATES = ("f", "i", "o")
EVERY = ("c_tilde", "i", "f", "c", "o", "h")
SYMBOLS = {"c_tilde": r"$\tilde{c}_t$", "i": "$i_t$", "f": "$f_t$", "c": "$c_t$", "o": "$o_t$", "h": "$h_t$"}
BELT = FAMILIES["LSTM"]["color"]
MARK = tint("#F0E442", 0.7)

# Places, in inches; heights count from the belt.
FIRST, STEP = 1.8, 1.18  # the first column, and from one to the next
STATE, GATE_RADIUS = 0.56, 0.25
ABOVE = {"c_tilde": -1.62, "i": -0.85, "c": 0, "f": 0, "o": 1.3, "h": 2.07}
SQUASH, PILL = 0.62, (0.6, 0.3)  # tanh on the way out
WORD, FOOT, HEAD = 0.62, 0.36, 0.42  # from the lowest shape down to the word, and on; room above
LABEL = 0.46  # from the first forget gate up to its letter


def belt(
    words: Sequence[str],
    values: Mapping[str, Sequence[float]],
    parts: Collection[str] = EVERY,
    ringed: Collection[int] = (),
    title: str = "",
) -> Figure:
    """Draw what one unit does with a sentence: its cell state from left to right, a column for each word.

    Discs are gates, from dark (0, closed) to yellow (1, open); squares are states, from orange (-1) to purple
    (1). Below the belt the candidate rises through the input gate, on the belt lies the forget gate, and
    above it the cell state leaves through tanh and the output gate.

    Args:
        words: (timesteps,), written below the columns.
        values: name -> (timesteps,) for each of ``parts``, numbers of one unit.
        parts: which of ``c_tilde``, ``i``, ``f``, ``c``, ``o``, ``h`` are drawn; ``c`` and ``f`` always are.
        ringed: the time steps that get a frame.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if there are no words, if values are missing or not one for each word, if a gate is not
            from 0 to 1, or if a ringed step is not among the words.
    """
    drawn = [name for name in EVERY if name in parts or name in "fc"]
    series = _checked(words, values, drawn)
    if not all(0 <= step < len(words) for step in ringed):
        raise ValueError(f"ringed is {list(ringed)}: expected time steps from 0 to {len(words) - 1}.")
    low, high = min(ABOVE[name] for name in drawn), max(ABOVE[name] for name in drawn)
    y = FOOT + WORD - low
    fig, axis = canvas(y + max(high + HEAD, LABEL + 0.2), title)
    width = FIRST + STEP * (len(words) - 1) + 0.75
    fig.set_figwidth(width)
    axis.set_xlim(0, width)
    for name in drawn:
        height = y + ABOVE[name] + (LABEL if name == "f" else 0)
        write(axis, (FIRST - STEP / 2 if name == "f" else 0.4, height), SYMBOLS[name], LARGE)
    for t, word in enumerate(replace_missing(words)):
        x = FIRST + STEP * t
        _step(axis, x, y, {name: series[name][t] for name in drawn})
        write(axis, (x, y + low - WORD), word, NORMAL, parse_math=False)
        if t in ringed:
            _frame(axis, x, y + low - WORD - 0.2, y + high + 0.36)
    return fig


def _checked(words: Sequence[str], values: Mapping[str, Sequence[float]], drawn: Sequence[str]) -> dict:
    """The numbers of each part, one for each word."""
    if len(words) == 0:
        raise ValueError("there are no words: expected at least one.")
    if lacking := [name for name in drawn if name not in values]:
        raise ValueError(f"values lacks {', '.join(lacking)}: give one number for each word.")
    series = {name: np.asarray(values[name], float) for name in drawn}
    for name, numbers in series.items():
        if numbers.shape != (len(words),) or not np.isfinite(numbers).all():
            raise ValueError(
                f"values[{name!r}] has the shape {numbers.shape}: expected ({len(words)},), one finite "
                "number for each word, those of one unit."
            )
        if name in GATES and not np.all((numbers >= 0) & (numbers <= 1)):
            raise ValueError(f"values[{name!r}] holds a number outside 0 to 1: gates are between them.")
    return series


def _step(axis: Axes, x: float, y: float, here: Mapping[str, float]) -> None:
    """Draw one column: the belt up to the cell state, what comes from below, what leaves above."""
    arrow(axis, (x - STEP, y), (x, y), colour=BELT, width=THICK, head=False, zorder=1)
    if "c_tilde" in here and "i" in here:
        start, end = y + ABOVE["c_tilde"] + STATE / 2, y - STATE / 2
        arrow(axis, (x, start), (x, end))
    if "o" in here and "h" in here:
        arrow(axis, (x, y + STATE / 2), (x, y + ABOVE["h"] - STATE / 2))
        box(axis, (x, y + SQUASH), *PILL, PLAIN, INK, PILL[1] / 2)
        write(axis, (x, y + SQUASH), "tanh", SMALL)
    for name, value in here.items():
        place = (x - STEP / 2 if name == "f" else x, y + ABOVE[name])
        if name in GATES:
            operation(axis, place, number(value), value, GATE_RADIUS)
        else:
            state_box(axis, place, value, STATE)


def _frame(axis: Axes, x: float, low: float, high: float) -> None:
    """Mark a column and the forget gate that leads into it."""
    left, right = x - STEP / 2 - GATE_RADIUS, x + STATE / 2 + 0.05
    frame = box(axis, ((left + right) / 2, (low + high) / 2), right - left, high - low, MARK, GREY)
    frame.set(zorder=0, lw=THIN / 2)
