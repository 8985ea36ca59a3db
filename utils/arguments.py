"""Checks on what a caller passes: each message names the argument, its value and what was expected."""

import numbers
from collections.abc import Mapping, Set

import numpy as np

__all__ = [
    "binary_labels",
    "by_position",
    "is_real",
    "is_whole_number",
    "one_of",
    "random_generator",
    "whole_number",
]


def is_whole_number(value: object) -> bool:
    """Tell whether ``value`` is a whole number; True and False are not."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool | np.bool_)


def is_real(value: object) -> bool:
    """Tell whether ``value`` is one real number; True and False are not."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_)


def whole_number(name: str, value: int, least: int, why: str = "") -> int:
    """Check that an argument is a whole number.

    Args:
        name: name of the argument, for the message.
        value: the argument.
        least: the smallest number allowed.
        why: a reason for ``least``, for the message.

    Returns:
        The number, as an ``int``.

    Raises:
        ValueError: if ``value`` is not a whole number, or is below ``least``.
    """
    reason = f" ({why})" if why else ""
    if not is_whole_number(value):
        raise ValueError(f"{name} is {value!r}: expected a whole number of at least {least}{reason}.")
    if value < least:
        raise ValueError(f"{name} is {value}: expected at least {least}{reason}.")
    return int(value)


def one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    """Check that an argument is one of a few words.

    Args:
        name: name of the argument, for the message.
        value: the argument.
        known: the words allowed.

    Returns:
        ``value``.

    Raises:
        ValueError: if ``value`` is not among ``known``.
    """
    if value not in known:
        raise ValueError(f"{name} is {value!r}: expected {' or '.join(map(repr, known))}.")
    return value


def random_generator(seed: int) -> np.random.Generator:
    """Make a generator of random numbers.

    Args:
        seed: a whole number of at least 0; the same seed gives the same numbers.

    Returns:
        NumPy's default generator.

    Raises:
        ValueError: if ``seed`` is not a whole number of at least 0.
    """
    return np.random.default_rng(whole_number("seed", seed, 0))


def by_position(name: str, rows: object) -> list:
    """Return rows as a list, in the order in which they are stored.

    ``rows[0]`` of a list is its first row. In a pandas Series it is the row with the label 0, which after
    sorting or sampling may be any row.

    Args:
        name: name of the argument, for the message.
        rows: a list, an array, a pandas Series or DataFrame, or another collection with an order.

    Returns:
        The rows.

    Raises:
        ValueError: if ``rows`` is a string, a dict, a set, or no collection at all.
    """
    if isinstance(rows, str | bytes | Mapping | Set):
        raise ValueError(f"{name} is a {type(rows).__name__}: expected a list, an array or a pandas Series.")
    try:
        return list(rows.to_numpy() if hasattr(rows, "to_numpy") else rows)
    except TypeError:
        raise ValueError(f"{name} is {rows!r:.80}: expected a list, an array or a pandas Series.") from None


def binary_labels(name: str, labels: object) -> np.ndarray:
    """Check that labels are 0 and 1.

    Args:
        name: name of the argument, for the message.
        labels: (rows,) numbers 0 and 1, or False and True.

    Returns:
        (rows,) int64.

    Raises:
        ValueError: if ``labels`` has another shape, is empty, or holds other values.
    """
    array = np.asarray(labels)
    if array.ndim != 1 or len(array) == 0:
        raise ValueError(
            f"{name} has the shape {array.shape}: expected (rows,), one label for each row, rows >= 1."
        )
    if strange := [value for value in array.tolist() if value not in (0, 1)]:
        shown = sorted({repr(value) for value in array.tolist()})
        hint = f"Choose the class that is called 1, for instance with np.array({name}) == {strange[0]!r}."
        if strange[0] is None or strange[0] != strange[0]:  # NaN
            hint = "Leave out the rows without a label."
        raise ValueError(
            f"{name} holds {', '.join(shown[:5])}{', ...' if len(shown) > 5 else ''}: expected the labels "
            f"0 and 1. {hint}"
        )
    return array.astype(np.int64)
