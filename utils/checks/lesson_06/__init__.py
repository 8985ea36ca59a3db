"""Checks of the exercises of lesson 06, The LSTM family."""

import numpy as np

from utils.checks.asking import ask, number, numbers
from utils.checks.judging import Wrong, check, close, compare, within
from utils.checks.predictions import predicted
from utils.synthetic import formal_languages

_GATES = "the gates z and r, in the order of `U`: z, r, h"


def _sigmoid(a: np.ndarray) -> np.ndarray:
    return (1 + np.tanh(a / 2)) / 2


def _parity(rows: int, timesteps: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Bits and whether their number is odd so far, both (rows, timesteps, 1)."""
    strings = formal_languages.parity(rows, timesteps, seed=seed)
    return strings.x[..., None] - 1.0, strings.y[..., None] - 1.0


@check
def floors(parity_net, right):
    """Check a learner's own network of two recurrent layers for parity.

    Args:
        parity_net: a trained Keras model, (rows, timesteps, 1) to (rows, timesteps, 1).
        right: its share of right answers on the new bits.
    """
    import keras

    if not isinstance(parity_net, keras.Model):
        raise Wrong(f"`parity_net` is {type(parity_net).__name__}, and should be a Keras model.")
    kinds = (keras.layers.RNN, keras.layers.Bidirectional)
    recurrent = [layer for layer in parity_net._flatten_layers() if isinstance(layer, kinds)]
    if any(isinstance(layer, keras.layers.Bidirectional) for layer in recurrent):
        raise Wrong(
            "a layer reads both ways. What comes later does not tell whether the ones so far are odd",
            "`Bidirectional`: two layers that read forward are asked for",
        )
    if len(recurrent) < 2:
        raise Wrong(
            f"your network has {len(recurrent)} recurrent layer{'s' * (len(recurrent) != 1)}, and two are "
            "asked for, one on top of the other.",
            "`return_sequences` in the first one: it has to hand on all its states",
        )
    shares = {}
    for name, (rows, seed) in {"practice": (2000, 2000), "new": (1000, 1000)}.items():
        bits, odd = _parity(rows, 20, seed)
        try:
            said = np.asarray(parity_net.predict(bits, batch_size=500, verbose=0))
        except Exception as error:
            reason = str(error).strip().splitlines()[0]
            raise Wrong(f"your network cannot read bits of shape {bits.shape}: {reason}") from error
        if said.shape != odd.shape:
            look = "the units of the last layer: one, with a sigmoid"
            if said.ndim == 2:
                look = (
                    "`return_sequences` in the second recurrent layer: an answer after each bit is asked for"
                )
            raise Wrong(f"your network gives {said.shape}, and {odd.shape} is asked for.", look)
        if said.min() < 0 or said.max() > 1:
            raise Wrong(
                "what your network gives is no probability: it lies outside 0 to 1.",
                'the activation of the last layer: "sigmoid"',
            )
        shares[name] = float(((said > 0.5) == (odd > 0.5)).mean())
    if shares["new"] < 0.98:
        raise Wrong(
            f"your network is right on {shares['new']:.3f} of the new bits, on {shares['practice']:.3f} of "
            "those it practised on. At least 0.98 is asked for.",
            "the learning rate, 0.01, and the number of epochs: parity is learned late, and then at once",
        )
    share = number("right", right, 0, 1)
    if within(share, shares["new"], 0.0015):
        return f"Two floors, and {shares['new']:.1%} of new answers are right."
    raise Wrong(
        f"`right` is {share:.3f}, and your network is right on {shares['new']:.3f} of the new bits.",
        "what `evaluate` gives back: the loss comes first, and it is asked on `new_bits`",
    )


def _step(x_t, h, W, U, b, order=(0, 1, 2), before=True, swap=False, bias=True, all_through=False):
    """A step of a GRU, right or with one of the likely mistakes."""
    x_parts = np.split(x_t @ W + (b if bias else 0), 3, axis=-1)
    u_parts = np.split(U, 3, axis=-1)
    (x_z, u_z), (x_r, u_r), (x_h, u_h) = ((x_parts[n], u_parts[n]) for n in order)
    z, r = _sigmoid(x_z + h @ u_z), _sigmoid(x_r + h @ u_r)
    if all_through:
        z = _sigmoid(x_z + (r * h) @ u_z)
    candidate = np.tanh(x_h + ((r * h) @ u_h if before else r * (h @ u_h)))
    keep, write = (1 - z, z) if swap else (z, 1 - z)
    return keep * h + write * candidate


@check
def paper(paper_step):
    """Check a step of a GRU with the reset gate before the product.

    Args:
        paper_step: a function `paper_step(x_t, h, W, U, b)` that returns the new h.
    """
    rng = np.random.default_rng(61)
    x_t, h, W, U, b = (rng.normal(size=s) for s in ((5, 4), (5, 3), (4, 9), (3, 9), (9,)))
    got = numbers("paper_step(x_t, h, W, U, b)", ask(paper_step, x_t, h, W, U, b), shape=h.shape)
    right = _step(x_t, h, W, U, b)
    mistakes = {
        "the reset gate is multiplied behind the product, as Keras' default does. Here it comes before: it "
        "shuts out a part of h, and then U is applied": _step(x_t, h, W, U, b, before=False),
        "z and 1 - z have changed places: z is the share of the old state": _step(x_t, h, W, U, b, swap=True),
        "z and r have changed places: the first third is z": _step(x_t, h, W, U, b, order=(1, 0, 2)),
        "the bias is missing": _step(x_t, h, W, U, b, bias=False),
        "the reset gate goes into z as well; it only acts on the candidate": _step(
            x_t, h, W, U, b, all_through=True
        ),
    }
    compare(got, right, mistakes, look=_GATES)
    return "The GRU of 2014, as `reset_after=False` has it."


@check
def bias(bias_for):
    """Check a formula for the bias of a half-life.

    Args:
        bias_for: a function `bias_for(steps)`.
    """
    steps = np.array([1.0, 2.0, 7.0, 50.0, 400.0])
    got = np.array([number(f"bias_for({k:g})", ask(bias_for, k)) for k in steps])
    f = 0.5 ** (1 / steps)
    right = np.log(f / (1 - f))
    mistakes = {
        "that is the gate itself. Asked for is the bias that gives it, behind the sigmoid": f,
        "the sign is wrong: a higher bias keeps more": -right,
        "that is the bias of a gate that is 1 - 1/steps: then about a third is left, not a half": np.log(
            np.maximum(steps - 1, 1e-9)
        ),
        "the logarithm is one of base ten; the sigmoid is made of e": right / np.log(10),
        "the logarithm is one of base two; the sigmoid is made of e": right / np.log(2),
    }
    compare(got, right, mistakes, "$f^k = 1/2$, and then the bias of this f")
    said = predicted("bias for a half-life of fifty steps")
    return f"You said {said:g} for fifty steps; it is {right[3]:.1f}. Run the next cell."


@check
def summary(summary):
    """Check a summary of what both ways have read.

    Args:
        summary: a function `summary(states)`, from (rows, timesteps, 2 units) to (rows, 2 units).
    """
    states = np.random.default_rng(62).normal(size=(3, 6, 8))
    got = numbers("summary(states)", ask(summary, states), shape=(3, 8))
    forward, backward = np.split(states, 2, axis=-1)

    def joined(first, second):
        return np.concatenate([first, second], axis=-1)

    mistakes = {
        "the way back is still taken at the last step, where it has read one word": joined(
            forward[:, -1], backward[:, -1]
        ),
        "now the way forward is taken at the first step, where it has read one word": joined(
            forward[:, 0], backward[:, 0]
        ),
        "the way forward is taken at the first step and the way back at the last: each has read one word": (
            joined(forward[:, 0], backward[:, -1])
        ),
        "the way back stands first; forward first is asked for": joined(backward[:, 0], forward[:, -1]),
        "that is the mean over all steps, and not what each way has at its end": states.mean(axis=1),
    }
    compare(got, joined(forward[:, -1], backward[:, 0]), mistakes, look="at which step each way has read all")
    return "Each way at its own end, as `return_sequences=False` gives it."


@check
def one_gate(OneGate):
    """Check a cell with one gate and one state.

    Args:
        OneGate: a class of Keras layers, a cell for ``keras.layers.RNN``.
    """
    import keras

    rng = np.random.default_rng(63)
    x = rng.normal(size=(4, 7, 3)).astype("float32")
    W, U, b = (rng.normal(size=s).astype("float32") for s in ((3, 10), (5, 10), (10,)))
    if not (isinstance(OneGate, type) and issubclass(OneGate, keras.layers.Layer)):
        raise Wrong("`OneGate` should be a class of Keras layers: class OneGate(layers.Layer).")
    cell = OneGate(5)
    cell.build((None, 3))
    cell.set_weights([W, U, b])
    start = keras.ops.convert_to_tensor(rng.normal(size=(4, 5)).astype("float32"))
    stepped = ask(cell.call, keras.ops.convert_to_tensor(x[:, 0]), [start], name="call")
    if not isinstance(stepped, tuple | list) or len(stepped) != 2:
        raise Wrong("`call` should return two things: the output, and the list of states.", "return h, [h]")
    if not isinstance(stepped[1], tuple | list) or len(stepped[1]) != 1:
        raise Wrong(
            "the states should be a list with one entry, since `state_size` says one.", "return h, [h]"
        )
    try:
        got = np.asarray(keras.layers.RNN(cell)(x))
    except Exception as error:
        raise Wrong(f"`layers.RNN` cannot run your cell: {str(error).strip().splitlines()[0]}") from error

    def run(swap=False, halves=False, squash=True, half=False):
        h = np.zeros((4, 5))
        for t in range(x.shape[1]):
            f, candidate = np.split(x[:, t] @ W + h @ U + b, 2, axis=-1)
            if halves:
                f, candidate = candidate, f
            f, candidate = _sigmoid(f), np.tanh(candidate) if squash else candidate
            keep, write = (1 - f, f) if swap else (f, 1 - f)
            h = keep * h + (1.0 if half else write) * candidate
        return h

    if not np.isfinite(got).all():
        raise Wrong("the states grow out of bounds, or are no numbers.")
    mistakes = {
        "f and 1 - f have changed places: f is the share that is kept": run(swap=True),
        "the halves have changed places: the first one is the gate's": run(halves=True),
        "the candidate has not been through tanh": run(squash=False),
        "the candidate is added in full. Only the share 1 - f of it is written": run(half=True),
    }
    compare(got, run(), mistakes, look="the three equations, one after the other", tolerance=1e-4)
    new = np.asarray(stepped[1][0])
    if not close(np.asarray(stepped[0]), new, 1e-5):
        raise Wrong("the output and the new state should be the same h.", "return h, [h]")
    return "One gate, one state: JANET. In the lesson's table it is the only cell that copies in time."
