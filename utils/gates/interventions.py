"""Changes to a trained cell while it reads: hold a quantity at a value, or take a state from another row.

A change is what a caller asks for, a `Clamp` or a `Swap`. An `ArrayChange` is the same as arrays, for a given
input.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.gates.numpy_cells import NAMES, ArrayChange

__all__ = ["Clamp", "Swap", "limits", "resolve_clamp", "resolve_swap"]


@dataclass(frozen=True, eq=False)
class Clamp:
    """Set a quantity to a value as soon as it is computed; everything computed later uses that value.

    At a masked step nothing is computed, so a clamp does nothing there.

    Args:
        name: the quantity. An LSTM has "i", "f", "c_tilde", "o", "c" and "h", a GRU has "z", "r", "h_tilde"
            and "h". They are computed in this order, so a clamped "c" acts on "h" of the same step, and on
            all later steps.
        value: a number, or an array that broadcasts to (batch_size, timesteps, units), such as the values of
            another reading. Sigmoid gates take 0 to 1, tanh candidates and h take -1 to 1, c any number.
        steps: None for all steps; an int, ints or a slice for the same steps in every row; or a bool array
            (batch_size, timesteps). Steps are counted in the input's order, from 0.
        units: None for all units, an int, ints, a slice, or a bool array (units,).
    """

    name: str
    value: Any
    steps: Any = None
    units: Any = None


@dataclass(frozen=True, eq=False)
class Swap:
    """Let row b go on with the state that row partner[b] has reached.

    All swapped values come from one run, the one with all clamps and without any swap. So no row passes on a
    state that it was given, and the swaps of one read do not affect each other.

    Args:
        name: "c", "h", or both as ["c", "h"]; for a GRU "h". After a swap of "c" alone, h of the same step is
            computed from the new c with the row's own output gate.
        step: an int, or (batch_size,) ints, one for each row, counted in the input's order, from 0. Row b
            changes at step[b] and gets the state that its partner has after step[partner[b]].
        partner: (batch_size,) ints; a row may be the partner of several. A row that is its own partner does
            not change.
    """

    name: Any
    step: Any
    partner: Any


def resolve_clamp(
    name: str, value, steps, units, trace: np.ndarray, mask: np.ndarray, limits: tuple
) -> ArrayChange:
    """Turn a `Clamp` of one quantity into arrays.

    Args:
        name: the quantity, for messages.
        value: as in `Clamp`.
        steps: as in `Clamp`.
        units: as in `Clamp`.
        trace: (batch_size, timesteps, units), an array with the shape and dtype of the quantity.
        mask: (batch_size, timesteps) bool, True where a word is read.
        limits: the smallest and the largest value that the quantity can have.

    Returns:
        The change as arrays.

    Raises:
        ValueError: for steps or units that do not exist, a value of another shape, and a value that is NaN
            or outside ``limits`` at a place where it would act.
    """
    at = _chosen("steps", steps, mask.shape) & mask
    units = _chosen("units", units, trace.shape[-1:])
    try:
        value = np.broadcast_to(np.asarray(value, trace.dtype), trace.shape)
    except (TypeError, ValueError):
        raise ValueError(
            f"The value for {name!r} has shape {np.shape(value)}: expected a number, or numbers that "
            f"broadcast to (batch_size, timesteps, units) = {trace.shape}."
        ) from None
    acting = value[at][:, units]
    if not ((acting >= limits[0]) & (acting <= limits[1])).all():
        raise ValueError(
            f"The value for {name!r} has NaN or numbers outside {limits[0]:g} to {limits[1]:g} "
            f"at a step where it would act: {name!r} cannot take them."
        )
    return ArrayChange(value, at, units)


def resolve_swap(step, partner, trace: np.ndarray, mask: np.ndarray) -> ArrayChange:
    """Turn a `Swap` of one state into arrays.

    Args:
        step: as in `Swap`.
        partner: as in `Swap`.
        trace: (batch_size, timesteps, units), the state in the run without swaps.
        mask: (batch_size, timesteps) bool, True where a word is read.

    Returns:
        The change as arrays.

    Raises:
        ValueError: for a step or a partner that does not exist, and for a step at which the row reads no
            word.
    """
    rows = np.arange(len(mask))
    step = _indices("step", step, mask.shape[1])
    partner = _indices("partner", partner, len(rows))
    for what, numbers in (("step", step), ("partner", partner)):
        if numbers.shape != rows.shape and (what == "partner" or numbers.ndim):
            raise ValueError(f"{what} has shape {numbers.shape}: expected one for each row, {rows.shape}.")
    step = np.broadcast_to(step, rows.shape)
    moved = partner != rows
    unread = rows[moved & ~mask[rows, step]]
    if unread.size:
        raise ValueError(
            f"Row {unread[0]} reads no word at step {step[unread[0]]}, it is masked: "
            f"pass one step for each row."
        )
    at = np.zeros(mask.shape, bool)
    at[rows, step] = moved
    state = trace[partner, step[partner]]
    return ArrayChange(np.broadcast_to(state[:, None], trace.shape), at, np.ones(trace.shape[-1], bool))


def _chosen(what: str, wanted, shape: tuple) -> np.ndarray:
    """Mark chosen indices of the last axis: a bool array of `shape`, True at the indices `wanted`."""
    at = np.zeros(shape, bool)
    if wanted is None or isinstance(wanted, slice):
        at[..., slice(None) if wanted is None else wanted] = True
        return at
    if np.asarray(wanted).dtype != bool:
        at[..., _indices(what, wanted, shape[-1])] = True
        return at
    if np.shape(wanted) != shape:
        raise ValueError(f"{what} is a bool array of shape {np.shape(wanted)}: expected {shape}.")
    return np.asarray(wanted)


def _indices(what: str, wanted, size: int) -> np.ndarray:
    """Check that an index, or a list of them, is 0 to size - 1; an int array with no axis or one."""
    numbers = np.asarray(wanted)
    numbers = numbers if numbers.size else numbers.astype(int)
    if not np.issubdtype(numbers.dtype, np.integer) or numbers.ndim > 1:
        raise ValueError(f"{what} is {wanted!r}: expected a whole number or a list of them.")
    if numbers.size and (numbers.min() < 0 or numbers.max() >= size):
        raise ValueError(f"{what} is {wanted!r}: expected 0 to {size - 1}.")
    return numbers


def limits(cell, kind: str, state: list) -> dict[str, tuple]:
    """Say which values each quantity can have, as far as the activations are known.

    Args:
        cell: a Keras LSTMCell or GRUCell.
        kind: "LSTM" or "GRU".
        state: the first states, h before c, each (batch_size, units).

    Returns:
        By the name of the quantity, the smallest and the largest value; infinite if not known.
    """
    import keras

    anything = (-np.inf, np.inf)
    gate = (0, 1) if cell.recurrent_activation is keras.activations.sigmoid else anything
    candidate = (-1, 1) if cell.activation is keras.activations.tanh else anything
    limits = dict.fromkeys(NAMES[kind], gate)
    limits |= {"c_tilde": candidate, "h_tilde": candidate, "c": anything, "h": anything}
    if gate[1] == candidate[1] == 1:
        # The h of an LSTM is o * tanh(c). The h of a GRU is a mixture of its candidates and its first state.
        largest = 1 if kind == "LSTM" else max(1, np.abs(state[0]).max(initial=0))
        limits["h"] = (-largest, largest)
    return limits
