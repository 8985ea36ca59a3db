"""The loop of a recurrent layer over time, forward and back, in NumPy.

TensorFlow takes seconds to prepare the gradient of a loop, or to go through it step by step; these take
hundredths. They compute what Keras computes, and the gradient with respect to the input and the first state.
Shapes: x (batch_size, timesteps, features), states (batch_size, units), all in the input's order.
"""

import numpy as np

from utils.gates import numpy_cells

__all__ = ["Loop", "can_run"]

SIGMOID, TANH = "sigmoid", "tanh"


def _name(activation) -> str:
    return getattr(activation, "__name__", "")


def can_run(layer) -> bool:
    """Tell whether a layer is one of the three of Keras, with its usual activations."""
    import keras

    cell, kind = layer.cell, type(layer.cell)
    if getattr(layer, "unroll", False) and layer.go_backwards:  # Keras turns the mask round one time too few
        return False
    if kind in (keras.layers.LSTMCell, keras.layers.GRUCell):
        usual = _name(cell.recurrent_activation) == SIGMOID and _name(cell.activation) == TANH
        return usual and cell.compute_dtype in ("float32", "float64")
    return kind is keras.layers.SimpleRNNCell and _name(cell.activation) == TANH


class Loop:
    """One run of a layer's loop. `gates` keeps each quantity, `back` leads a gradient through it.

    Args:
        layer: an LSTM, a GRU or a SimpleRNN that `can_run` accepts.
        x: what it reads.
        state: what it begins with, one array for each state.
        mask: (batch_size, timesteps) bool, True at a step that is read; None if all are.
    """

    def __init__(self, layer, x: np.ndarray, state: list, mask: np.ndarray | None) -> None:
        import keras

        self.cell, self.x = layer.cell, np.asarray(x, np.float32)
        self.state = [np.asarray(part, np.float32) for part in state]
        self.mask = np.ones(x.shape[:2], bool) if mask is None else mask
        self.order = range(x.shape[1])[::-1] if layer.go_backwards else range(x.shape[1])
        kinds = {keras.layers.LSTMCell: "LSTM", keras.layers.GRUCell: "GRU"}
        self.kind = kinds.get(type(self.cell), "SimpleRNN")
        self.weights = self._weights()
        self.gates = self._forward()
        seen = self._in_order(self.mask)
        if not layer.zero_output_for_mask:  # before the first word the output is 0, whatever the state is
            seen = np.logical_or.accumulate(seen, axis=1)
        self.shown = seen[..., None].astype(np.float32)  # in the order of reading

    def _weights(self) -> tuple:
        if self.kind != "SimpleRNN":
            return numpy_cells.weights(self.cell, np.float32)
        W, U = (np.asarray(one, np.float32) for one in (self.cell.kernel, self.cell.recurrent_kernel))
        return W, U, np.asarray(self.cell.bias, np.float32) if self.cell.use_bias else np.float32(0)

    def _in_order(self, array: np.ndarray) -> np.ndarray:
        """Turn the axis of time into the order of reading, or back."""
        return array[:, self.order]

    def _forward(self) -> dict[str, np.ndarray]:
        W, U, b = self.weights
        if self.kind == "SimpleRNN":
            xW, times_U, h = numpy_cells.product(W)(self.x), numpy_cells.product(U), self.state[0]
            states = np.empty((*self.mask.shape, self.cell.units), np.float32)
            for t in self.order:
                h = np.where(self.mask[:, t, None], np.tanh(xW[:, t] + times_U(h) + b), h)
                states[:, t] = h
            return {"h": states}
        tape = numpy_cells.Tape(self.kind, self.mask, self.cell.units, np.float32, {})
        used = self.cell.recurrent_activation, self.cell.activation
        functions = [numpy_cells.activation(one) for one in used]
        with np.errstate(over="ignore", invalid="ignore"):
            if self.kind == "LSTM":
                numpy_cells.lstm(self.x, *self.state, self.weights, functions, self.order, tape)
            else:
                reset_after = self.cell.reset_after
                numpy_cells.gru(self.x, *self.state, self.weights, functions, self.order, tape, reset_after)
        return tape.kept

    @property
    def outputs(self) -> np.ndarray:
        """What the layer returns at each step, in the order of reading."""
        return self._in_order(self.gates["h"]) * self.shown

    @property
    def last(self) -> list[np.ndarray]:
        """The last states."""
        return [self.gates[name][:, self.order[-1]] for name in ("h", "c") if name in self.gates]

    def _before(self, name: str) -> np.ndarray:
        """A state before each step."""
        states = self._in_order(self.gates[name])
        first = self.state[0 if name == "h" else 1]
        return self._in_order(np.concatenate([first[:, None], states[:, :-1]], axis=1))

    def back(self, outputs: np.ndarray, states: list) -> tuple[np.ndarray, list]:
        """Lead a gradient back.

        Args:
            outputs: (batch_size, timesteps, units), the gradient with respect to `outputs`.
            states: the gradient with respect to each of `last`.

        Returns:
            The gradient with respect to x, and to each first state.
        """
        into = self._in_order(np.asarray(outputs, np.float32) * self.shown)
        W, U, _ = self.weights
        da = np.zeros((*self.mask.shape, W.shape[1]), np.float32)
        h = dict(self.gates, h_before=self._before("h"))
        if self.kind == "LSTM":
            h["c_before"] = self._before("c")
        if self.kind == "GRU":
            h["past"] = self._past(h["h_before"])
        states = [np.array(part, np.float32) for part in states]
        step = {"LSTM": self._lstm, "GRU": self._gru, "SimpleRNN": self._plain}[self.kind]
        back_U = numpy_cells.product(np.ascontiguousarray(U.T))
        with np.errstate(over="ignore", invalid="ignore"):
            for t in self.order[::-1]:
                states[0] = states[0] + into[:, t]
                now, da_t = step({name: array[:, t] for name, array in h.items()}, states, back_U)
                read = self.mask[:, t, None]
                states = [np.where(read, one, old) for one, old in zip(now, states, strict=True)]
                da[:, t] = np.where(read, da_t, 0)
            return numpy_cells.product(np.ascontiguousarray(W.T))(da), states

    def _lstm(self, s: dict, states: list, back_U) -> tuple:
        dh, dc = states
        tanh_c = np.tanh(s["c"])
        dc = dc + dh * s["o"] * (1 - tanh_c**2)
        da = np.concatenate(
            [
                dc * s["c_tilde"] * s["i"] * (1 - s["i"]),
                dc * s["c_before"] * s["f"] * (1 - s["f"]),
                dc * s["i"] * (1 - s["c_tilde"] ** 2),
                dh * tanh_c * s["o"] * (1 - s["o"]),
            ],
            axis=1,
        )
        da = np.nan_to_num(da) if np.isnan(s["i"]).any() else da  # at masked steps
        return [back_U(da), dc * s["f"]], da

    def _past(self, h: np.ndarray) -> np.ndarray:
        """What r acts on in a GRU: U_h h + d, or h itself."""
        if not self.cell.reset_after:
            return h
        units = self.cell.units
        past = numpy_cells.product(np.ascontiguousarray(self.weights[1][:, 2 * units :]))(h)
        return past + self.weights[2][1][2 * units :]

    def _gru(self, s: dict, states: list, back_U) -> tuple:
        (dh,), units = states, self.cell.units
        da_h = dh * (1 - s["z"]) * (1 - s["h_tilde"] ** 2)
        da_z = dh * (s["h_before"] - s["h_tilde"]) * s["z"] * (1 - s["z"])
        kept = dh * s["z"]
        if self.cell.reset_after:
            da_r = da_h * s["past"] * s["r"] * (1 - s["r"])
            through = np.nan_to_num(np.concatenate([da_z, da_r, da_h * s["r"]], axis=1))
            kept = kept + back_U(through)
        else:
            U_h = self.weights[1][:, 2 * units :]
            d_rh = np.nan_to_num(da_h) @ U_h.T
            da_r = d_rh * s["past"] * s["r"] * (1 - s["r"])
            through = np.nan_to_num(np.concatenate([da_z, da_r, np.zeros_like(da_h)], axis=1))
            kept = kept + d_rh * s["r"] + back_U(through)
        return [kept], np.concatenate([da_z, da_r, da_h], axis=1)

    def _plain(self, s: dict, states: list, back_U) -> tuple:
        da = states[0] * (1 - s["h"] ** 2)
        return [back_U(da)], da
