"""Examining a model leaves it as it was, and looks at any model that Keras lets one see."""

import random

import numpy as np
import pytest

from tests.utils.checkup.models import (
    ACCURACY,
    VOCABULARY,
    checkup,
    forecaster,
    keras,
    layers,
    numbers,
    reader,
    stateful,
    texts,
    tf,
    two_classes,
)

pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")


def everything(model) -> dict:
    """All that may not change."""
    kept = {"compiled": getattr(model, "compiled", None), "loss": getattr(model, "loss", None)}
    kept["optimizer"] = [np.asarray(one).copy() for one in getattr(model.optimizer, "variables", [])]
    kept["metrics"] = [np.asarray(one).copy() for metric in model.metrics for one in metric.variables]
    kept["weights"] = [np.asarray(one).copy() for one in model.variables]
    for k, layer in enumerate(model._flatten_layers()):
        own = {name: value for name, value in vars(layer).items() if not isinstance(value, list | dict)}
        kept[k] = {name: id(value) for name, value in own.items()}
        kept[k, "trainable"] = layer.trainable
        states = keras.tree.flatten(getattr(layer, "states", None) or [])
        kept[k, "states"] = [np.asarray(one).copy() for one in states]
    return kept


def same(one, other) -> bool:
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=True)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def fitted():
    model = reader(layers.Dropout(0.2), layers.BatchNormalization(), layers.LSTM(4), metrics=["accuracy"])
    model.run_eagerly = True  # no graph is made for two batches
    model.fit(texts(rows=8, timesteps=16), two_classes(8), verbose=0)
    model.layers[2].trainable = False
    return model, {"x": texts(), "y": two_classes()}


def with_a_state():
    model = stateful()
    model(numbers(8, 10, 2))
    return model, {"x": numbers(16, 10, 2), "y": numbers(16, 10, 1)}


@pytest.mark.parametrize("make", [fitted, with_a_state])
def test_nothing_changes(make):
    model, given = make()
    before, seeds = everything(model), random.getstate()
    answer = model(given["x"][:8], training=False)
    model_state = everything(model) if make is with_a_state else before
    checkup.examine(model, **given)
    after = everything(model)
    assert set(after) == set(model_state)
    for name in after:
        assert same(after[name], model_state[name]), name
    assert random.getstate() == seeds
    if make is fitted:
        assert np.array_equal(answer, model(given["x"][:8], training=False))
        model.fit(given["x"][:8, :16], given["y"][:8], verbose=0)


def test_nothing_changes_if_it_fails():
    model = forecaster()
    model(numbers(4, 20, 1))
    before = everything(model)
    with pytest.raises(ValueError):
        checkup.examine(model, numbers(4, 20, 3))
    for name, value in everything(model).items():
        assert same(value, before[name]), name


def test_the_same_report_twice():
    model, given = nested()
    assert str(checkup.examine(model, **given)) == str(checkup.examine(model, **given))


class Own(layers.Layer):
    """A cell of someone's own."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.state_size = self.output_size = units
        self.mix = layers.Dense(units, activation="tanh")

    def build(self, shape):
        self.mix.build((shape[0], shape[-1] + self.state_size))

    def call(self, x, states):
        h = self.mix(keras.ops.concatenate([x, states[0]], axis=-1))
        return h, [h]


class Siamese(keras.Model):
    """One reader for two texts, with a loop of its own."""

    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(VOCABULARY, 6, mask_zero=True)
        self.reader = layers.Bidirectional(layers.LSTM(4))
        self.step = layers.GRU(4, return_state=True)
        self.answer = layers.Dense(1, activation="sigmoid")

    def call(self, texts):
        first, second = (self.reader(self.embedding(one)) for one in (texts["a"], texts["b"]))
        h = None
        for _ in range(7):
            _, h = self.step((first * second)[:, None], initial_state=h)
        return {"alike": self.answer(h), "vector": first}


def nested():
    inner = keras.Sequential([keras.Input((None, 8)), layers.GRU(6, return_sequences=True)])
    return reader(inner, layers.Dropout(0.1), layers.SimpleRNN(4)), {"x": texts(), "y": two_classes()}


def own_cell():
    return forecaster(8, kind=lambda n, **o: layers.RNN(Own(n), **o)), {"x": numbers(20, 8, 1)}


def stacked_cells():
    cells = [layers.LSTMCell(4), layers.GRUCell(3)]
    return forecaster(8, kind=lambda n, **o: layers.RNN(cells, **o)), {"x": numbers(20, 8, 1)}


def siamese():
    x = {"b": texts(timesteps=16, seed=1), "a": texts(timesteps=16)}
    model = Siamese()
    model({name: part[:2, :3] for name, part in x.items()})
    return model, {"x": x}


def moving_pictures():
    chain = [keras.Input((5, 8, 8, 1)), layers.ConvLSTM2D(2, 3), layers.Flatten(), layers.Dense(1)]
    return keras.Sequential(chain), {"x": numbers(6, 5, 8, 8, 1)}


def each_frame():
    chain = [keras.Input((4, 6, 2)), layers.TimeDistributed(layers.LSTM(3)), layers.GRU(3), layers.Dense(1)]
    return keras.Sequential(chain), {"x": numbers(6, 4, 6, 2)}


def half_precision():
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        return forecaster(), {"x": numbers(20, 20, 1), "y": numbers(20, 1)}
    finally:
        keras.config.set_dtype_policy(policy)


def other_activations():
    options = {"activation": "relu", "recurrent_activation": "hard_sigmoid", "unroll": True}
    return forecaster(8, **options), {"x": numbers(20, 8, 1)}


def two_answers():
    x = texts()
    words = keras.Input((None,), dtype="int32", name="words")
    h = layers.LSTM(6, return_sequences=True)(layers.Embedding(VOCABULARY, 6, mask_zero=True)(words))
    tag = layers.Dense(4, activation="softmax", name="tag")(h)
    good = layers.Dense(1, activation="sigmoid", name="good")(layers.GlobalAveragePooling1D()(h))
    model = keras.Model(words, {"tag": tag, "good": good})
    losses = {"tag": "sparse_categorical_crossentropy", "good": "binary_crossentropy"}
    model.compile("adam", losses, metrics={"tag": ACCURACY})
    return model, {"x": {"words": x}, "y": {"tag": x % 4, "good": two_classes()}}


def not_compiled():
    chain = [keras.Input((None, 2)), layers.LSTM(4), layers.Dense(1)]
    return keras.Sequential(chain), {"x": numbers(9, 7, 2), "y": numbers(9)}


def a_layer_alone():
    layer = layers.LSTM(4)
    layer.build((None, None, 2))
    return layer, {"x": numbers(9, 7, 2)}


def built_on_two_rows():
    """Keras notes the two rows in the shape of the input; the model takes any number."""
    model = keras.Sequential([layers.Embedding(VOCABULARY, 6), layers.GRU(4), layers.Dense(1)])
    model(texts()[:2, :9])
    return model, {"x": texts(shortest=9, timesteps=9, longest=9)}


def answers_in_thousands():
    model = forecaster(last=layers.Dense(1, kernel_initializer=keras.initializers.Constant(3e4)))
    return model, {"x": numbers(20, 20, 1), "y": 1e5 * numbers(20, 1)}


def a_last_layer_of_zeros():
    return forecaster(last=layers.Dense(1, kernel_initializer="zeros")), {"x": numbers(20, 20, 1)}


def one_number_for_each_tag():
    chain = [layers.Embedding(VOCABULARY, 6, mask_zero=True), layers.LSTM(4, return_sequences=True)]
    chain += [layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((None,), dtype="int32"), *chain])
    model.compile("adam", keras.losses.binary_crossentropy, metrics=ACCURACY)
    return model, {"x": texts(), "y": (texts() % 2)[..., None]}


def one_row():
    return reader(), {"x": texts(rows=1), "y": [1]}


def whole_numbers():
    return forecaster(), {"x": np.random.default_rng(0).integers(-2, 3, (20, 20, 1)), "y": list(range(20))}


def double_precision():
    chain = [layers.LSTM(4, dtype="float64"), layers.Dense(1, dtype="float64")]
    return keras.Sequential([keras.Input((9, 2), dtype="float64"), *chain]), {"x": numbers(9, 9, 2)}


def one_step_of_a_decoder():
    word, h, c = keras.Input((1,), dtype="int32"), keras.Input((4,)), keras.Input((4,))
    h_next, *states = layers.LSTM(4, return_state=True)(layers.Embedding(9, 4)(word), initial_state=[h, c])
    x = [np.array([[3], [4]]), np.zeros((2, 4), "float32"), np.zeros((2, 4), "float32")]
    return keras.Model([word, h, c], [layers.Dense(9)(h_next), *states]), {"x": x}


def labels_of_ctc():
    chain = [layers.Bidirectional(layers.GRU(4, return_sequences=True)), layers.Dense(9)]
    model = keras.Sequential([keras.Input((20, 3)), *chain])
    model.compile("adam", keras.losses.CTC())
    return model, {"x": numbers(12, 20, 3), "y": np.random.default_rng(0).integers(1, 9, (12, 5))}


def features_beside_a_series():
    """One-hot features, all zero in a row: no padding."""
    series, features = keras.Input((20, 3)), keras.Input((5,))
    h = layers.Concatenate()([layers.LSTM(4)(series), layers.Dense(4)(features)])
    beside = np.eye(5, dtype="float32")[np.arange(40) % 5]
    beside[3] = 0
    return keras.Model([series, features], layers.Dense(1)(h)), {"x": [numbers(40, 20, 3), beside]}


def a_series_beside_a_text():
    """The mask and the padding of the text are none of the series, though both have 40 steps."""
    words, series = keras.Input((40,), dtype="int32"), keras.Input((40, 2))
    vectors = layers.Embedding(VOCABULARY, 8, mask_zero=True)(words)
    h = [layers.LSTM(4)(vectors), layers.LSTM(4)(series), layers.Flatten()(vectors)]
    model = keras.Model([words, series], layers.Dense(1)(layers.Concatenate()(h)))
    return model, {"x": [texts(), numbers(96, 40, 2)]}


def own_training():
    class Model(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            return keras.ops.mean((y - y_pred) ** 2)

    given = keras.Input((None, 2))
    model = Model(given, layers.Dense(1)(layers.LSTM(4)(given)))
    model.compile("adam")
    return model, {"x": numbers(9, 7, 2), "y": numbers(9, 1)}


MODELS = (
    nested, own_cell, stacked_cells, siamese, moving_pictures, half_precision, other_activations, two_answers,
    not_compiled, a_layer_alone, built_on_two_rows, one_row, answers_in_thousands, a_last_layer_of_zeros,
    one_number_for_each_tag, whole_numbers, own_training, each_frame,
    double_precision, one_step_of_a_decoder, labels_of_ctc, features_beside_a_series, a_series_beside_a_text,
)  # fmt: skip


@pytest.mark.parametrize("make", MODELS)
def test_any_model(make):
    model, given = make()
    report = checkup.examine(model, **given)
    assert not report.alarms, str(report)
    if make is built_on_two_rows:
        assert "64 of 96 rows read" in str(report)
    assert make is not a_series_beside_a_text or "padding is read" not in report, str(report)
    unseen = [why for why in report.not_looked_at.values() if not why.startswith("pass ")]
    assert make is a_last_layer_of_zeros or not unseen, str(report)


def test_a_layer_that_cannot_be_seen_is_named():
    class Hidden(keras.Model):
        def __init__(self):
            super().__init__()
            self.seen, self.unseen = layers.LSTM(3), layers.LSTM(3, name="unseen")
            self.inside = tf.function(self.unseen)

        def call(self, x):
            return self.seen(x) + self.inside(x)

    model = Hidden()
    model(numbers(2, 5, 2))
    report = checkup.examine(model, numbers(9, 5, 2))
    assert any("'unseen'" in name for name in report.not_looked_at), str(report)
