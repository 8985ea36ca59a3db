"""Checks of the exercises of lesson 02, A recurrent network from scratch."""

import numpy as np

from utils.checks.fingerprints import MISTAKES, PANELS, draw_fingerprints, rnn_forward
from utils.checks.judging import Unsolved, Wrong, ask, check, close, compare, number, numbers
from utils.checks.predictions import predicted

__all__ = [
    "backwards",
    "draw_fingerprints",
    "fingerprints",
    "last_states",
    "leaky_backward",
    "shift_register",
    "table_bits",
]


@check
def shift_register(shift_register):
    """`shift_register(lag, small)`: W (1, lag), U (lag, lag), b (lag,)."""
    lag, small = 5, 0.01
    answer = ask(shift_register, lag, small)
    if not isinstance(answer, tuple) or len(answer) != 3:
        raise Wrong("`shift_register` should return three arrays, W, U and b.", "its last line")
    names, shapes = ("W", "U", "b"), [(1, lag), (lag, lag), (lag,)]
    W, U, b = (numbers(*one) for one in zip(names, answer, shapes, strict=True))
    right = np.eye(1, lag) * small, np.eye(lag, k=1), np.zeros(lag)
    if b.any():
        raise Wrong(
            "b is not zero, so the units move without any input.", "what an empty past should look like"
        )
    if not close(W, right[0]) and close(W / W.max(), right[0] / small):
        raise Wrong(
            f"the input enters with the weight {W.max():g}, not {small:g}. Tanh bends what is not small",
            "the first number of W",
        )
    if not close(W, right[0]):
        raise Wrong(
            "the input enters other units than the first.",
            "W: one number for each unit, which of them is not 0",
        )
    mistakes = {
        "U hands on in the wrong direction. In h @ U the state is a row; unit j gives U[j, k] to unit k": (
            np.eye(lag, k=-1)
        ),
        "each unit keeps its number and hands nothing on. U is the identity": np.eye(lag),
        "each unit keeps its number as well as handing it on, so the past piles up": np.eye(lag)
        + np.eye(lag, k=1),
        "the last unit hands its number back to the first. What leaves the register should be gone": (
            np.roll(np.eye(lag), 1, axis=1)
        ),
    }
    compare(
        U,
        right[1],
        mistakes,
        "one row of U at a time: to whom does this unit give",
        "U does not hand on by one.",
    )
    return "Seven days in seven units, and nobody trained it."


@check
def fingerprints(mistake_of):
    """`mistake_of`: {"A": 1 ... 4, ...}, the mistake behind each panel."""
    if not isinstance(mistake_of, dict) or set(mistake_of) != set(PANELS):
        raise Wrong('`mistake_of` should be a dictionary with the keys "A", "B", "C" and "D".')
    if any(value is None for value in mistake_of.values()):
        raise Unsolved("`mistake_of` still holds None.")
    said = {name: int(number(f'mistake_of["{name}"]', mistake_of[name], 1, 4)) for name in PANELS}
    if said["B"] == 1 or said["C"] == 4:
        raise Wrong(
            "B and C differ at one step only. There nothing can come back from a later step, and it does no "
            "harm to leave that out",
            "the column of one step in B and in C",
        )
    if said["A"] == 3 or said["D"] == 2:
        raise Wrong(
            "A spoils dU alone, D spoils db alone. A mistake in one sum stays there, it does not travel back",
            "the name of the row that is caught",
        )
    for name, right in PANELS.items():
        if said[name] != right:
            raise Wrong(
                f"panel {name} is not the mistake {said[name]}: {MISTAKES[said[name]]}.",
                f"the rows of {name}",
            )
    return "A check with one step would have let C through."


@check
def last_states(last_states):
    """`last_states(x, lengths, W, U, b)`: the state after the last word of each row, (batch_size, units)."""
    rng = np.random.default_rng(4)
    lengths, x = np.array([2, 5, 3, 6]), rng.normal(size=(4, 8, 3))
    W, U, b = rng.normal(size=(3, 5)), 0.6 * rng.normal(size=(5, 5)), rng.normal(size=5)
    real = np.arange(8) < lengths[:, None]
    x *= real[..., None]
    h, rows = rnn_forward(x, W, U, b), np.arange(4)
    to_the_right = np.stack([np.roll(row, 8 - n, axis=0) for row, n in zip(x, lengths, strict=True)])
    got = numbers("last_states(...)", ask(last_states, x, lengths, W, U, b), shape=(4, 5))
    if close(got, h[:, -1]):
        raise Wrong(
            "a sentence that is read alone ends in another state than the same sentence beside a longer one",
            "the states of the short one, step by step, with its padding",
        )
    masked = h * real[..., None]
    mistakes = {
        "you go one step too far, to the state after the first padding": h[rows, lengths],
        "you set the states at the padding to zero, and then take the last of them": masked[:, -1],
        "you moved the padding to the left. Now it is read first, and b moves the empty state": (
            rnn_forward(to_the_right, W, U, b)[:, -1]
        ),
        "you take the mean of the states, not the last one": masked.sum(axis=1) / lengths[:, None],
        "you stop all sentences where the shortest ends": h[:, lengths.min() - 1],
    }
    look = "the step at which each sentence ends. Steps are counted from 0, words from 1"
    compare(got, h[rows, lengths - 1], mistakes, look, "these are not the states after the last words.")
    return "The company a sentence is read in does not change its state."


def _leaky(leaky_variant: str, dh, x, h, c_tilde, W, U, alpha) -> np.ndarray:
    """dW, dU, db, dh_start of the leaky cell in one row, right ("") or with a mistake."""
    dW, dU, db, later = 0 * W, 0 * U, np.zeros(len(U)), 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t else 0 * h[:, 0]
        arrived = dh[:, t] + later
        slope = 1 - (h if leaky_variant == "slope" else c_tilde)[:, t] ** 2
        da = (1 if leaky_variant == "alpha" else alpha) * arrived * slope
        kept = {"kept": 0, "answer": dh[:, t], "all": arrived / (1 - alpha)}.get(leaky_variant, arrived)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ (U if leaky_variant == "transpose" else U.T) + (1 - alpha) * kept
    return np.concatenate([dW.ravel(), dU.ravel(), db, later.ravel()])


@check
def leaky_backward(leaky_backward):
    """`leaky_backward(dh, x, h, c_tilde, W, U, alpha)`: dW, dU, db, dh_start."""
    rng, alpha = np.random.default_rng(6), 0.3
    x, W, U, dh = (rng.normal(size=shape) for shape in [(3, 5, 2), (2, 4), (4, 4), (3, 5, 4)])
    h, c_tilde = np.zeros((3, 5, 4)), np.zeros((3, 5, 4))
    for t in range(5):
        c_tilde[:, t] = np.tanh(x[:, t] @ W + (h[:, t - 1] @ U if t else 0))
        h[:, t] = (1 - alpha) * (h[:, t - 1] if t else 0) + alpha * c_tilde[:, t]
    given = dh, x, h, c_tilde, W, U, alpha
    answer = ask(leaky_backward, *given)
    if not isinstance(answer, tuple) or len(answer) != 4:
        raise Wrong("`leaky_backward` should return dW, dU, db and dh_start.", "its last line")
    shapes = {"dW": (2, 4), "dU": (4, 4), "db": (4,), "dh_start": (3, 4)}
    parts = [numbers(name, part, shape) for part, (name, shape) in zip(answer, shapes.items(), strict=True)]
    mistakes = {
        "the straight path is missing. The old state also enters the new one itself, times 1 - alpha": "kept",
        "the slope is that of h. What went through tanh here is c_tilde": "slope",
        "alpha is missing in da. Only the share alpha of c_tilde enters h": "alpha",
        "the straight path carries the answer's part only. What came back from later takes it, too": "answer",
        "the straight path carries all of it. It is 1 - alpha wide": "all",
        "U is not transposed on the way back": "transpose",
    }
    outcomes = {words: _leaky(variant, *given) for words, variant in mistakes.items()}
    got = np.concatenate([part.ravel() for part in parts])
    look = "h_t = (1 - alpha) h_before + alpha c_tilde: in how many places does h_before stand"
    compare(got, _leaky("", *given), outcomes, look, "the gradients are not those of the leaky cell.")
    return "Two ways back: one through tanh, one straight."


def table_bits(ids_train, ids, before: int, vocab_size: int = 30) -> float:
    """The lesson's table: bits per letter on `ids`, by counts in `ids_train` of runs of `before` + 1."""
    p = np.full(len(ids), 1 / vocab_size)
    for k in range(before + 1):
        powers = vocab_size ** np.arange(k, -1, -1)
        seen, runs = (
            np.lib.stride_tricks.sliding_window_view(part, k + 1) @ powers for part in (ids_train, ids)
        )
        counts = np.bincount(seen, minlength=vocab_size ** (k + 1))
        totals = counts.reshape(-1, vocab_size).sum(axis=1)
        p[k:] = (counts[runs] + p[k:]) / (totals[runs // vocab_size] + 1)
    return -float(np.log2(p[1:]).mean())


@check
def backwards(bits_backwards, ids_train, ids_val):
    """`bits_backwards(ids_train, ids_val, before)`: bits per letter of the text read from its end."""
    rng = np.random.default_rng(7)
    small, other = (np.cumsum(rng.choice([1, 2, 5], size=n, p=[0.7, 0.2, 0.1])) % 30 for n in (3000, 1000))
    got = number("bits_backwards(...)", ask(bits_backwards, small, other, 2), 0)
    mistakes = {
        "you read forwards: nothing is turned round": table_bits(small, other, 2),
        "the table has counted forwards and is asked backwards. Turn the training letters round, too": (
            table_bits(small, other[::-1], 2)
        ),
        "the table has counted backwards and is asked forwards. Turn the other letters round, too": (
            table_bits(small[::-1], other, 2)
        ),
        "you count and ask on the same letters. That is a memory of the text, not a score": (
            table_bits(other[::-1], other[::-1], 2)
        ),
    }
    compare(
        got,
        table_bits(small[::-1], other[::-1], 2),
        mistakes,
        "both arrays of letters",
        "that is not the score.",
        tolerance=1e-9,
    )
    said = predicted("bits per letter backwards")
    real, forwards = ask(bits_backwards, ids_train, ids_val, 3), table_bits(ids_train, ids_val, 3)
    return f"You said {said:g}; backwards it takes {real:.2f} bits per letter, forwards {forwards:.2f}."
