"""Call a learner's function and read a learner's answer; `Wrong` says in words what does not fit."""

import dataclasses
import inspect
import math
import numbers as number_types
import traceback
from collections.abc import Callable

import numpy as np

from utils.checks.judging import Unsolved, Wrong

__all__ = ["ask", "number", "numbers", "scalar", "several"]


def ask(function: object, *arguments: object, name: str = "") -> object:
    """Call a learner's function with copies of the arguments.

    Args:
        function: the learner's function.
        *arguments: what it is called with.
        name: what it is called in the words; "" for its own name.

    Returns:
        What it returns.

    Raises:
        Unsolved: if it returns nothing.
        Wrong: if it is no function, stops with an error, or changes what it was given: arrays, and the lists,
            tuples, dictionaries and dataclasses that hold them. (It may use a generator of random numbers.)
    """
    name = name or getattr(function, "__name__", "the answer")
    if not callable(function):
        raise Wrong(
            f"`{name}` is {_described(function)}; a function is expected.", "the line that begins with def"
        )
    copies = [_copy(argument) for argument in arguments]
    _check_signature(function, name, copies)
    try:
        result = function(*copies)
    except NotImplementedError:
        raise Unsolved(f"`{name}` is not written yet.") from None
    except Exception as error:
        raise _stopped(name, error, arguments) from None
    if result is None:
        raise Unsolved(f"`{name}` returns nothing.")
    for argument, given, now in zip(_argument_names(function, len(copies)), arguments, copies, strict=True):
        if not _same(given, now):
            raise Wrong(
                f"`{name}` changes {argument}, which it is given. Whoever calls it may go on using it",
                "the line that changes it, and work on a copy",
            )
    return result


def _stopped(name: str, error: Exception, arguments: tuple) -> Wrong:
    """Put an error inside a learner's function into words: the line, and the shapes that it was given."""
    steps = traceback.extract_tb(error.__traceback__)[1:]  # the first is `ask`
    line = f" in the line `{steps[0].line}`" if steps and steps[0].line else ""
    shapes = ", ".join(str(a.shape) for a in arguments if isinstance(a, np.ndarray))
    given = f" It was given arrays of the shapes {shapes}." if shapes else ""
    look = "that line, and write the shape of each array beside it" if shapes else "that line"
    if isinstance(error, ZeroDivisionError):
        look = "what the divisor is, and for which arguments it is 0"
    return Wrong(f"`{name}` stops with {type(error).__name__}{line}: {error}.{given}", look)


def _check_signature(function: Callable, name: str, arguments: list) -> None:
    """Raise `Wrong` if the function does not take that many arguments."""
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
    """Copy arrays, and the lists, tuples, dictionaries and dataclasses that hold them; all else is kept."""
    if dataclasses.is_dataclass(argument) and not isinstance(argument, type):
        held = {field.name: _copy(getattr(argument, field.name)) for field in dataclasses.fields(argument)}
        return dataclasses.replace(argument, **held)
    if isinstance(argument, np.ndarray):
        return argument.copy()
    if isinstance(argument, dict):
        return {key: _copy(value) for key, value in argument.items()}
    return type(argument)(map(_copy, argument)) if type(argument) in (list, tuple) else argument


def _same(a: object, b: object) -> bool:
    """Tell whether a copy is still equal to what it was copied from."""
    if dataclasses.is_dataclass(a) and type(a) is type(b):
        return all(_same(getattr(a, field.name), getattr(b, field.name)) for field in dataclasses.fields(a))
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if type(a) in (list, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    return a is b or a == b


def _argument_names(function: Callable, count: int) -> list[str]:
    """List the names of the arguments, as the learner wrote them."""
    try:
        names = [f"`{name}`" for name in inspect.signature(function).parameters]
    except (TypeError, ValueError):
        names = []
    return [*names, *["an argument"] * count][:count]


def number(name: str, answer: object, low: float = -math.inf, high: float = math.inf) -> float:
    """Read an answer that should be one number.

    Args:
        name: what the answer is called in the words.
        answer: a Python or NumPy number, or an array or tensor without axes.
        low: the smallest number allowed.
        high: the largest number allowed.

    Returns:
        The number, as a float.

    Raises:
        Wrong: unless the answer is one finite number from ``low`` to ``high``.
    """
    value = scalar(answer)
    if isinstance(value, bool) or not isinstance(value, number_types.Real):
        raise Wrong(f"`{name}` is {_described(answer)}; one number is expected.")
    if not math.isfinite(value) or not low <= value <= high:
        raise Wrong(f"`{name}` is {value:g}; a number between {low:g} and {high:g} is expected.")
    return float(value)


def scalar(answer: object) -> object:
    """Take the value out of an array or tensor without axes.

    Args:
        answer: anything.

    Returns:
        The Python value that it holds; anything else is returned as it is.
    """
    if getattr(answer, "shape", None) != ():
        return answer
    try:
        # A tensor of bfloat16 without axes has no array, only a value; NumPy does not know it as a number.
        array = np.asarray(answer.numpy() if hasattr(answer, "numpy") else answer)
    except (AttributeError, TypeError, ValueError, NotImplementedError):  # it has no value, as in a graph
        return answer
    is_bfloat16 = array.dtype.kind == "V" and np.can_cast(array.dtype, float)
    return (array.astype(float) if is_bfloat16 else array).item()


def numbers(name: str, answer: object, shape: tuple[int, ...]) -> np.ndarray:
    """Read an answer that should be an array of numbers.

    Args:
        name: what the answer is called in the words.
        answer: an array, a tensor, or nested lists.
        shape: the shape expected.

    Returns:
        An array of floats.

    Raises:
        Wrong: for another shape, for what is no number, and for NaN or infinity.
    """
    try:
        array = np.asarray(answer, float)
    except (TypeError, ValueError):
        raise Wrong(f"`{name}` is {_described(answer)}; an array of numbers is expected.") from None
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
    """Read the results of a function that returns several.

    Args:
        name: what the function is called in the words.
        answer: what it returned, a tuple or a list.
        *parts: what each result is, in words.

    Returns:
        The results.

    Raises:
        Wrong: unless there are as many results as ``parts``.
    """
    if not isinstance(answer, tuple | list) or len(answer) != len(parts):
        got = f"{len(answer)} of them" if isinstance(answer, tuple | list) else _described(answer)
        raise Wrong(
            f"`{name}` should return {len(parts)} things: {', '.join(parts)}. It returns {got}",
            "the line with return",
        )
    return tuple(answer)


def _described(answer: object) -> str:
    """Name the type of an answer and show its beginning."""
    text = repr(answer)
    return f"{type(answer).__name__} {text if len(text) <= 40 else text[:37] + '...'}"
