"""Four lines of gradients to read: their values, their picture, and the numbers that one may misread."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure


def _log_gradients() -> dict[str, np.ndarray]:
    """Make the log10 of what is left at lags 0 to 60, for four networks."""
    k = np.arange(61)
    rough = 0.03 * np.random.default_rng(0).normal(size=(4, 61))
    rough[:, [0, 20, 60]] = 0
    lines = {
        "A": -3 * k / 60,
        "B": np.where(k > 20, -4.0, 0.0),
        "C": np.where(k <= 20, -2 * k / 20, -2 + 3 * (k - 20) / 40),
        "D": -0.25 * k,
    }
    return {name: line + r for (name, line), r in zip(lines.items(), rough, strict=True)}


def draw_lines() -> Figure:
    """Draw what is left against the steps back for four networks; the vertical axes differ.

    Returns:
        The figure.
    """
    fig, axes = plt.subplots(2, 2, figsize=(12, 8.5), sharex=True)
    for axis, (name, line) in zip(axes.flat, _log_gradients().items(), strict=True):
        axis.plot(line, color="black", marker="o", ms=4, lw=1.5)
        axis.set(title=name, xticks=range(0, 61, 5))
        axis.grid(alpha=0.4)
    fig.supxlabel("steps back, $k$")
    fig.supylabel("gradient left, log10")
    return fig


# the right number, how far off it may be, {words: (a misread number, how near to it counts as that mistake)}
READINGS = {
    "A": (
        10 ** (-3 / 60),
        0.03,
        {
            "that is the slope of the line. It is a logarithm; the share is ten to that power": (0.05, 0.003),
            "0.95 would be right for a logarithm with base e; this one has the base ten": (
                np.exp(-0.05),
                0.003,
            ),
            "that is what is lost in a step. Asked for is what is kept": (1 - 10 ** (-3 / 60), 0.025),
            "that is what is left of all 60 steps. Asked for is one": (0.001, 0.0005),
        },
    ),
    "B": (
        40,
        1,
        {
            "that is the lag of the drop, counted back from the end. Count from the start": (20.5, 1.5),
        },
    ),
    "C": (
        10 ** (3 / 40),
        0.03,
        {
            "you read the line from left to right. The first 40 steps of the sequence are at its right end": (
                10 ** (-2 / 20),
                0.04,
            ),
            "the line rises there, so each step enlarges a change: the factor is above 1": (
                10 ** (-3 / 40),
                0.03,
            ),
            "that is the slope of the line. It is a logarithm; the factor is ten to that power": (
                0.075,
                0.01,
            ),
            "that is the way from the first dot to the last. Take the 40 steps alone": (10 ** (1 / 60), 0.01),
        },
    ),
    "D": (
        12,
        1,
        {
            "you left the logarithm with e; this one has the base ten": (27.6, 1.5),
            "that is the step of the sequence. Asked for are steps back from the end": (48.5, 1.5),
            "that is a tenth, at -1. A thousandth is -3": (4, 1),
        },
    ),
}
