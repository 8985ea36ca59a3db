"""Checks on what a caller passes: one sentence that names the argument, what it is and what was expected."""

import numbers

import numpy as np

__all__ = ["is_real", "is_whole_number", "one_of", "random_generator", "whole_number"]


def is_whole_number(value: object) -> bool:
    """Tell whether ``value`` is a whole number; True and False are none."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool | np.bool_)


def is_real(value: object) -> bool:
    """Tell whether ``value`` is one real number; True and False are none."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_)


def whole_number(name: str, value: int, least: int, why: str = "") -> int:
    """Check that an argument is a whole number.

    Args:
        name: what the argument is called, for the message.
        value: what was passed.
        least: the smallest number allowed.
        why: a reason for ``least``, for the message.

    Returns:
        The number, as an ``int``.

    Raises:
        ValueError: if ``value`` is no whole number, or below ``least``.
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
        name: what the argument is called, for the message.
        value: what was passed.
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
        ValueError: if ``seed`` is no whole number of at least 0.
    """
    return np.random.default_rng(whole_number("seed", seed, 0))
