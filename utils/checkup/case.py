"""What the findings look at: the model, the rows, and what happened when the model read some of them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from utils.checkup.padding import Padding

__all__ = ["Answer", "Call", "Case", "Embedded", "describe"]


def describe(layer) -> str:
    """Name a layer as Keras does, such as "LSTM 'lstm_1'"."""
    return f"{type(layer).__name__} {layer.name!r}"


@dataclass(eq=False)
class Embedded:
    """What an `Embedding` was given.

    Args:
        layer: the layer.
        ids: (batch_size, timesteps) as they came, also those that do not exist.
    """

    layer: Any
    ids: np.ndarray


@dataclass(eq=False)
class Call:
    """One call of a recurrent layer.

    Args:
        layer: the layer.
        wrapper: the `Bidirectional` that it is a half of, or None.
        x: (batch_size, timesteps, features), what it read, in the input's order.
        mask: (batch_size, timesteps) bool, True at a step that it reads; None if it reads all.
        state: what it began with, one array for each state.
        stop: the layer at which the mask ended that this call should have had, in words; "" if none did.
        given: whether the model gave it a state to begin with.
        padding: the padding of x, wherever it came from; None if there is none.
        learned: whether x comes from an Embedding.
        maskable: whether a layer on the way to x makes a mask.
        gates: each quantity of the cell, (batch_size, timesteps, units); None for cells of someone's own.
        gradient: (batch_size, timesteps), how strongly each step acts on the answer: the length of the
            gradient of a random mixture of the outputs with respect to the step. None if nothing is known.
        into: the longest gradient with respect to what the layer returned; 0 if only its states are used.
        used: (batch_size, timesteps), the same for what the layer returned; None unless it returns sequences.
    """

    layer: Any
    wrapper: Any
    x: np.ndarray
    mask: np.ndarray | None
    state: list
    stop: str = ""
    given: bool = False
    padding: Padding | None = None
    learned: bool = False
    maskable: bool = False
    gates: dict[str, np.ndarray] | None = None
    gradient: np.ndarray | None = None
    into: float = 0.0
    used: np.ndarray | None = None

    @property
    def kind(self) -> str:
        """Return "LSTM", "GRU", "SimpleRNN", or "other" for a cell of someone's own."""
        import keras

        cells = {
            keras.layers.LSTMCell: "LSTM",
            keras.layers.GRUCell: "GRU",
            keras.layers.SimpleRNNCell: "SimpleRNN",
        }
        return cells.get(type(self.layer.cell), "other")

    @property
    def name(self) -> str:
        """Name the layer, and the Bidirectional around it."""
        if self.wrapper is None:
            return describe(self.layer)
        half = "backward" if self.layer.go_backwards else "forward"
        return f"the {half} half of {describe(self.wrapper)}"

    @property
    def read(self) -> np.ndarray:
        """(batch_size, timesteps) bool, True at a step that is read, padding or not."""
        return np.ones(self.x.shape[:2], bool) if self.mask is None else self.mask

    @property
    def read_padding(self) -> np.ndarray:
        """(batch_size, timesteps) bool, True at a padded step that is read."""
        return self.read & self.padding.at if self.padding else np.zeros(self.x.shape[:2], bool)

    @property
    def words(self) -> np.ndarray:
        """(batch_size, timesteps) bool, True at a step that is read and is no padding."""
        return self.read & ~self.padding.at if self.padding else self.read


@dataclass(eq=False)
class Answer:
    """One output of the model.

    Args:
        name: its name in the model.
        value: (batch_size, ...) what the model answers.
        mask: the mask that Keras gives to the loss with it; None if none.
        padding: the padding of the steps of the output; None if it has no steps, or no padding.
        steps: whether its second axis is that of the steps that a recurrent layer reads.
    """

    name: str
    value: np.ndarray
    mask: np.ndarray | None
    padding: Padding | None = None
    steps: bool = False


@dataclass(eq=False)
class Case:
    """A model, rows, and what happened when it read some of them.

    Args:
        model: the Keras model.
        x: all rows, one array for each input.
        y: the labels of all rows, one array for each output; None if there are none.
        x_val: rows of the validation set, one array for each input; None if there are none.
        y_val: their labels, one array for each output; None if there are none.
        sample_weight: (rows,) or (rows, timesteps), as for fit; None if there are none.
        shuffled: whether training shuffles the rows; None if nobody says.
        chosen: which rows the model has read, (batch_size,).
        batch: the rows that it read, in the model's own structure.
        calls: what the recurrent layers did, in the order in which they ran.
        embedded: what the Embeddings were given.
        answers: what the model answered.
        fresh: what it answers if every carried state begins at 0, one array for each output; None if no
            layer carries a state.
        hidden: recurrent layers that could not be seen, in words.
        dropped: layers that were given a mask and dropped it, in words.
        masked: whether the model makes a mask.
    """

    model: Any
    x: list
    y: list | None
    x_val: list | None
    y_val: list | None
    sample_weight: np.ndarray | None
    shuffled: bool | None
    chosen: np.ndarray
    batch: Any = None
    calls: list[Call] = field(default_factory=list)
    embedded: list[Embedded] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    fresh: list | None = None
    hidden: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    masked: bool = False

    @property
    def rows(self) -> int:
        """How many rows x has."""
        return len(self.x[0])

    @cached_property
    def blocks(self) -> list[list[Call]]:
        """The calls, with the two halves of a Bidirectional together."""
        blocks: dict = {}
        for k, call in enumerate(self.calls):
            key = (id(call.layer), k) if call.wrapper is None else (id(call.wrapper), call.x.shape[1])
            blocks.setdefault(key, []).append(call)
        return list(blocks.values())

    def part_of(self, one: Embedded) -> np.ndarray | None:
        """Return the part of x that holds what an Embedding was given, all rows; None if there is none."""
        for part in self.x:
            if part.shape[1:] == one.ids.shape[1:] and part.dtype.kind in "iuf":
                chosen = part[self.chosen]
                if np.isfinite(chosen).all() and (chosen.astype(np.int64) == one.ids).all():
                    return part
        return None

    @property
    def labels(self) -> list | None:
        """The labels of the rows that the model has read, one array for each output."""
        return None if self.y is None else [part[self.chosen] for part in self.y]

    def last_activation(self) -> str:
        """Name the activation of the model's last layer, "" if it cannot be told."""
        from utils.checkup.looking import last_dense

        dense = last_dense(self.model)
        return getattr(getattr(dense, "activation", None), "__name__", "")
