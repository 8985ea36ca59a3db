"""Six lines that may or may not be the cell of an LSTM unit: values, picture, and words about them."""

from itertools import pairwise

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from utils import plotting

LINES = {
    "A": [0, 0.8, 1.6, 2.5, 3.3, 4.2, 5.0, 5.8, 6.6, 0.4, 0.3, 0.2, 0.1],
    "B": [0, 0.9, 1.7, 2.6, 3.4, -2.2, -2.0, -1.8, -1.6, -1.4, -1.2, -1.0, -0.8],
    "C": [0, 0.5, 0.4, 0.6, 0.5, 0.4, 0.5, 2.3, 2.2, 2.2, 2.1, 2.1, 2.0],
    "D": [0, 0.9, -0.9, 0.9, -0.9, 0.9, -0.9, 0.9, -0.9, 0.9, -0.9, 0.9, -0.9],
    "E": [0, 1.7, 1.6, 1.5, 1.4, 1.3, 1.3, 1.2, 1.1, 1.1, 1.0, 0.9, 0.9],
    "F": [0, -0.9, -1.8, -2.6, -3.5, -4.3, 0.7, 0.7, 0.6, 0.6, 0.6, 0.5, 0.5],
}


def draw_cells() -> Figure:
    """Draw the six lines, without saying which of them can be cells.

    Returns:
        The figure.
    """
    fig, axes = plt.subplots(2, 3, figsize=(13, 7.5), sharex=True, sharey=True)
    for axis, (name, line) in zip(axes.flat, LINES.items(), strict=True):
        axis.axhline(0, color="black", lw=1)
        axis.plot(line, **plotting.FAMILIES["LSTM"], ms=7)
        axis.set(title=name, xticks=range(0, 13), yticks=range(-5, 8), ylim=(-5, 7.3))
        axis.grid(alpha=0.4)
    fig.supxlabel("step")
    fig.supylabel("cell $c$")
    return fig


REASONS = {  # why a line has a step that no unit can take
    "B": "look at line B where it falls below 0. To clear 3.4 is possible, to end at -2.2 is not: from the "
    "old cell at best 0 is left, and the candidate adds -1 at most",
    "C": "look at the jump in line C. It is small beside those of A, but it leads away from 0, by more than "
    "the 1 that a candidate can add",
    "E": "in line E look at the very start. The cell begins at 0, and one step adds 1 at most",
}


def why_possible(name: str, step: int) -> str:
    """Explain why a step is possible, without a word about the other steps of its line.

    Args:
        name: of the line.
        step: counted from 1.

    Returns:
        The words.
    """
    before, after = LINES[name][step - 1 : step + 1]
    if before * after < 0:
        how = f"a forget gate of 0 clears what was there, and the candidate writes {after:g}"
    elif abs(after) > abs(before):
        how = "it leads away from 0 by less than 1, and that much a candidate can add"
    else:
        how = f"a forget gate of {after / before if before else 1:.2f} does it alone"
    return f"line {name}, step {step}: from {before:g} to {after:g} is possible. {how[0].upper()}{how[1:]}"


def first_impossible(line: list[float]) -> int:
    """Find the first step that no gates and no candidate can take.

    Args:
        line: the cell after each step, the start included.

    Returns:
        The step, counted from 1; 0 if there is none.
    """
    for step, (before, after) in enumerate(pairwise(line), start=1):
        if not min(0, before) - 1 < after < max(0, before) + 1:
            return step
    return 0
