"""Machines that say one letter after another, by which the mistakes of a learner's writer can be told."""

from collections.abc import Callable

import numpy as np

from utils.checks.asking import ask
from utils.checks.judging import Wrong

LETTERS, WRITTEN = 11, 9
LOGITS = np.array([0.0, 0.7, 1.4, -0.7])
MANY, OFF = 6000, 0.03  # letters, and how far a share may be from its probability: four deviations and more


def _counting(letter: int, state: object) -> tuple[np.ndarray, int]:
    """Say the letter that stands as many places on as letters were read before: its state is that number."""
    before = 0 if state is None else int(state)
    logits = np.full(LETTERS, -60.0)
    logits[(int(letter) + before + 2) % LETTERS] = 0
    return logits, before + 1


def _constant(letter: int, state: object) -> tuple[np.ndarray, int]:
    """Say the same four chances each time."""
    return LOGITS.copy(), 0


def _write(write: object, step: Callable, n: int, temperature: float, size: int) -> np.ndarray:
    """Ask a learner's `write` for n letters."""
    given = ask(write, step, 3, n, temperature, np.random.default_rng(101), name="write")
    try:
        letters = np.array([int(letter) for letter in given])
    except (TypeError, ValueError):
        raise Wrong(
            f"`write` returns {type(given).__name__}; a list of {n} letters (ids) is expected.",
            "the line with return",
        ) from None
    if len(letters) == n + 1 and letters[0] == 3:
        raise Wrong(
            "the first of your letters is the one that was given. Return what was written", "`written`"
        )
    if len(letters) != n:
        raise Wrong(f"{n} letters are asked for, and you return {len(letters)}", "the loop, and its end")
    if letters.min() < 0 or letters.max() >= size:
        raise Wrong(f"`write` returns ids that are not from 0 to {size - 1}.", "what is drawn")
    return letters


def check_carried(write: object) -> None:
    """Check that the writer hands on letter and state.

    Args:
        write: a function `write(step, first, n, temperature, rng)`.

    Raises:
        Wrong: if it does not.
    """
    got = _write(write, _counting, WRITTEN, 1.0, LETTERS)

    def said(letter_of: Callable, state_of: Callable) -> np.ndarray:
        found = [3]
        for k in range(WRITTEN):
            found.append((letter_of(found) + state_of(k) + 2) % LETTERS)
        return np.array(found[1:])

    def newest(found: list[int]) -> int:
        return found[-1]

    mistakes = {
        "each letter is written from an empty state: it knows the letter before and nothing else. Hand on "
        "the state that `step` returns": said(newest, lambda k: 0),
        "the state is handed on once, and then never again: it stays that of the first letter": said(
            newest, lambda k: min(k, 1)
        ),
        "`step` is called twice for each letter, so the state runs ahead": said(newest, lambda k: 2 * k),
        "`step` is called twice for each letter, and the second state is kept": said(
            newest, lambda k: 2 * k + 1
        ),
        "the same first letter is read again and again. Read the one just written": said(
            lambda found: 3, lambda k: k
        ),
        "the same first letter is read again and again, from an empty state. Read the one just written, and "
        "hand on the state": said(lambda found: 3, lambda k: 0),
        "the letter that is read is one too old: read the one just written": said(
            lambda found: found[-2] if len(found) > 1 else 3, lambda k: k
        ),
    }
    if np.array_equal(got, said(newest, lambda k: k)):
        return
    for words, wrong in mistakes.items():
        if np.array_equal(got, wrong):
            raise Wrong(words, "what `step` is given in each round: `step(letter, state)`")
    raise Wrong(
        "asked by a machine that leaves no choice, `write` does not write what the machine says",
        "what `step` is given in each round, and what is drawn from its logits",
    )


def check_temperature(write: object) -> None:
    """Check that the shares of the letters are those that the temperature asks for.

    Args:
        write: a function `write(step, first, n, temperature, rng)`.

    Raises:
        Wrong: if they are not.
    """
    twice = [_write(write, _constant, 200, 1.0, len(LOGITS)) for _ in range(2)]
    if not np.array_equal(*twice):
        raise Wrong(
            "the same seed writes another text each time: what is drawn does not come from `rng`",
            "the line that draws",
        )
    for temperature in (1.0, 0.5, 2.0):
        letters = _write(write, _constant, MANY, temperature, len(LOGITS))
        share = np.bincount(letters, minlength=len(LOGITS)) / MANY
        right = softmax(LOGITS / temperature)
        if np.abs(share - right).max() <= OFF:
            continue
        p = softmax(LOGITS)
        mistakes = {
            "always the likeliest letter is taken. At each temperature above 0 one draws": np.eye(4)[2],
            "the temperature changes nothing. Probabilities that are divided by it, and then by their sum, "
            "are what they were. Divide the logits, before the exponential": p,
            "the temperature works the wrong way round: a high one should make the letters more alike. "
            "Divide by it": softmax(LOGITS * temperature),
            "the exponential is taken twice: of logits, and then of probabilities": softmax(p / temperature),
            "the exponential is taken twice, and the temperature multiplied": softmax(p * temperature),
            "always the least likely letter is taken": np.eye(4)[3],
            "all letters are equally likely: the logits play no part": np.full(4, 0.25),
            "the signs are turned: the least likely letter comes most often": softmax(-LOGITS / temperature),
            "the square of the temperature is at work: it is divided by twice": softmax(
                LOGITS / temperature**2
            ),
        }
        for words, wrong in mistakes.items():
            if np.abs(share - wrong).max() <= OFF:
                raise Wrong(f"at temperature {temperature:g}, {words}", "the line with `np.exp`")
        raise Wrong(
            f"at temperature {temperature:g} the four letters of a test have the shares "
            f"{np.round(share, 2).tolist()}; {np.round(right, 2).tolist()} are asked for",
            "the lines from the logits to the letter",
        )


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn logits (n,) into probabilities."""
    chances = np.exp(logits - logits.max())
    return chances / chances.sum()
