"""Four wrong gradients of lesson 02's network, and what a gradient check finds for each."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.checks.judging import close
from utils.plotting import OPINION

MISTAKES = {
    1: "nothing comes back from later steps",
    2: "dU takes the state after the step, not the one before",
    3: "db is the mean over the batch, not the sum",
    4: "the slope of tanh is left out",
}
ARRAYS = ("dx", "dW", "dU", "db", "dh_start")
PANELS = {"A": 2, "B": 4, "C": 1, "D": 3}


def rnn_forward(x, W, U, b, h_start=None):
    """Run the lesson's network.

    Args:
        x: (batch_size, timesteps, features).
        W: (features, units).
        U: (units, units).
        b: (units,).
        h_start: (batch_size, units), the state before the first step; None for zeros.

    Returns:
        All states, (batch_size, timesteps, units).
    """
    h = np.zeros((len(x), len(b))) if h_start is None else h_start
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1)


def _gradients(mistake: int, timesteps: int) -> list[np.ndarray]:
    """Compute dx, dW, dU, db and dh_start of one random network, right (0) or with one of MISTAKES."""
    rng = np.random.default_rng(0)
    x, W, U = rng.normal(size=(3, timesteps, 4)), rng.normal(size=(4, 5)), 0.5 * rng.normal(size=(5, 5))
    h_start, dh = rng.normal(size=(3, 5)), rng.normal(size=(3, timesteps, 5))
    h = rnn_forward(x, W, U, np.zeros(5), h_start)
    dx, dW, dU, db, later = np.zeros_like(x), 0 * W, 0 * U, np.zeros(5), 0 * h_start
    for t in reversed(range(timesteps)):
        da = dh[:, t] + (0 if mistake == 1 else later)
        da = da if mistake == 4 else da * (1 - h[:, t] ** 2)
        before = h[:, t - 1] if t else h_start
        dW += x[:, t].T @ da
        dU += (h[:, t] if mistake == 2 else before).T @ da
        db += da.mean(axis=0) if mistake == 3 else da.sum(axis=0)
        dx[:, t] = da @ W.T
        later = da @ U.T
    return [dx, dW, dU, db, later]


def draw_fingerprints() -> Figure:
    """Draw what a gradient check finds for four wrong gradients, with sequences of one step and of six.

    Returns:
        The figure.
    """
    fig, axes = plt.subplots(1, 4, figsize=(11, 4.2), sharey=True)
    for axis, (name, mistake) in zip(axes, PANELS.items(), strict=True):
        caught = np.transpose(
            [
                [not close(*pair) for pair in zip(_gradients(mistake, T), _gradients(0, T), strict=True)]
                for T in (1, 6)
            ]
        )
        axis.imshow(-caught.astype(float), vmin=-1.6, vmax=1.6, cmap=OPINION, aspect="auto")
        for place in np.ndindex(caught.shape):
            axis.text(*place[::-1], "caught" if caught[place] else "passes", ha="center", va="center")
        axis.set_title(name)
        axis.set_xticks([0, 1], ["1 step", "6 steps"])
    axes[0].set_yticks(range(5), ARRAYS)
    return fig
