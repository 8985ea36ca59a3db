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

import dataclasses
import functools
import inspect
import math
import numbers as kinds
import os
import textwrap
import traceback
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


# Reading an answer


def ask(function: object, *arguments: object, name: str = "") -> object:
    """What the learner's `function` returns for copies of `arguments`.

    Raises `Unsolved` if it returns nothing. Raises `Wrong` if it is no function, stops with an error, or
    changes what it was given: arrays, and the lists, tuples, dictionaries and dataclasses that hold them.
    (A generator of random numbers it may use.)
    """
    name = name or getattr(function, "__name__", "the answer")
    if not callable(function):
        raise Wrong(
            f"`{name}` is {_said(function)}; a function is expected.", "the line that begins with def"
        )
    copies = [_copy(argument) for argument in arguments]
    _callable_with(function, name, copies)
    try:
        result = function(*copies)
    except NotImplementedError:
        raise Unsolved(f"`{name}` is not written yet.") from None
    except Exception as error:
        raise _stopped(name, error, arguments) from None
    if result is None:
        raise Unsolved(f"`{name}` returns nothing.")
    for called, given, now in zip(_called(function, len(copies)), arguments, copies, strict=True):
        if not _same(given, now):
            raise Wrong(
                f"`{name}` changes {called}, which it is given. Whoever calls it may go on using it",
                "the line that changes it, and work on a copy",
            )
    return result


def _stopped(name: str, error: Exception, arguments: tuple) -> Wrong:
    steps = traceback.extract_tb(error.__traceback__)[1:]  # the first is `ask`
    line = f" in the line `{steps[0].line}`" if steps and steps[0].line else ""
    shapes = ", ".join(str(a.shape) for a in arguments if isinstance(a, np.ndarray))
    given = f" It was given arrays of the shapes {shapes}." if shapes else ""
    look = "that line, and write the shape of each array beside it" if shapes else "that line"
    if isinstance(error, ZeroDivisionError):
        look = "what the divisor is, and for which arguments it is 0"
    return Wrong(f"`{name}` stops with {type(error).__name__}{line}: {error}.{given}", look)


def _callable_with(function: Callable, name: str, arguments: list) -> None:
    try:
        inspect.signature(function).bind(*arguments)
    except ValueError:  # some functions of NumPy show no signature
        return
    except TypeError as error:
        raise Wrong(
            f"`{name}` cannot be called with {len(arguments)} arguments in brackets: {error}",
            "the line with def: the arguments should stay as they were",
        ) from None


def _copy(argument: object) -> object:
    """A copy down to the arrays of lists, tuples, dictionaries and dataclasses; all else stays itself."""
    if dataclasses.is_dataclass(argument) and not isinstance(argument, type):
        held = {field.name: _copy(getattr(argument, field.name)) for field in dataclasses.fields(argument)}
        return dataclasses.replace(argument, **held)
    if isinstance(argument, np.ndarray):
        return argument.copy()
    if isinstance(argument, dict):
        return {key: _copy(value) for key, value in argument.items()}
    return type(argument)(map(_copy, argument)) if type(argument) in (list, tuple) else argument


def _same(a: object, b: object) -> bool:
    if dataclasses.is_dataclass(a) and type(a) is type(b):
        return all(_same(getattr(a, one.name), getattr(b, one.name)) for one in dataclasses.fields(a))
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if type(a) in (list, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    return a is b or a == b


def _called(function: Callable, count: int) -> list[str]:
    """The names of the arguments, as the learner wrote them."""
    try:
        names = [f"`{name}`" for name in inspect.signature(function).parameters]
    except (TypeError, ValueError):
        names = []
    return [*names, *["an argument"] * count][:count]


def number(name: str, answer: object, low: float = -math.inf, high: float = math.inf) -> float:
    """`answer` as a float; raises `Wrong`, naming `name`, unless it is one finite number, `low` to `high`."""
    if isinstance(answer, np.ndarray) and answer.ndim == 0:
        answer = answer[()]
    if isinstance(answer, bool | np.bool_) or not isinstance(answer, kinds.Real):
        raise Wrong(f"`{name}` is {_said(answer)}; one number is expected.")
    if not math.isfinite(answer) or not low <= answer <= high:
        raise Wrong(f"`{name}` is {answer:g}; a number between {low:g} and {high:g} is expected.")
    return float(answer)


def numbers(name: str, answer: object, shape: tuple[int, ...]) -> np.ndarray:
    """`answer` as an array of floats; raises `Wrong`, naming `name`, for another shape, NaN or infinity."""
    try:
        array = np.asarray(answer, float)
    except (TypeError, ValueError):
        raise Wrong(f"`{name}` is {_said(answer)}; an array of numbers is expected.") from None
    if array.shape != shape:
        look = "the axes: which one do you lose or add"
        if array.ndim == len(shape):
            axis = next(
                k for k, (got, wanted) in enumerate(zip(array.shape, shape, strict=True)) if got != wanted
            )
            look = f"axis {axis}: how long it is, and what stands along it"
        raise Wrong(f"`{name}` has the shape {array.shape}; {shape} is expected.", look)
    if not np.isfinite(array).all():
        raise Wrong(
            f"`{name}` holds NaN or infinity.",
            "divisions by zero, logarithms of zero, and an infinity that you put in yourself",
        )
    return array


def several(name: str, answer: object, *parts: str) -> tuple:
    """The results of a function that returns more than one; raises `Wrong` unless it is as many as `parts`.

    parts: what each is, in words. A list is as good as a tuple.
    """
    if not isinstance(answer, tuple | list) or len(answer) != len(parts):
        got = f"{len(answer)} of them" if isinstance(answer, tuple | list) else _said(answer)
        raise Wrong(
            f"`{name}` should return {len(parts)} things: {', '.join(parts)}. It returns {got}",
            "the line with return",
        )
    return tuple(answer)


def _said(answer: object) -> str:
    text = repr(answer)
    return f"{type(answer).__name__} {text if len(text) <= 40 else text[:37] + '...'}"


# Judging it


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
