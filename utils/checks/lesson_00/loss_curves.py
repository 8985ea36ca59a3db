"""Loss curves of four trainings on short sentences, and what should be done about each."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils import plotting

# Training and validation loss, pass by pass, of a network as in the exercises, on 400 sentences, as it ran:
# A and C with a quarter of the labels wrong, C with steps of 0.5, B without a mask and with 100 ids in a row,
# D with steps of 0.0004.
LOSSES = {
    "A": (
        [0.692, 0.623, 0.505, 0.426, 0.392, 0.353, 0.31, 0.273, 0.251, 0.246, 0.233, 0.194],
        [0.678, 0.671, 0.728, 0.834, 0.894, 1.01, 1.1, 1.247, 1.31, 1.378, 1.31, 1.519],
    ),
    "B": ([0.694, *[0.693] * 11], [0.695, 0.695, *[0.694] * 10]),
    "C": (
        [0.792, 0.83, 0.727, 0.695, 0.667, 0.672, 0.654, 0.664, 0.666, 0.707, 0.674, 0.694],
        [0.858, 0.722, 0.72, 0.756, 0.721, 0.752, 0.738, 0.757, 0.732, 0.762, 0.7, 0.776],
    ),
    "D": (
        [0.693, 0.691, 0.689, 0.687, 0.684, 0.679, 0.673, 0.664, 0.652, 0.635, 0.613, 0.585],
        [0.693, 0.692, 0.69, 0.688, 0.686, 0.682, 0.677, 0.671, 0.663, 0.654, 0.644, 0.635],
    ),
}
ADVICE = {
    "A": "stop earlier",
    "B": "look at the padding",
    "C": "smaller steps",
    "D": "go on, or larger steps",
}
WHY = {
    "A": "in A the training loss falls all the time, and the validation loss rises, on the whole, from the "
    "third pass on: it learns its sentences by heart",
    "B": "in B nothing moves, on neither part, and nothing jumps: the network cannot see what it is to "
    "learn from",
    "C": "in C both losses jump about, and after the third pass get nowhere: each step leads past the place "
    "it was meant for",
    "D": "in D both losses fall, ever faster, and the last pass is the best: it has hardly begun",
}


def draw_curves() -> Figure:
    """Draw the four pairs of curves, without saying what they mean.

    Returns:
        The figure.
    """
    fig, axes = plt.subplots(2, 2, figsize=(11, 7), sharex=True)
    looks = {"training": plotting.FAMILIES["linear"], "validation": plotting.FAMILIES["LSTM"]}
    passes = np.arange(1, 13)
    for axis, (name, pair) in zip(axes.flat, LOSSES.items(), strict=True):
        axis.axhline(np.log(2), color="#555555", ls=":", lw=1.5)
        for losses, (part, look) in zip(pair, looks.items(), strict=True):
            axis.plot(passes, losses, **look | {"marker": None}, label=part)
        axis.set(title=name, ylim=(0.1, 1.6) if name == "A" else (0.55, 0.9), xticks=[1, 3, 5, 7, 9, 11])
        axis.grid(alpha=0.3)
    axes[0, 0].annotate("validation", (9, LOSSES["A"][1][8]), (3.2, 1.35), color=looks["validation"]["color"])
    axes[0, 0].annotate("training", (9, LOSSES["A"][0][8]), (8.4, 0.33), color=looks["training"]["color"])
    axes[0, 1].annotate("a coin", (1, np.log(2)), (1, 0.665), color="#555555")
    fig.supxlabel("passes")
    fig.supylabel("loss")
    return fig
