"""What may be changed in a trained cell while it reads: a quantity held at a value, a state taken from elsewhere."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.gates.numpy_cells import NAMES, ArrayChange

__all__ = ["Clamp", "Swap", "limits", "resolve_clamp", "resolve_swap"]


@dataclass(frozen=True, eq=False)
class Clamp:
    """Set the quantity `name` to `value` when it has been computed; all that follows uses it.

    name: of an LSTM "i", "f", "c_tilde", "o", "c" or "h", of a GRU "z", "r", "h_tilde" or "h", computed
    in this order: a clamped "c" acts on "h" of the same step, and on all later steps.
    value: a number, or what broadcasts to (batch_size, timesteps, units), such as the trace of another
    reading. Sigmoid gates take 0 to 1, tanh candidates and h -1 to 1, c any number.
    steps: None for all; an int, ints or a slice for the same steps in every row; or a bool array
    (batch_size, timesteps). Counted in the input's order, from 0.
    units: None for all, an int, ints, a slice, or a bool array (units,).

    At a masked step nothing is computed, so a clamp does nothing there.
    """

    name: str
    value: Any
    steps: Any = None
    units: Any = None


@dataclass(frozen=True, eq=False)
class Swap:
    """Row b goes on with the state that row partner[b] has reached.

    name: "c", "h", or both as ["c", "h"]; for a GRU "h". After a swap of "c" alone, h of the same step
    is computed from the new c with the row's own output gate.
    step: an int, or (batch_size,) ints, one for each row, counted in the input's order, from 0. Row b
    changes at step[b]; what it gets is the state of its partner after the partner's step.
    partner: (batch_size,) ints, also repeated ones; a row that is its own partner is left alone.

    All swapped values come from one history: the run with all clamps and without any swap. So no row
    hands on what it has been given, and the swaps of one read do not see each other.
    """

    name: Any
    step: Any
    partner: Any


def resolve_clamp(
    name: str, value, steps, units, trace: np.ndarray, mask: np.ndarray, limits: tuple
) -> ArrayChange:
    """The change that a `Clamp` asks for, for quantities of the shape and dtype of `trace`.

    Raises ValueError for steps or units that are not there, a value of another shape, or one that is NaN
    or outside `limits` where it would act.
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
    """The change that a `Swap` asks for; `trace` is the state in the run without swaps.

    Raises ValueError for a step or a partner that is not there, or a step where the row reads no word.
    """
    rows = np.arange(len(mask))
    step = _whole("step", step, mask.shape[1])
    partner = _whole("partner", partner, len(rows))
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
    got = trace[partner, step[partner]]
    return ArrayChange(np.broadcast_to(got[:, None], trace.shape), at, np.ones(trace.shape[-1], bool))


def _chosen(what: str, wanted, shape: tuple) -> np.ndarray:
    """A bool array of `shape`, True where the last axis has an index that is `wanted`."""
    at = np.zeros(shape, bool)
    if wanted is None or isinstance(wanted, slice):
        at[..., slice(None) if wanted is None else wanted] = True
        return at
    if np.asarray(wanted).dtype != bool:
        at[..., _whole(what, wanted, shape[-1])] = True
        return at
    if np.shape(wanted) != shape:
        raise ValueError(f"{what} is a bool array of shape {np.shape(wanted)}: expected {shape}.")
    return np.asarray(wanted)


def _whole(what: str, wanted, size: int) -> np.ndarray:
    """An int array with no or one axis, of numbers from 0 to size - 1."""
    numbers = np.asarray(wanted)
    numbers = numbers if numbers.size else numbers.astype(int)
    if not np.issubdtype(numbers.dtype, np.integer) or numbers.ndim > 1:
        raise ValueError(f"{what} is {wanted!r}: expected a whole number or a list of them.")
    if numbers.size and (numbers.min() < 0 or numbers.max() >= size):
        raise ValueError(f"{what} is {wanted!r}: expected 0 to {size - 1}.")
    return numbers


def limits(cell, kind: str, state: list) -> dict[str, tuple]:
    """What each quantity can be, by its name, as far as we know the activations."""
    import keras

    anything = (-np.inf, np.inf)
    gate = (0, 1) if cell.recurrent_activation is keras.activations.sigmoid else anything
    candidate = (-1, 1) if cell.activation is keras.activations.tanh else anything
    limits = dict.fromkeys(NAMES[kind], gate)
    limits |= {"c_tilde": candidate, "h_tilde": candidate, "c": anything, "h": anything}
    if gate[1] == candidate[1] == 1:
        # The h of an LSTM is o * tanh(c). That of a GRU lies between its candidates and where it began.
        largest = 1 if kind == "LSTM" else max(1, np.abs(state[0]).max(initial=0))
        limits["h"] = (-largest, largest)
    return limits
