"""Checks of the exercises of lesson 02, A recurrent network from scratch."""

import numpy as np

from utils.checks.asking import ask, number, numbers, several
from utils.checks.judging import Unsolved, Wrong, check, close, compare
from utils.checks.lesson_02.answers_at_each_step import largest
from utils.checks.lesson_02.leaky_gradients import SHAPES, find_wrong_gradients, names_with_verb
from utils.checks.lesson_02.wrong_gradients import MISTAKES, PANELS, draw_fingerprints, rnn_forward

__all__ = [
    "draw_fingerprints",
    "fingerprints",
    "largest",
    "last_states",
    "leaky_backward",
    "shift_register",
]


@check
def shift_register(shift_register):
    """Check the weights of a network that keeps the last inputs, one in each unit.

    Args:
        shift_register: a function `shift_register(lag, small)` that returns W (1, lag), U (lag, lag) and b
            (lag,).
    """
    lag, small, names = 5, 0.01, ("W", "U", "b")
    answer = several("shift_register", ask(shift_register, lag, small), *names)
    W, U, b = map(numbers, names, answer, [(1, lag), (lag, lag), (lag,)])
    right = np.eye(1, lag) * small, np.eye(lag, k=1), np.zeros(lag)
    if b.any():
        raise Wrong(
            "b is not zero, so the units move without any input.", "what an empty past should look like"
        )
    if not close(W, right[0]):
        look = "W: one number for each unit, which of them is not 0"
        if not W.any():
            raise Wrong("the input enters nowhere: W is 0.", look)
        if W[0, 1:].any():
            raise Wrong("the input enters other units than the first.", look)
        raise Wrong(
            f"the input enters with the weight {W[0, 0]:g}, not {small:g}. Tanh bends what is not small",
            "the first number of W",
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
    if not close(U, right[1]) and ((U != 0) == (right[1] != 0)).all():
        raise Wrong(
            f"each unit gives to the right one, but with the weight {U[0, 1]:g}: numbers change on the way.",
            "where `small` belongs: it comes in once, with the input",
        )
    look = "one row of U at a time: to whom does this unit give"
    compare(U, right[1], mistakes, look, "U does not hand on by one.")
    W = numbers("W", several("shift_register", ask(shift_register, 3, 0.002), *names)[0], (1, 3))
    mistakes = {"you use 0.01 where `small` is given": np.eye(1, 3) * 0.01}
    look, words = (
        "the first number of W",
        "with lag=3 and small=0.002 the numbers in W are not the right ones",
    )
    compare(W, np.eye(1, 3) * 0.002, mistakes, look, words)
    return "Seven days in seven units, and nobody trained it."


@check
def fingerprints(mistake_of):
    """Check which mistake was found behind each panel.

    Args:
        mistake_of: {"A": 1 ... 4, ...}, the number of the mistake in each panel.
    """
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
    """Check the states after the last words, where padding follows.

    Args:
        last_states: a function `last_states(x, lengths, W, U, b)` that returns the state after the last word
            of each row, (batch_size, units).
    """
    rng = np.random.default_rng(4)
    lengths, x = np.array([3, 5, 2, 6]), rng.normal(size=(4, 8, 3))
    W, U, b = rng.normal(size=(3, 5)), 0.6 * rng.normal(size=(5, 5)), rng.normal(size=5)
    real = np.arange(8) < lengths[:, None]
    x *= real[..., None]
    x[1, 2] = x[3, 5] = 0  # words of zeros, one inside its sentence, one at the end
    words = x.any(axis=-1)
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
        "you use the first sentence's length for all": h[:, lengths[0] - 1],
        "you go one step too early, to the state before the last word": h[rows, lengths - 2],
        "you count the words that are not zero. A word may be all zeros; use `lengths`": (
            h[rows, words.sum(axis=1) - 1]
        ),
        "you look for the last word that is not zero. A word may be all zeros; use `lengths`": (
            h[rows, 7 - words[:, ::-1].argmax(axis=1)]
        ),
    }
    look = "the step at which each sentence ends. Steps are counted from 0, words from 1"
    compare(got, h[rows, lengths - 1], mistakes, look, "these are not the states after the last words.")
    return "The company a sentence is read in does not change its state."


@check
def leaky_backward(leaky_backward):
    """Check the gradients of a leaky cell.

    Args:
        leaky_backward: a function `leaky_backward(dh, x, h, c_tilde, W, U, alpha)` that returns dW, dU, db
            and dh_start.
    """
    wrong, words = find_wrong_gradients(leaky_backward, timesteps=5)
    look = "h_t = (1 - alpha) h_before + alpha c_tilde: in how many places does h_before stand"
    if wrong and not words:
        words, look = "all gradients are wrong, for one step as well", "the line that makes da"
        first, _ = find_wrong_gradients(leaky_backward, timesteps=1)
        if not first:
            words = "for one step all is right, for more it is not"
            look = "what is handed on from a step to the one before, and what it meets there"
        if first == ["dh_start"]:
            words = "for one step dW and db are right, dh_start is not. For more steps nothing is"
            look = "what is handed on, and the share of each of the two paths"
        right = [name for name in SHAPES if name not in wrong]
        if right:
            words = f"{names_with_verb(right)} right, {names_with_verb(wrong)} not"
            sums = " and ".join(name for name in wrong if name != "dh_start")
            look = f"the line that adds to {sums}" if sums else "what you return as dh_start"
    if wrong:
        raise Wrong(words, look)
    return "Two ways back: one through tanh, one straight."
