"""The gradients of a leaky cell, right and with mistakes that people make."""

import numpy as np

from utils.checks.asking import ask, numbers, several
from utils.checks.judging import close

SHAPES = {"dW": (2, 4), "dU": (4, 4), "db": (4,), "dh_start": (3, 4)}
LESSONS_CELL = "that is the lesson's cell, alpha = 1. Here a part of the old state stays, 1 - alpha"
MISTAKES = {
    "kept": "the straight path is missing. The old state also enters the new one itself, times 1 - alpha",
    "slope": "the slope is that of h. What went through tanh here is c_tilde",
    "alpha": "alpha is missing in what goes through tanh. Only the share alpha of c_tilde enters h",
    "answer": "the straight path carries the answer's part only. What came back from later takes it, too",
    "all": "the straight path carries all of it. It is 1 - alpha wide",
    "transpose": "U is not transposed on the way back",
    "alpha kept slope": LESSONS_CELL,
    "alpha kept": LESSONS_CELL,
}


def _leaky_inputs(timesteps: int) -> tuple:
    """Make the arguments of `leaky_backward`: a small leaky cell that has read a few steps."""
    rng, alpha = np.random.default_rng(6), 0.3
    sizes = [(3, timesteps, 2), (2, 4), (4, 4), (3, timesteps, 4)]
    x, W, U, dh = (rng.normal(size=size) for size in sizes)
    h, c_tilde = np.zeros((3, timesteps, 4)), np.zeros((3, timesteps, 4))
    for t in range(timesteps):
        c_tilde[:, t] = np.tanh(x[:, t] @ W + (h[:, t - 1] @ U if t else 0))
        h[:, t] = (1 - alpha) * (h[:, t - 1] if t else 0) + alpha * c_tilde[:, t]
    return dh, x, h, c_tilde, W, U, alpha


def _leaky_backward(mistakes: str, dh, x, h, c_tilde, W, U, alpha) -> list[np.ndarray]:
    """Compute dW, dU, db and dh_start of the leaky cell, right ("") or with the mistakes named."""
    mistakes = mistakes.split()
    dW, dU, db, later = 0 * W, 0 * U, np.zeros(len(U)), 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t else 0 * h[:, 0]
        arrived = dh[:, t] + later
        slope = 1 - (h if "slope" in mistakes else c_tilde)[:, t] ** 2
        da = (1 if "alpha" in mistakes else alpha) * arrived * slope
        straight = (1 - alpha) * (dh[:, t] if "answer" in mistakes else arrived)
        straight = 0 if "kept" in mistakes else arrived if "all" in mistakes else straight
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ (U if "transpose" in mistakes else U.T) + straight
    return [dW, dU, db, later]


def find_wrong_gradients(leaky_backward, timesteps: int) -> tuple[list[str], str]:
    """Compare the gradients of a learner's function with the right ones, and with those of known mistakes.

    Args:
        leaky_backward: the learner's function.
        timesteps: how many steps the cell has read.

    Returns:
        The names of the arrays that are wrong, and the words for the mistake, "" if it is not known.

    Raises:
        Unsolved: if the function returns nothing.
        Wrong: if it cannot be called, or returns something else than four arrays of the right shapes.
    """
    given = _leaky_inputs(timesteps)
    answer = several("leaky_backward", ask(leaky_backward, *given), *SHAPES)
    got = [numbers(name, part, SHAPES[name]) for name, part in zip(SHAPES, answer, strict=True)]
    all_right = map(close, got, _leaky_backward("", *given))
    wrong = [name for name, right in zip(SHAPES, all_right, strict=True) if not right]
    known = (
        words
        for mistakes, words in MISTAKES.items()
        if all(map(close, got, _leaky_backward(mistakes, *given)))
    )
    return wrong, next(known, "")


def names_with_verb(names: list[str]) -> str:
    """Join names and add their verb.

    Args:
        names: at least one.

    Returns:
        Such as `dW is`, or `dW, dU and db are`.
    """
    return f"{', '.join(names[:-1])} and {names[-1]} are" if names[1:] else f"{names[0]} is"
