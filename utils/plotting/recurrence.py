"""Pictures of a recurrent network at work: its states word by word, and the wirings of one layer."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from utils.plotting.diagrams import NORMAL, REACH, RNN, SMALL, arrow, box, state_box
from utils.plotting.shapes import LARGE, LINE_HEIGHT, WIDTH, canvas, write

__all__ = ["state_columns", "wirings"]

LINE = NORMAL * LINE_HEIGHT
SQUARE = 0.62  # a unit of a state
STEP = 0.1  # half of a step of a wiring
GAP = 0.08


def state_columns(states: np.ndarray, words: Sequence[str], title: str = "") -> Figure:
    """Draw the states of a network that reads some words, one column for each, the empty state first.

    Args:
        states: (timesteps, units), from -1 to 1, the states after each word: 1 to 7 steps, 1 to 6 units.
        words: (timesteps,), what is read.
        title: the message of the figure.

    Returns:
        The figure. Squares are orange at -1, white at 0, purple at 1; arrows carry the names of the weights.

    Raises:
        ValueError: if there is not one word for each state, or if there are too many of them.
    """
    states = np.asarray(states, float)
    if states.ndim != 2 or not (1 <= states.shape[0] <= 7 and 1 <= states.shape[1] <= 6):
        raise ValueError(f"states has the shape {states.shape}: expected 1 to 7 steps of 1 to 6 units.")
    if len(words) != len(states):
        raise ValueError(f"there are {len(words)} words for {len(states)} states: expected one for each.")
    columns = np.concatenate([np.zeros((1, states.shape[1])), states])
    units, count = states.shape[1], len(columns)
    spacing = (WIDTH - 2 * GAP) / count
    bottom = 2.2 * LINE + REACH * 1.5
    fig, axis = canvas(bottom + units * SQUARE + 1.6 * LINE, title)
    for t, state in enumerate(columns):
        x = GAP + spacing * (t + 0.5)
        for k, value in enumerate(state):
            state_box(axis, (x, bottom + (units - 1 - k + 0.5) * SQUARE), value, SQUARE)
        write(axis, (x, bottom + units * SQUARE + 0.7 * LINE), f"$h_{t}$", LARGE)
        if t == 0:
            continue
        middle = bottom + units * SQUARE / 2
        arrow(axis, (x - spacing + SQUARE / 2 + GAP, middle), (x - SQUARE / 2 - GAP, middle))
        write(axis, (x - spacing / 2, middle + 0.7 * LINE), "$U$", LARGE)
        arrow(axis, (x, bottom - REACH * 1.5), (x, bottom - GAP))
        write(axis, (x + 2 * GAP, bottom - REACH * 0.8), "$W$", LARGE, ha="left")
        write(axis, (x, 1.6 * LINE), words[t - 1], NORMAL, parse_math=False)
        write(axis, (x, 0.6 * LINE), f"$x_{t}$", NORMAL)
    return fig


def wirings(
    wired: Mapping[str, tuple[Sequence[int], Sequence[int]]],
    title: str = "",
    second: Mapping[str, Sequence[int]] | None = None,
) -> Figure:
    """Draw wirings of a recurrent layer side by side: which steps have an input, and which an answer.

    Args:
        wired: {name: (the steps with an input, the steps with an answer)}, counted from 1.
        title: the message of the figure.
        second: {name: the steps that a second layer takes}: they are darker. By default there is one layer.

    Returns:
        The figure. A box is a step, an arrow from below an input, an arrow upwards an answer.

    Raises:
        ValueError: if there is no wiring, or one without steps.
    """
    lengths = [max([*inputs, *answers], default=0) for inputs, answers in wired.values()]
    if not lengths or min(lengths) < 1:
        raise ValueError("expected at least one wiring, and at least one step in each.")
    share = (WIDTH - 2 * GAP) / sum(length + 1 for length in lengths)  # from step to step
    y = REACH + STEP + 2 * GAP
    top = y + STEP + REACH + 0.9 * LINE
    fig, axis = canvas(top + 0.8 * LINE, title)
    left = GAP
    for (name, (inputs, answers)), length in zip(wired.items(), lengths, strict=True):
        width = (length + 1) * share
        xs = [left + width / 2 + (t - (length + 1) / 2) * share for t in range(1, length + 1)]
        for t, x in enumerate(xs, start=1):
            if t > 1:
                arrow(axis, (xs[t - 2] + STEP, y), (x - STEP, y))
            of_second = t in (second or {}).get(name, ())
            box(axis, (x, y), 2 * STEP, 2 * STEP, **(RNN | {"fill": RNN["edge"]} if of_second else RNN))
            if t in inputs:
                arrow(axis, (x, y - STEP - REACH), (x, y - STEP))
            if t in answers:
                arrow(axis, (x, y + STEP), (x, y + STEP + REACH))
        write(axis, (left + width / 2, top), name, SMALL)
        left += width
    return fig
