"""Ask a learner's function, read a learner's answer: what comes back is of the right kind, or `Wrong` says why not."""

import dataclasses
import inspect
import math
import numbers as kinds
import traceback
from collections.abc import Callable

import numpy as np

from utils.checks.judging import Unsolved, Wrong


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
