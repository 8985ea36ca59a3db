"""Run a trained next-token model one token at a time; its states are handed on from step to step.

    step = Stepper(model)
    log_probs, states = step([3, 3])                # after token 3, twice
    log_probs, states = step([5, 8], states)        # after 3 5, and after 3 8

To call `model.predict` on the whole text for every new token costs more with each token. A step costs the
same at the thousandth token as at the first.
"""

import numpy as np

from utils.generation.sampling import log_softmax

__all__ = ["Stepper"]


class Stepper:
    """One step of a model `Embedding -> LSTM, GRU, SimpleRNN ... -> Dense ... -> vocabulary`.

    The model runs in inference. A text begins with states of zero, whatever a stateful layer has stored.
    Where Embedding has mask_zero, token 0 is no token: states and output stay, as they do in the model. A
    step uses the weights that the model has at that time, so the model may be trained further in between.

    Args:
        model: a Sequential or functional Keras model, with return_sequences=True in all recurrent layers; a
            recurrent layer may also be an `RNN` with any cell. Between them there may be layers that act on
            each step by itself: Dropout, LayerNormalization, Activation, Softmax, TimeDistributed, and nested
            models of these.
        from_logits: whether the model ends in logits (as for a Keras loss with from_logits=True) or in
            probabilities; None to tell it from the last activation, linear or softmax.

    Raises:
        TypeError: if ``model`` is no Keras model.
        ValueError: if it is not built, is no chain of such layers, reads backwards, returns its last state
            only, has another number of outputs than of inputs, or if its last activation is neither linear
            nor softmax and ``from_logits`` is None.
    """

    def __init__(self, model, from_logits: bool | None = None) -> None:
        import keras

        if not isinstance(model, keras.Model):
            raise TypeError(f"model is {type(model).__name__}: expected a Keras model, built and trained.")
        layers = _chain(model)
        for layer in layers[1:]:
            _check(layer)
        if type(layers[0]) is not keras.layers.Embedding or not any(map(_is_recurrent, layers)):
            names = ", ".join(map(_describe, layers))
            raise ValueError(f"Expected an Embedding, recurrent layers, then Dense; the model has {names}.")
        self.vocab_size = layers[0].input_dim
        if model.outputs[0].shape[-1] != self.vocab_size:
            raise ValueError(
                f"The model tells {model.outputs[0].shape[-1]} tokens apart in its output, "
                f"{self.vocab_size} in its Embedding: expected the same ids in both."
            )
        self._from_logits = _ends_in_logits(layers[-1]) if from_logits is None else from_logits
        self._step, self._first_states = _compiled(layers)

    def __call__(self, tokens, states=None, rows=None) -> tuple[np.ndarray, list]:
        """Read one token of each text.

        Args:
            tokens: (batch_size,) ids, one for each text.
            states: those of an earlier step; None at the beginning.
            rows: (batch_size,) ints: text b goes on from row rows[b] of the states; -1 for a text that begins
                here. A row may be left out or used several times. None: text b goes on from row b.

        Returns:
            Log-probabilities of the next token, (batch_size, vocab_size) float64, and the states to go on
            from.

        Raises:
            ValueError: if the model returns NaN or infinity.
        """
        if states is None:
            states, rows = self._first_states, np.full(len(tokens), -1)
        rows = np.arange(len(tokens)) if rows is None else rows
        output, states = self._step(np.asarray(tokens, np.int32), states, np.asarray(rows, np.int32))
        output = np.asarray(output, np.float64)
        if not self._from_logits:
            with np.errstate(divide="ignore"):
                output = np.log(output)
        return log_softmax(output), states


def _compiled(layers: list) -> tuple:
    """Make the step as one TensorFlow function, traced once for all batch sizes, and the first states.

    States are a list. For each recurrent layer it holds [output, *states of its cell], each (batch_size,
    units).
    """
    import tensorflow as tf
    from keras import tree

    embedding, *others = layers
    recurrent = [layer for layer in others if _is_recurrent(layer)]

    def beginning(batch_size):
        sizes = [layer.compute_output_shape((1, 1, 1))[-1] for layer in recurrent]
        return [
            [tf.zeros((batch_size, size), layer.compute_dtype), *layer.get_initial_state(batch_size)]
            for layer, size in zip(recurrent, sizes, strict=True)
        ]

    def where(condition, yes, no):  # tf.where along the first axis, whatever the rank of the state
        return tf.where(tf.reshape(condition, (-1, *[1] * (len(yes.shape) - 1))), yes, no)

    first_states = beginning(1)
    like = tree.map_structure(
        lambda state: tf.TensorSpec((None, *state.shape[1:]), state.dtype), first_states
    )
    ids = tf.TensorSpec((None,), tf.int32)

    @tf.function(input_signature=[ids, like, ids])
    def step(tokens, states, rows):
        taken = tree.map_structure(lambda state: tf.gather(state, tf.maximum(rows, 0)), states)
        fresh = beginning(tf.size(tokens))
        before = tree.map_structure(lambda old, new: where(rows < 0, new, old), taken, fresh)
        x, after = embedding(tokens[:, None])[:, 0], []
        for layer in others:
            if not _is_recurrent(layer):
                x = layer(x[:, None], training=False)[:, 0]
                continue
            old = before[len(after)]
            x, new = layer.cell(x, old[1:], training=False)
            new = tree.pack_sequence_as(old, [x, *tree.flatten(new)])
            if embedding.mask_zero:
                new = tree.map_structure(lambda now, past: where(tokens == 0, past, now), new, old)
                x = where(tokens == 0, tf.zeros_like(x), x) if layer.zero_output_for_mask else new[0]
            after.append(new)
        return x, after

    return step, first_states


def _chain(model) -> list:
    """List the layers from input to output, nested models taken apart; ValueError if they are no chain."""
    import keras

    inputs, outputs = (getattr(model, name, None) or () for name in ("inputs", "outputs"))
    if not outputs:
        raise ValueError(
            f"The layers of {_describe(model)} cannot be followed. Expected a Sequential or functional "
            f"model; if it is one, call it on data first, so that it is built."
        )
    if len(inputs) != 1 or len(outputs) != 1:
        raise ValueError(
            f"{_describe(model)} has {len(inputs)} inputs and {len(outputs)} outputs: expected one of each."
        )
    layers, tensor = [], outputs[0]
    while tensor is not inputs[0]:
        layer, node, _ = tensor._keras_history
        before, after = layer._inbound_nodes[node].input_tensors, layer._inbound_nodes[node].output_tensors
        # The mask that Keras hands on by itself is no input: `_compiled` takes care of it.
        before = [source for source in before if source is not getattr(before[0], "_keras_mask", None)]
        if len(before) != 1 or len(after) != 1:
            raise ValueError(
                f"{_describe(layer)} has {len(before)} inputs and {len(after)} outputs: "
                f"expected a chain of layers, each with one input and one output."
            )
        layers = (_chain(layer) if isinstance(layer, keras.Model) else [layer]) + layers
        tensor = before[0]
    return layers


def _check(layer) -> None:
    """Raise ValueError unless the layer gives the same outputs when a text comes token by token."""
    from keras import layers

    of_one_step = (
        layers.Dense,
        layers.Dropout,
        layers.SpatialDropout1D,
        layers.LayerNormalization,
        layers.Activation,
        layers.Softmax,
    )
    inner = layer.layer if type(layer) is layers.TimeDistributed else layer
    if not _is_recurrent(layer) and type(inner) not in of_one_step:
        raise ValueError(
            f"{_describe(layer)} cannot be taken token by token: it looks at other words of the text, "
            f"later ones perhaps, or is unknown here. Expected LSTM, GRU, SimpleRNN, Dense."
        )
    if getattr(inner, "axis", -1) not in (-1, 2, [-1], [2]):
        raise ValueError(f"{_describe(layer)} acts on axis {inner.axis}: expected -1, the features.")
    if _is_recurrent(layer) and layer.go_backwards:
        raise ValueError(f"{_describe(layer)} goes backwards: expected one that reads from first to last.")
    if _is_recurrent(layer) and not layer.return_sequences:
        raise ValueError(
            f"{_describe(layer)} returns its last state only: build the model with return_sequences=True, "
            f"so that it says what follows each word. The weights are the same."
        )


def _is_recurrent(layer) -> bool:
    """Tell whether it is one of Keras' own recurrent layers; a subclass may compute something else."""
    from keras import layers

    return type(layer) in (layers.LSTM, layers.GRU, layers.SimpleRNN, layers.RNN)


def _ends_in_logits(layer) -> bool:
    """Tell logits from probabilities by the activation of the last layer."""
    import keras

    layer = getattr(layer, "layer", layer)  # what is inside TimeDistributed
    if isinstance(layer, keras.layers.Softmax):
        return False
    activation = getattr(layer, "activation", None)
    if activation not in (keras.activations.linear, keras.activations.softmax):
        raise ValueError(
            f"{_describe(layer)} ends in neither softmax nor linear: "
            f"pass from_logits=True if the model says logits, False if it says probabilities."
        )
    return activation is keras.activations.linear


def _describe(layer) -> str:
    return f"{type(layer).__name__} {layer.name!r}"
