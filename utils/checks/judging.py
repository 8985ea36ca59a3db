"""What all checks are made of: words for what is wrong, a way to ask a function, a way to name a mistake.

A lesson's check is a function with the decorator `check`. It raises `Unsolved` or `Wrong`, most often through
the helpers below, and returns the one short line that a solved exercise is answered with::

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

GRADING = "NBGRADER_EXECUTION"  # nbgrader sets it for each cell that it runs, to grade or to validate
TOLERANCE = 1e-4  # a loop in float32 is right; the mistakes that checks know are further away


class Unsolved(Exception):
    """There is no answer yet; the message says which one is missing."""


class Wrong(Exception):
    """The answer is wrong; `words` say in what way, `look` where to look next."""

    def __init__(self, words: str, look: str = "") -> None:
        super().__init__(words)
        self.words, self.look = words, look


class NotSolved(Exception):
    """What a check raises where nbgrader counts marks; a notebook shows its words alone, no traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def check(judge: Callable[..., str]) -> Callable[..., None]:
    """Decorate a check: print what `judge` finds; raise `NotSolved` only under nbgrader.

    The arguments are the learner's answers. An answer that is None, or the dots ``...``, counts as unsolved
    and is not judged. An error inside `judge`, which an odd answer may cause, is told in words as well.
    """
    names = list(inspect.signature(judge).parameters)

    @functools.wraps(judge)
    def friendly(*answers: object) -> None:
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
            print(_lines(f"Passed. {praise}"))

    return friendly


def _refuse(words: str, look: str = "") -> None:
    parts = (words, look and f"Look at {look}")
    text = "\n".join(_lines(_ended(part)) for part in parts if part)
    if os.environ.get(GRADING):
        raise NotSolved(text)
    print(text)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _lines(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 100, break_long_words=False, break_on_hyphens=False)


def close(got: object, wanted: object, tolerance: float = TOLERANCE) -> bool:
    """Whether two arrays have one shape and differ by no more than `tolerance`, times the largest number."""
    got, wanted = np.asarray(got, float), np.asarray(wanted, float)
    if got.shape != wanted.shape:
        return False
    if got.size == 0:
        return True
    largest = np.abs(wanted).max() or 1.0
    return bool(np.abs(got - wanted).max() <= tolerance * largest)


def within(said: float, right: float, off: float) -> bool:
    """Whether a number that was read off or drawn differs from `right` by no more than `off`."""
    return abs(said - right) <= off + 1e-9  # 0.93 - 0.83 is a little more than 0.1


def compare(
    got: object,
    wanted: object,
    mistakes: Mapping[str, object],
    look: str = "",
    otherwise: str = "the numbers are not the right ones.",
    tolerance: float = TOLERANCE,
) -> None:
    """Raise `Wrong` unless `got` is `wanted`.

    mistakes: {words: what comes out if one makes that mistake}. The first that fits gives the words, and
    `otherwise` is said if none does. `look` says where to look, in either case.
    """
    if close(got, wanted, tolerance):
        return
    for words, wrong in mistakes.items():
        if close(got, wrong, tolerance):
            raise Wrong(words, look)
    raise Wrong(otherwise, look)
