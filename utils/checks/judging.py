"""The frame of all checks: words for what is wrong, and ways to compare an answer with known mistakes.

A lesson's check is a function with the decorator `check`. It raises `Unsolved` or `Wrong`, mostly through the
helpers below and those of `asking`. For a right answer it returns one short line, which is printed::

    @check
    def forget_gate(step):
        got = numbers("step(x, c)", ask(step, x, c), shape=(3, 4))
        mistakes = {"your forget gate multiplies h, it should multiply c": f * h}
        compare(got, f * c, mistakes, look="the first line of step")
        return "The forget gate scales the cell."
"""

import functools
import inspect
import os
import textwrap
from collections.abc import Callable, Mapping

import numpy as np

__all__ = ["GRADING", "TOLERANCE", "NotSolved", "Unsolved", "Wrong", "check", "close", "compare", "within"]

GRADING = "NBGRADER_EXECUTION"  # nbgrader sets it for each cell that it runs, to grade or to validate
TOLERANCE = 1e-4  # rounding in float32 stays below it, the mistakes that checks know are above it


class Unsolved(Exception):
    """There is no answer yet; the message names the one that is missing."""


class Wrong(Exception):
    """The answer is wrong.

    Args:
        words: in what way it is wrong.
        look: where to look next, as it goes on after "Look at"; "" for nothing.
    """

    def __init__(self, words: str, look: str = "") -> None:
        super().__init__(words)
        self.words, self.look = words, look


class NotSolved(Exception):
    """A check failed while nbgrader counts marks. A notebook shows only its words, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def check(judge: Callable[..., str]) -> Callable[..., None]:
    """Make a check of a function that judges answers: the check prints, and raises only under nbgrader.

    An answer that is None or ``...`` counts as unsolved and is not judged. An error inside `judge`, which an
    unexpected answer may cause, becomes words as well.

    Args:
        judge: takes the learner's answers; returns one line for a right answer, raises `Unsolved` or `Wrong`
            otherwise.

    Returns:
        A function that takes the same answers, prints the words and returns nothing. Under nbgrader it raises
        `NotSolved` unless the answer is right.
    """
    names = list(inspect.signature(judge).parameters)

    @functools.wraps(judge)
    def checked(*answers: object) -> None:
        try:
            for name, answer in zip(names, answers, strict=True):
                if answer is None or answer is ...:
                    raise Unsolved(f"`{name}` has no answer yet.")
            praise = judge(*answers)
        except Unsolved as found:
            _refuse(f"Not solved yet: {found}")
        except Wrong as found:
            _refuse(f"Not yet: {found.words}", found.look)
        except Exception as error:
            kind = type(error).__name__
            _refuse(
                f"Not yet: the check cannot read your answer ({kind}: {error}).",
                "what the exercise asks for: a number, a dictionary, a function, and its shapes",
            )
        else:
            print(_wrapped(f"Passed. {praise}"))

    return checked


def _refuse(words: str, look: str = "") -> None:
    """Print what is wrong, or raise it under nbgrader."""
    parts = (words, look and f"Look at {look}")
    text = "\n".join(_wrapped(_as_sentence(part)) for part in parts if part)
    if os.environ.get(GRADING):
        raise NotSolved(text)
    print(text)


def _as_sentence(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _wrapped(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 100, break_long_words=False, break_on_hyphens=False)


def close(got: object, wanted: object, tolerance: float = TOLERANCE) -> bool:
    """Tell whether two arrays have the same shape and nearly the same numbers.

    Args:
        got: an array or a number.
        wanted: an array or a number.
        tolerance: the largest difference allowed, as a share of the largest number in ``wanted``.

    Returns:
        Whether they agree.
    """
    got, wanted = np.asarray(got, float), np.asarray(wanted, float)
    if got.shape != wanted.shape:
        return False
    if got.size == 0:
        return True
    if not np.isfinite(wanted).all():  # no share of infinity is a tolerance
        return bool(np.array_equal(got, wanted))
    largest = np.abs(wanted).max() or 1.0
    return bool(np.abs(got - wanted).max() <= tolerance * largest)


def within(said: float, right: float, off: float) -> bool:
    """Tell whether a number that was read off a figure, or found by chance, is near enough to the right one.

    Args:
        said: the number that a learner says.
        right: the right number.
        off: the largest difference allowed, itself included.

    Returns:
        Whether it is near enough.
    """
    return abs(said - right) <= off + 1e-9  # 0.93 - 0.83 is a little more than 0.1


def compare(
    got: object,
    wanted: object,
    mistakes: Mapping[str, object],
    look: str = "",
    otherwise: str = "the numbers are not the right ones.",
    tolerance: float = TOLERANCE,
) -> None:
    """Raise `Wrong` unless an answer is the right one.

    Args:
        got: the answer, an array or a number.
        wanted: the right answer.
        mistakes: {words: the answer that this mistake leads to}. The first one that fits gives the words.
        look: where to look next, in either case.
        otherwise: the words if no mistake fits.
        tolerance: as for `close`.

    Raises:
        Wrong: if the answer is not close to the right one.
    """
    if close(got, wanted, tolerance):
        return
    for words, wrong in mistakes.items():
        if close(got, wrong, tolerance):
            raise Wrong(words, look)
    raise Wrong(otherwise, look)
