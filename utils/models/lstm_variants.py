"""Relatives of the LSTM as cells for `keras.layers.RNN`: parts taken away, put in, or tied together.

Names of the parts follow Greff et al. (2017), "LSTM: A Search Space Odyssey". One class holds all of them, so
that two relatives differ in nothing else: ``keras.layers.RNN(LSTMRelative(32, forget="coupled"))``.
Without arguments it is the LSTM of Keras.
"""

import bisect
from collections.abc import Callable

import keras
import numpy as np
from keras import ops

__all__ = ["FORGET", "LSTMRelative", "units_for"]

FORGET = ("gate", "none", "coupled")


@keras.saving.register_keras_serializable("recurrent_course")
class LSTMRelative(keras.layers.Layer):
    """One step of an LSTM in which parts can be missing or added.

    forget: "gate" has a forget gate (Gers et al. 2000); "none" never forgets, f = 1 (Hochreiter and
    Schmidhuber 1997); "coupled" writes as much as it forgets, f = 1 - i (Greff et al. 2017).
    input_gate, output_gate: False sets i or o to 1.
    peepholes: the gates see c as well, each unit its own (Gers et al. 2002): i and f the old c, o the new.
    squash: False gives out o * c in the place of o * tanh(c).
    layer_norm: x W, h U, and c before its tanh are normalised over the units (Ba et al. 2016).
    forget_bias: where the bias of the forget gate begins; 1.0 as in Keras (Jozefowicz et al. 2015).

    Shapes: x (batch_size, features), h and c (batch_size, units). Weights: W (features, n units), U (units,
    n units), b (n units,) for the n parts it has of i, f, c, o, in this order; peepholes (units,) each.

    Raises ValueError for another `forget`, units that are no whole number above 0, or a coupled forget gate
    without an input gate.
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
        if isinstance(units, bool) or not isinstance(units, int) or units < 1:
            raise ValueError(f"units is {units!r}: expected a whole number of at least 1.")
        if forget not in FORGET:
            raise ValueError(f"forget is {forget!r}: expected one of {', '.join(map(repr, FORGET))}.")
        if forget == "coupled" and not input_gate:
            raise ValueError("A coupled forget gate is 1 - i: it needs input_gate=True.")
        self.units, self.state_size, self.output_size = units, [units, units], units
        self.forget, self.input_gate, self.output_gate = forget, input_gate, output_gate
        self.peepholes, self.squash, self.layer_norm = peepholes, squash, layer_norm
        self.forget_bias = forget_bias

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts with weights, in Keras' order."""
        has = {"i": self.input_gate, "f": self.forget == "gate", "c": True, "o": self.output_gate}
        return tuple(name for name in "ifco" if has[name])

    def build(self, input_shape) -> None:
        """Make the weights; they begin as those of Keras' LSTM do."""
        width = len(self.parts) * self.units
        self.W = self.add_weight(shape=(input_shape[-1], width), initializer="glorot_uniform", name="W")
        self.U = self.add_weight(shape=(self.units, width), initializer="orthogonal", name="U")
        begin = {name: np.full(self.units, self.forget_bias if name == "f" else 0.0) for name in self.parts}
        first = keras.initializers.Constant(np.concatenate(list(begin.values())))
        self.b = self.add_weight(shape=(width,), initializer=first, name="b")
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
        """x (batch_size, features), states [h, c] -> h, [h, c]."""
        h, c = states
        a = self._normal("x", x @ self.W) + self._normal("h", h @ self.U) + self.b
        a = dict(zip(self.parts, ops.split(a, len(self.parts), axis=-1), strict=True))

        i = self._gate("i", a, c)
        f = 1 - i if self.forget == "coupled" else self._gate("f", a, c)
        c = f * c + i * ops.tanh(a["c"])
        o = self._gate("o", a, c)
        seen = self._normal("c", c)
        h = o * (ops.tanh(seen) if self.squash else seen)
        return h, [h, c]

    def _gate(self, name: str, a: dict, c):
        """A gate between 0 and 1; the number 1 if the cell does not have it."""
        if name not in a:
            return 1.0
        return ops.sigmoid(a[name] + self.p[name] * c if self.peepholes else a[name])

    def _normal(self, name: str, value):
        return self.norms[name](value) if self.layer_norm else value

    def get_config(self) -> dict:
        """What `LSTMRelative(**config)` needs to be built again."""
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


def units_for(parameters: int, build: Callable[[int], keras.layers.Layer], features: int) -> int:
    """The units with which the layer `build(units)` has as near as can be to `parameters` weights.

    features: what the layer reads at a step. Where two are as near, the smaller. Raises ValueError if one
    unit already has more than twice as many.
    """

    def count(units: int) -> int:
        layer = build(units)
        layer.build((None, 1, features))
        return layer.count_params()

    if count(1) > 2 * parameters:
        raise ValueError(
            f"parameters is {parameters}: one unit that reads {features} features has {count(1)}."
        )
    above = 1
    while count(above) < parameters:
        above *= 2
    above = bisect.bisect_left(range(above + 1), parameters, lo=1, key=count)
    return min({max(1, above - 1), above}, key=lambda units: (abs(count(units) - parameters), units))
