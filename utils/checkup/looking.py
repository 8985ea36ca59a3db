"""Let a model read some rows and write down what its recurrent layers are given and return.

The model's own call runs, in inference, with its recurrent loops, embeddings and masking layers listened to.
Nothing of the model changes: in a `keras.StatelessScope` no variable is written, and what is put on a layer
for the time of the call is taken off again.

Keras as read in the installed source, 3.15.1 (keras/src/layers/layer.py, layers/rnn/rnn.py): a mask travels
on a tensor as `_keras_mask`; a layer with `supports_masking` hands it on, any other drops it with a warning,
and an operation that is no layer, such as + or a slice, drops it without one. A recurrent layer hands it on
if it returns sequences. From 3.16 on it does not.
"""

import contextlib
import re
import warnings
from typing import Any, NamedTuple

import numpy as np

from utils.checkup.case import Answer, Call, Case, Embedded, describe
from utils.checkup.loops import Loop, can_run
from utils.checkup.padding import Padding, find_padding

__all__ = ["last_dense", "look", "recurrent_layers", "repaired"]

CALLS = 6  # a layer that is called again and again, as by a loop of one's own, is listened to so often


def recurrent_layers(model) -> list:
    """Return the recurrent layers of a model, also those in nested models and wrappers."""
    import keras

    return [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.RNN)]


def last_dense(model):
    """Return the layer whose activation makes the answer, None if it cannot be told."""
    import keras

    layer = model
    while getattr(layer, "layers", None):
        layer = layer.layers[-1]
    if isinstance(layer, keras.layers.TimeDistributed):
        layer = layer.layer
    return layer if isinstance(layer, keras.layers.Dense | keras.layers.Activation) else None


def repaired(case: Case, k: int) -> bool:
    """Tell whether Keras finds the scores below a softmax or sigmoid by itself, as it does in a graph."""
    import keras
    import tensorflow as tf

    if getattr(case.model, "run_eagerly", False):
        return False
    found = []

    def trace():
        with keras.StatelessScope():
            output = keras.tree.flatten(case.model(case.batch, training=False))[k]
        found.append(output.op.type in ("Softmax", "Sigmoid"))
        return output

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tf.function(trace, autograph=False).get_concrete_function()
    return found[-1]


def look(case: Case) -> None:
    """Fill in what happens when the model reads the batch.

    Args:
        case: its `model` and `batch`; the rest is filled in.

    Raises:
        ValueError: if the model cannot read the batch.
    """
    reading = _Reading(case)
    try:
        reading.run()
    except Exception as error:
        raise ValueError(_does_not_fit(case, error)) from error
    if any(layer.stateful for layer in recurrent_layers(case.model)):
        case.fresh = reading.after_a_reset()


def _does_not_fit(case: Case, error: Exception) -> str:
    shapes = ", ".join(f"{part.dtype} {part.shape}" for part in case.x)
    plain = re.sub(r"\x1b\[\d*m", "", str(error))  # Keras writes in bold
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    said = next((line for line in lines if not line.startswith(("Exception encountered", "{{"))), "")
    shape = getattr(case.model, "input_shape", None)
    expected = f" The model was built for the shape {shape}." if shape else ""
    return (
        f"{describe(case.model)} cannot read x, {shapes}: {said:.300}{expected} Pass x as you pass it to "
        "model.predict, an array or a list with one array for each input."
    )


class _Source(NamedTuple):
    """A tensor that holds the steps as they came in, and what is known of them."""

    tensor: Any
    padding: Padding | None
    learned: bool
    masks: bool


class _Reading:
    """One reading of the batch, with listeners on the layers."""

    def __init__(self, case: Case) -> None:
        import keras

        self.case, self.model = case, case.model
        self.everything = self.model._flatten_layers()
        self.wrapper_of = {
            id(half): layer
            for layer in self.everything
            if isinstance(layer, keras.layers.Bidirectional)
            for half in (layer.forward_layer, layer.backward_layer)
        }
        self.ends = []  # what each recurrent layer read and what it returned, as tensors
        self.sources = []  # where the steps come in
        self.hidden, self.fresh = set(), set()

    def run(self) -> None:
        """Let the model read, and lead one gradient back."""
        import keras
        import tensorflow as tf

        case = self.case
        tape = self.tape = tf.GradientTape(persistent=True, watch_accessed_variables=False)
        with warnings.catch_warnings(), self._listening(), keras.StatelessScope(), tape:
            warnings.simplefilter("ignore")
            for k, part in enumerate(keras.tree.flatten(case.batch)):
                if part.dtype.is_floating and len(part.shape) > 1:
                    padding = find_padding(case.x[k][case.chosen]) if len(part.shape) == 3 else None
                    self._source(part, padding)
            outputs = keras.tree.flatten(self.model(case.batch, training=False))
            case.hidden = sorted(self.hidden)
            case.masked = case.masked or any(one.layer.mask_zero for one in case.embedded)
            _find_paddings(case, [self._sources_of(end) for end, _ in self.ends])
            case.answers = _answers(case, outputs)
            target = self._mixture(outputs)
        if target is None or not case.calls:  # no output is a number
            return
        flat = [end for pair in self.ends for end in pair]
        found = tape.gradient(target, flat, unconnected_gradients="zero")
        lengths = [_lengths(np.asarray(one, np.float32)) for one in found]
        for call, gradient, used in zip(case.calls, lengths[::2], lengths[1::2], strict=True):
            call.gradient, call.used = gradient, used if call.layer.return_sequences else None
            call.into = float(np.nan_to_num(used).max(initial=0))

    def after_a_reset(self) -> list:
        """What the model answers if every carried state begins at 0."""
        import keras
        import tensorflow as tf

        zeros = [
            (state, tf.zeros_like(state.value))
            for layer in recurrent_layers(self.model)
            for state in keras.tree.flatten(getattr(layer, "states", None) or [])
        ]
        with warnings.catch_warnings(), keras.StatelessScope(state_mapping=zeros):
            warnings.simplefilter("ignore")
            outputs = self.model(self.case.batch, training=False)
        return [np.asarray(one) for one in keras.tree.flatten(outputs)]

    def _source(self, tensor, padding: Padding | None, learned: bool = False, masks: bool = False) -> None:
        self.tape.watch(tensor)
        self.sources.append(_Source(tensor, padding, learned, masks))

    def _sources_of(self, end) -> list:
        """Tell from which sources a recurrent layer's input is made."""
        if len(self.sources) < 2:
            return self.sources
        with self.tape.stop_recording():
            found = self.tape.gradient(end, [source.tensor for source in self.sources])
        return [source for source, one in zip(self.sources, found, strict=True) if one is not None]

    def _mixture(self, outputs: list):
        """Mix the outputs at random: one number whose gradients say what acts on the answer.

        Of an output with steps, the last step that is no padding is taken.
        """
        import tensorflow as tf

        rng, total = np.random.default_rng(0), None
        for output, answer in zip(outputs, self.case.answers, strict=True):
            if not output.dtype.is_floating:
                continue
            if answer.steps:
                last = np.full(len(output), output.shape[1] - 1)
                last = last if answer.padding is None else answer.padding.last
                output = tf.gather(output, tf.constant(last), axis=1, batch_dims=1)
            mix = rng.choice((-1.0, 1.0), output.shape[1:]).astype("float32")
            part = tf.reduce_sum(tf.cast(output, tf.float32) * mix)
            total = part if total is None else total + part
        return total

    @contextlib.contextmanager
    def _listening(self):
        import keras

        with contextlib.ExitStack() as stack:
            for layer in self.everything:
                own = {"_called": layer._called} if hasattr(layer, "_called") else {}
                if isinstance(layer, keras.layers.RNN):
                    own["inner_loop"] = self._loop(layer, layer.inner_loop)
                    own["get_initial_state"] = self._beginning(layer, layer.get_initial_state)
                    if hasattr(layer, "use_cudnn"):  # the fused kernel refuses some masks
                        own["use_cudnn"] = False
                elif isinstance(layer, keras.layers.Embedding):
                    own["call"] = self._embedding(layer, layer.call)
                elif isinstance(layer, keras.layers.Masking):
                    own["call"] = self._masking(layer.call)
                elif not layer.supports_masking and not isinstance(layer, keras.Model):
                    own["call"] = self._dropping(layer, layer.call)
                stack.enter_context(_attributes(layer, **own))
            dense = last_dense(self.model)
            if dense is not None:
                # A softmax that is sure of its answer lets no gradient through: here it does.
                stack.enter_context(_attributes(dense, activation=_straight_through(dense.activation)))
            yield

    def _beginning(self, layer, get_initial_state):
        def listen(*args, **kwargs):
            self.fresh.add(id(layer))  # Keras asks for it only where the call was given no state
            return get_initial_state(*args, **kwargs)

        return listen

    def _loop(self, layer, inner_loop):
        import tensorflow as tf

        def listen(sequences, initial_state, mask=None, training=False):
            heard = sum(call.layer is layer for call in self.case.calls)
            if not tf.executing_eagerly() or heard >= CALLS:
                if not heard:
                    self.hidden.add(describe(layer))
                return inner_loop(sequences, initial_state, mask=mask, training=training)
            sequences = tf.identity(sequences)
            self.tape.watch(sequences)
            states = tf.nest.flatten(initial_state)
            read = None if mask is None else _as_array(tf.nest.flatten(mask)[0])
            stop = self.case.dropped[-1] if read is None and self.case.dropped else ""
            given = not layer.stateful and id(layer) not in self.fresh
            self.fresh.discard(id(layer))
            call = Call(
                layer,
                self.wrapper_of.get(id(layer)),
                np.asarray(sequences),
                read,
                [np.asarray(one) for one in states],
                stop,
                given,
            )
            if can_run(layer):
                last, outputs, states = _quick(call, sequences, states)
            else:
                last, outputs, states = inner_loop(sequences, initial_state, mask=mask, training=training)
            outputs = tf.identity(outputs)
            self.tape.watch(outputs)
            last = last if layer.return_sequences else outputs[:, -1]
            self.case.calls.append(call)
            self.ends.append((sequences, outputs))
            return last, outputs, states

        return listen

    def _embedding(self, layer, call):
        import tensorflow as tf

        def listen(ids, *args, **kwargs):
            if not tf.executing_eagerly() or len(ids.shape) != 2:
                return call(ids, *args, **kwargs)
            numbers = np.asarray(ids).astype(np.int64)
            self.case.embedded.append(Embedded(layer, numbers))
            # Ids that do not exist would end the call on a CPU: the finding of them is made from ids.
            out = call(tf.clip_by_value(ids, 0, layer.input_dim - 1), *args, **kwargs)
            self._source(out, find_padding(numbers), learned=True, masks=layer.mask_zero)
            return out

        return listen

    def _masking(self, call):
        import tensorflow as tf

        def listen(x, *args, **kwargs):
            out = call(x, *args, **kwargs)
            mask = getattr(out, "_keras_mask", None)
            if tf.executing_eagerly() and mask is not None:
                self.case.masked = True
                self._source(out, Padding(~_as_array(mask)), masks=True)
            return out

        return listen

    def _dropping(self, layer, call):
        import tensorflow as tf

        def listen(*args, **kwargs):
            if any(getattr(one, "_keras_mask", None) is not None for one in tf.nest.flatten((args, kwargs))):
                self.case.dropped.append(describe(layer))
            return call(*args, **kwargs)

        return listen


def _quick(call: Call, sequences, states: list) -> tuple:
    """Run a layer's loop in NumPy; TensorFlow learns how a gradient goes back through it."""
    import tensorflow as tf

    dtype = sequences.dtype
    loop = Loop(call.layer, call.x, call.state, call.mask)
    call.gates = loop.gates

    @tf.custom_gradient
    def run(x, *first):
        def back(into, *into_states):
            dx, d_states = loop.back(np.asarray(into), [np.asarray(one) for one in into_states])
            return [tf.cast(one, dtype) for one in (dx, *d_states)]

        return tuple(tf.cast(one, dtype) for one in (loop.outputs, *loop.last)), back

    outputs, *last = run(sequences, *states)
    shown = outputs if call.layer.return_sequences else outputs[:, -1:]
    return outputs[:, -1], shown, last


def _as_array(mask) -> np.ndarray:
    mask = np.asarray(mask).astype(bool)
    return mask[..., 0] if mask.ndim == 3 else mask


def _lengths(gradient: np.ndarray) -> np.ndarray:
    """The length of the gradient of each step."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.sqrt((gradient.astype(np.float64) ** 2).sum(axis=tuple(range(2, gradient.ndim))))


def _straight_through(activation):
    """An activation with the same values and the gradient 1."""
    import tensorflow as tf

    @tf.custom_gradient
    def through(z):
        return activation(z), lambda gradient: gradient

    return through


@contextlib.contextmanager
def _attributes(layer, **values):
    """Set attributes of a layer for a while, without the bookkeeping of Keras."""
    own = vars(layer)
    before = {name: own[name] for name in values if name in own}
    own.update(values)
    try:
        yield
    finally:
        for name in values:
            del own[name]
        own.update(before)


def _find_paddings(case: Case, links: list) -> None:
    """Give each call the padding of what it reads."""
    several = len({id(one) for linked in links for one in linked}) > 1
    masks: list[Padding] = []  # of earlier calls, in case the source says nothing
    for call, linked in zip(case.calls, links, strict=True):
        timesteps = call.x.shape[1]
        call.learned, call.maskable = (
            any(getattr(one, name) for one in linked) for name in ("learned", "masks")
        )
        if several and not call.maskable:  # what was dropped was the mask of another branch
            call.stop = ""
        found = [one.padding for one in linked if one.padding is not None]
        fitting = [one for one in found if one.at.shape[1] == timesteps]
        if not fitting and len(found) == 1:  # a convolution has made the rows shorter
            place = np.arange(timesteps) * found[0].at.shape[1] // timesteps
            fitting = [Padding(found[0].at[:, place], found[0].sign)]
        if not fitting and not several:
            fitting = [one for one in masks if one.at.shape[1] == timesteps]
        if call.mask is not None and not call.mask.all():
            own = Padding(~call.mask)
            masks.append(own)
            # A mask that skips less than the padding leaves the rest to be read.
            fitting = [one for one in fitting if (one.at >= own.at).all()] or [own]
        call.padding = fitting[-1] if fitting and fitting[-1].at.any() else None


def _answers(case: Case, outputs: list) -> list[Answer]:
    names, labels = list(getattr(case.model, "output_names", None) or []), case.labels
    lengths = {call.x.shape[1]: call.padding for call in case.calls}
    answers = []
    for k, output in enumerate(outputs):
        value, mask = np.asarray(output), getattr(output, "_keras_mask", None)
        name = names[k] if len(names) == len(outputs) else f"output {k}"
        answer = Answer(name, value, None if mask is None else _as_array(mask))
        labelled = labels is not None and k < len(labels) and labels[k].shape[:2] == value.shape
        answer.steps = value.ndim >= 3 or (value.ndim == 2 and labelled)
        answer.steps = answer.steps and value.shape[1] > 1 and value.shape[1] in lengths
        if answer.steps:
            answer.padding = lengths[value.shape[1]]
            if answer.mask is not None and answer.mask.shape == value.shape[:2] and not answer.mask.all():
                answer.padding = Padding(~answer.mask)
        answers.append(answer)
    return answers
