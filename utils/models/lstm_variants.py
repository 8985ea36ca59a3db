"""Variants of the LSTM, as cells for ``keras.layers.RNN``: parts removed, added or coupled.

The parts are named as in Greff et al. (2017), "LSTM: A Search Space Odyssey". One class holds all variants,
so that two of them differ in nothing else: ``keras.layers.RNN(LSTMRelative(32, forget="coupled"))``.
Without further arguments the cell is the LSTM of Keras.
"""

import bisect
from collections.abc import Callable

import keras
import numpy as np
from keras import ops

from utils.arguments import one_of, whole_number

__all__ = ["FAMILY", "FORGET", "LSTMRelative", "relative", "units_for"]

FORGET = ("gate", "none", "coupled")
FAMILY = {
    "lstm": {},
    "no_forget": {"forget": "none"},  # Hochreiter and Schmidhuber (1997)
    "coupled": {"forget": "coupled"},  # Greff et al. (2017)
    "no_input": {"input_gate": False},
    "no_output": {"output_gate": False},
    "peephole": {"peepholes": True},  # Gers et al. (2002)
    "no_tanh": {"squash": False},
    "layer_norm": {"layer_norm": True},  # Ba et al. (2016)
    "janet": {"forget": "coupled", "output_gate": False, "squash": False},  # Van der Westhuizen (2018)
    "gru": {},  # Cho et al. (2014), as in Keras
    "plain": {},
    "stacked": {},  # two layers of the LSTM
    "bidirectional": {},  # one LSTM each way
}


@keras.saving.register_keras_serializable("recurrent_course")
class LSTMRelative(keras.layers.Layer):
    """One step of an LSTM in which parts can be missing or added.

    Weights: ``W`` (features, n units), ``U`` (units, n units) and ``b`` (n units,), for those n of the parts
    i, f, c, o that the cell has, in this order; each peephole (units,).

    Args:
        units: how many units, at least 1.
        forget: "gate" has a forget gate (Gers et al. 2000). "none" never forgets, f = 1 (Hochreiter and
            Schmidhuber 1997). "coupled" forgets as much as it writes, f = 1 - i (Greff et al. 2017).
        input_gate: False sets i to 1.
        output_gate: False sets o to 1.
        peepholes: True lets the gates see c as well, each unit its own (Gers et al. 2002): i and f see the
            old c, o the new one.
        squash: False gives out o * c instead of o * tanh(c).
        layer_norm: True normalises x W, h U, and c before its tanh over the units (Ba et al. 2016).
        forget_bias: initial value of the forget gate's bias; 1.0 as in Keras (Jozefowicz et al. 2015). A
            coupled cell begins with the same f: its input gate's bias is the negative.
        **kwargs: passed on to ``keras.layers.Layer``.

    Raises:
        ValueError: if ``units`` is no whole number of at least 1, if ``forget`` is unknown, or for a coupled
            forget gate without an input gate.
    """

    def __init__(
        self,
        units: int,
        forget: str = "gate",
        input_gate: bool = True,
        output_gate: bool = True,
        peepholes: bool = False,
        squash: bool = True,
        layer_norm: bool = False,
        forget_bias: float = 1.0,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        units = whole_number("units", units, 1)
        one_of("forget", forget, FORGET)
        if forget == "coupled" and not input_gate:
            raise ValueError("A coupled forget gate is 1 - i: it needs input_gate=True.")
        self.units, self.state_size, self.output_size = units, [units, units], units
        self.forget, self.input_gate, self.output_gate = forget, input_gate, output_gate
        self.peepholes, self.squash, self.layer_norm = peepholes, squash, layer_norm
        self.forget_bias = forget_bias

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that have weights, in Keras' order."""
        present = {"i": self.input_gate, "f": self.forget == "gate", "c": True, "o": self.output_gate}
        return tuple(name for name in "ifco" if present[name])

    def build(self, input_shape) -> None:
        """Create the weights, with the initial values of Keras' LSTM.

        Args:
            input_shape: (batch_size, features).
        """
        width = len(self.parts) * self.units
        self.W = self.add_weight(shape=(input_shape[-1], width), initializer="glorot_uniform", name="W")
        self.U = self.add_weight(shape=(self.units, width), initializer="orthogonal", name="U")
        start = {"i": -self.forget_bias if self.forget == "coupled" else 0.0, "f": self.forget_bias}
        biases = [np.full(self.units, start.get(name, 0.0)) for name in self.parts]
        initial_biases = keras.initializers.Constant(np.concatenate(biases))
        self.b = self.add_weight(shape=(width,), initializer=initial_biases, name="b")
        gates = [name for name in self.parts if name != "c"] if self.peepholes else []
        self.p = {
            name: self.add_weight(shape=(self.units,), initializer="zeros", name=f"p_{name}")
            for name in gates
        }
        if self.layer_norm:
            self.norms = {name: keras.layers.LayerNormalization(name=f"norm_{name}") for name in "xhc"}
            for name, size in (("x", width), ("h", width), ("c", self.units)):
                self.norms[name].build((None, size))
        self.built = True

    def call(self, x, states):
        """Make one step.

        Args:
            x: (batch_size, features), the input of the step.
            states: [h, c], each (batch_size, units), before the step.

        Returns:
            h, the output (batch_size, units), and the new states [h, c].
        """
        h, c = states
        a = self._normalise("x", x @ self.W) + self._normalise("h", h @ self.U) + self.b
        a = dict(zip(self.parts, ops.split(a, len(self.parts), axis=-1), strict=True))

        i = self._gate("i", a, c)
        f = 1 - i if self.forget == "coupled" else self._gate("f", a, c)
        c = f * c + i * ops.tanh(a["c"])
        o = self._gate("o", a, c)
        normalised_c = self._normalise("c", c)
        h = o * (ops.tanh(normalised_c) if self.squash else normalised_c)
        return h, [h, c]

    def _gate(self, name: str, a: dict, c):
        """Compute a gate, between 0 and 1; the number 1 if the cell does not have it."""
        if name not in a:
            return 1.0
        return ops.sigmoid(a[name] + self.p[name] * c if self.peepholes else a[name])

    def _normalise(self, name: str, value):
        """Normalise over the units, if the cell does so."""
        return self.norms[name](value) if self.layer_norm else value

    def get_config(self) -> dict:
        """Return the arguments with which ``LSTMRelative(**config)`` makes this cell again."""
        own = (
            "units",
            "forget",
            "input_gate",
            "output_gate",
            "peepholes",
            "squash",
            "layer_norm",
            "forget_bias",
        )
        return super().get_config() | {name: getattr(self, name) for name in own}


def relative(
    name: str, units: int, return_sequences: bool = False, forget_bias: float | None = None, **kwargs
) -> keras.layers.Layer:
    """Make the recurrent part of a network by its name in `FAMILY`.

    Args:
        name: one of the names of `FAMILY`.
        units: of each of its layers.
        return_sequences: whether every step gives an output, or the last one only; the two ways of
            "bidirectional" then give what each has read at its end.
        forget_bias: initial bias of the gate that keeps: f, or z in "gru". By default that of Keras: 1, in
            "gru" 0. "plain" and "no_forget" have no such gate.
        **kwargs: for ``keras.layers.RNN``, such as ``unroll=True``.

    Returns:
        A layer; for "stacked" a ``keras.Sequential`` of two.

    Raises:
        ValueError: if the name is unknown, or ``units`` is no whole number of at least 1.
    """
    one_of("name", name, tuple(FAMILY))
    units = whole_number("units", units, 1)

    def layer(each_step: bool) -> keras.layers.RNN:
        if name == "gru":
            values = np.zeros((2, 3 * units))  # one row on the side of x, one on that of h; z, r, candidate
            values[0, :units] = forget_bias or 0.0
            cell = keras.layers.GRUCell(units, bias_initializer=keras.initializers.Constant(values))
        elif name == "plain":
            cell = keras.layers.SimpleRNNCell(units)
        else:
            keep = 1.0 if forget_bias is None else forget_bias
            cell = LSTMRelative(units, forget_bias=keep, **FAMILY[name])
        return keras.layers.RNN(cell, return_sequences=each_step, **kwargs)

    if name == "stacked":
        return keras.Sequential([layer(True), layer(return_sequences)])
    if name == "bidirectional":
        return keras.layers.Bidirectional(layer(return_sequences))
    return layer(return_sequences)


def units_for(parameters: int, build: Callable[[int], keras.layers.Layer], features: int) -> int:
    """Find the number of units that gives a layer as close as possible to a number of weights.

    Args:
        parameters: how many weights the layer should have.
        build: makes the layer from a number of units, for example ``keras.layers.LSTM``.
        features: how many features the layer reads at each step.

    Returns:
        The number of units. Where two are equally close, the smaller.

    Raises:
        ValueError: if a layer of one unit already has more than twice as many weights.
    """

    def count(units: int) -> int:
        layer = build(units)
        layer.build((None, 1, features))
        return layer.count_params()

    if count(1) > 2 * parameters:
        raise ValueError(
            f"parameters is {parameters}: one unit that reads {features} features has {count(1)}."
        )
    enough = 1
    while count(enough) < parameters:
        enough *= 2
    enough = bisect.bisect_left(range(enough + 1), parameters, lo=1, key=count)
    return min({max(1, enough - 1), enough}, key=lambda units: (abs(count(units) - parameters), units))
