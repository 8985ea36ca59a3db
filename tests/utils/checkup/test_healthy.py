"""No alarm where nothing is wrong: networks of this course, and ordinary ones as documentation has them."""

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
    ops,
    reader,
    series,
    stateful,
    tagger,
    texts,
    tf,
    two_classes,
)
from utils.preprocessing import windows
from utils.synthetic import adding, copy_memory, delayed_series, formal_languages, home_language, recall

HEALTHY = {}


def healthy(make):
    HEALTHY[make.__name__] = make
    return make


# Networks of this course, small.


@healthy
def lesson_00_ten_lines():
    sentences = ["the soup was good", "the soup was cold and the waiter rude", "lovely", "a bad day"] * 12
    to_ids = layers.TextVectorization(max_tokens=50, output_sequence_length=20)
    to_ids.adapt(sentences)
    chain = [to_ids, layers.Embedding(to_ids.vocabulary_size(), 8, mask_zero=True), layers.LSTM(8)]
    model = keras.Sequential([*chain, layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model(tf.constant(sentences[:2]))
    return model, {"x": np.array(sentences), "y": two_classes(48)}


@healthy
def lesson_00_tagger_with_weights():
    x = texts()
    model = tagger(mask=False, kind=lambda n, **o: layers.Bidirectional(layers.LSTM(n, **o)))
    return model, {"x": x, "y": x % 4, "sample_weight": (x > 0).astype("float32")}


@healthy
def lesson_00_translator():
    rng = np.random.default_rng(0)
    words_in, digits_in = keras.Input((5,), dtype="int32"), keras.Input((4,), dtype="int32")
    _, h, c = layers.LSTM(8, return_state=True)(layers.Embedding(40, 8)(words_in))
    states = layers.LSTM(8, return_sequences=True)(layers.Embedding(12, 8)(digits_in), initial_state=[h, c])
    model = keras.Model([words_in, digits_in], layers.Dense(12, activation="softmax")(states))
    model.compile("adam", "sparse_categorical_crossentropy")
    x = [rng.integers(1, 40, (60, 5)), rng.integers(2, 12, (60, 4))]
    return model, {"x": x, "y": rng.integers(2, 12, (60, 4))}


@healthy
def lesson_00_stream():
    model = stateful(16, 20, 2)
    return model, {"x": numbers(64, 20, 2), "y": numbers(64, 20, 1), "shuffled": False}


@healthy
def lesson_01_shop():
    x, y = delayed_series(rows=80, timesteps=20, lag=3)
    return forecaster(kind=layers.SimpleRNN), {"x": x, "y": y}


@healthy
def lesson_01_sentences():
    task = home_language(rows=80, gap=12)
    chain = [keras.Input((None,), dtype="int32"), layers.Embedding(len(task.vocabulary), 16)]
    model = keras.Sequential(
        [*chain, layers.SimpleRNN(8), layers.Dense(len(task.answers), activation="softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, {"x": task.x, "y": task.y}


@healthy
def lesson_02_letters():
    ids = np.random.default_rng(0).integers(0, 30, (90, 41))
    chain = [keras.Input((None,), dtype="int32"), layers.Embedding(30, 8)]
    chain += [layers.SimpleRNN(16, return_sequences=True), layers.Dense(30)]
    model = keras.Sequential(chain)
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model, {"x": ids[:, :-1], "y": ids[:, 1:]}


@healthy
def lesson_03_recall():
    x, y = recall(120, 20)
    chain = [keras.Input((None,), dtype="int32"), layers.Embedding(17, 16), layers.LSTM(16)]
    model = keras.Sequential([*chain, layers.Dense(8, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    x_val, y_val = recall(60, 20, seed=1)
    return model, {"x": x, "y": y, "x_val": x_val, "y_val": y_val}


@healthy
def lesson_04_reader():
    return reader(units=4, metrics=["accuracy"]), {"x": texts(), "y": two_classes()}


@healthy
def lesson_05_stories():
    """An answer at each word, weighed by where something is asked."""
    ids = np.random.default_rng(0).integers(1, 30, (80, 24))
    chain = [keras.Input((None,), dtype="int32"), layers.Embedding(30, 8)]
    chain += [layers.LSTM(12, return_sequences=True), layers.Dense(5, activation="softmax")]
    model = keras.Sequential(chain)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model, {"x": ids, "y": ids % 5, "sample_weight": (ids % 7 == 0).astype("float32")}


@healthy
def lesson_09_next_word():
    """Masks passed by hand, padding left out by the loss."""
    x = texts()
    words = keras.Input((None,), dtype="int32")
    known = ops.not_equal(words, 0)
    h = layers.Embedding(VOCABULARY, 8)(words)
    h = layers.LSTM(8, return_sequences=True)(h, mask=known)
    h = layers.LSTM(8, return_sequences=True)(h, mask=known)
    model = keras.Model(words, layers.Dense(VOCABULARY)(h))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0))
    return model, {"x": x[:, :-1], "y": x[:, 1:]}


@healthy
def the_adding_problem():
    x, y = adding(80, 30)
    return forecaster(30, 2, kind=layers.GRU), {"x": x, "y": y}


@healthy
def the_copy_task():
    x, y = copy_memory(60, length=4, gap=10)
    chain = [keras.Input((None,), dtype="int32"), layers.Embedding(int(x.max()) + 1, 8)]
    chain += [layers.LSTM(8, return_sequences=True), layers.Dense(int(y.max()) + 1, activation="softmax")]
    model = keras.Sequential(chain)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model, {"x": x, "y": y}


@healthy
def parity():
    strings = formal_languages.parity(60, 12)
    chain = [keras.Input((None,), dtype="int32"), layers.Embedding(3, 4)]
    chain += [layers.LSTM(4, return_sequences=True), layers.Dense(3, activation="softmax")]
    model = keras.Sequential(chain)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model, {"x": strings.x, "y": strings.y}


# Ordinary models, as documentation has them.


@healthy
def imdb_with_padding_in_front():
    x = texts(side="before", timesteps=80, shortest=20, longest=80)
    model = reader(layers.LSTM(16, dropout=0.2), mask=False, metrics=["accuracy"])
    return model, {"x": x, "y": two_classes()}


@healthy
def stacked_bidirectional():
    lower = layers.Bidirectional(layers.LSTM(8, return_sequences=True))
    model = reader(lower, layers.Bidirectional(layers.LSTM(4)), mask=False, metrics=["accuracy"])
    return model, {"x": texts(side="before"), "y": two_classes()}


@healthy
def stacked_with_a_mask():
    model = reader(layers.LSTM(8, return_sequences=True), layers.Dropout(0.3), layers.GRU(8))
    return model, {"x": texts(), "y": two_classes()}


@healthy
def forecast_from_windows():
    values = series(500, 3)
    x, y = windows(values[:350], 24, target=0)
    x_val, y_val = windows(values[350:], 24, target=0)
    model = forecaster(24, 3)
    return model, {"x": x, "y": y, "x_val": x_val, "y_val": y_val, "shuffled": True}


@healthy
def encoder_and_decoder():
    """Texts of two languages, masks in both, the decoder begins with the encoder's states."""
    source, target = texts(timesteps=20), texts(timesteps=20, seed=1)
    first, second = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    embed = layers.Embedding(VOCABULARY, 8, mask_zero=True)
    _, h, c = layers.LSTM(8, return_state=True)(embed(first))
    h = layers.LSTM(8, return_sequences=True)(
        layers.Embedding(VOCABULARY, 8, mask_zero=True)(second), initial_state=[h, c]
    )
    model = keras.Model([first, second], layers.Dense(VOCABULARY, activation="softmax")(h))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=ACCURACY)
    shifted = np.concatenate([target[:, 1:], np.zeros_like(target[:, :1])], axis=1)
    return model, {"x": [source, target], "y": shifted}


@healthy
def stateful_letters():
    chain = [keras.Input(batch_shape=(8, 25), dtype="int32"), layers.Embedding(30, 8)]
    chain += [layers.GRU(12, return_sequences=True, stateful=True), layers.Dense(30)]
    model = keras.Sequential(chain)
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    ids = np.random.default_rng(0).integers(0, 30, (40, 26))
    return model, {"x": ids[:, :-1], "y": ids[:, 1:], "shuffled": False}


@healthy
def tags_with_a_mask():
    x = texts()
    return tagger(metrics=ACCURACY), {"x": x, "y": x % 4}


@healthy
def convolution_and_lstm():
    chain = [keras.Input((60, 2)), layers.Conv1D(8, 5, activation="relu"), layers.MaxPooling1D(2)]
    model = keras.Sequential([*chain, layers.LSTM(8), layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, {"x": numbers(40, 60, 2), "y": np.arange(40) % 3}


class Subclassed(keras.Model):
    """A class of its own, with a mask and a cell of its own choice."""

    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(VOCABULARY, 8, mask_zero=True)
        self.cells = [layers.GRU(8, return_sequences=True), layers.GRU(8)]
        self.answer = layers.Dense(2)

    def call(self, ids, training=False):
        h = self.embedding(ids)
        for cell in self.cells:
            h = cell(h, training=training)
        return self.answer(h)


@healthy
def subclassed():
    model = Subclassed()
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    model(texts()[:2, :4])
    return model, {"x": texts(), "y": two_classes()}


@healthy
def masked_numbers_with_pooling():
    x = numbers(48, 20, 3)
    for k, row in enumerate(x):
        row[9 + k % 9 :] = -10.0
    chain = [keras.Input((20, 3)), layers.Masking(-10.0), layers.LSTM(8, return_sequences=True)]
    model = keras.Sequential([*chain, layers.GlobalAveragePooling1D(), layers.Dense(1)])
    model.compile("adam", "mse")
    return model, {"x": x, "y": numbers(48, 1)}


@healthy
def one_hot_letters_and_a_last_word_that_is_picked():
    """The answer is taken at each row's last word, so the padding behind it is never seen."""
    ids, x = keras.Input((None,), dtype="int32"), texts()
    h = layers.LSTM(8, return_sequences=True)(layers.Embedding(VOCABULARY, 8)(ids))
    last = ops.one_hot(ops.sum(ops.cast(ids > 0, "int32"), axis=1) - 1, 40)
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(ops.einsum("ijk,ij->ik", h, last)))
    model.compile("adam", "binary_crossentropy")
    return model, {"x": x, "y": two_classes()}


pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")


@pytest.mark.parametrize("name", HEALTHY)
def test_no_alarm(name: str):
    model, given = HEALTHY[name]()
    report = checkup.examine(model, **given)
    assert not report.alarms, str(report)
    unseen = {finding: why for finding, why in report.not_looked_at.items() if not why.startswith("pass ")}
    assert not unseen, str(report)


def test_there_are_ten_from_documentation():
    assert len([name for name in HEALTHY if not name.startswith(("lesson", "the_", "parity"))]) >= 10


@pytest.mark.slow
def test_no_alarm_once_it_is_trained():
    """A network that has solved its task has gates near 0 and 1, and is sure of its answers."""
    model, _ = lesson_03_recall()
    x, y = recall(6400, 10)
    model.optimizer.learning_rate = 0.01
    model.fit(x, y, epochs=6, batch_size=64, verbose=0)
    x_val, y_val = recall(400, 10, seed=1)
    assert model.evaluate(x_val, y_val, verbose=0)[1] > 0.95
    report = checkup.examine(model, x, y, x_val, y_val)
    assert not report.alarms, str(report)
