"""What cannot be examined is refused in words that name it, say what was expected, and what to do."""

import subprocess
import sys

import numpy as np
import pytest

from tests.utils.checkup.models import (
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


def refused(kind, *words: str, **given):
    with pytest.raises(kind) as error:
        checkup.examine(**given)
    for word in words:
        assert word in str(error.value), str(error.value)


def test_no_model():
    refused(TypeError, "model is str", "expected a Keras model", model="lstm", x=texts())


def test_no_recurrent_layer():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)], name="flat")
    refused(ValueError, "'flat' has no recurrent layer", "Dense", model=model, x=numbers(4, 3))


def test_not_built():
    model = keras.Sequential([layers.LSTM(3)], name="new")
    refused(ValueError, "Sequential 'new' is not built", "keras.Input", model=model, x=numbers(4, 5, 3))


@pytest.mark.parametrize("shape", [(4, 20, 3), (4, 20, 1, 2)])
def test_x_that_does_not_fit(shape):
    words = ("cannot read x", str(shape), "(None, 20, 1)", "model.predict")
    refused(ValueError, *words, model=forecaster(), x=numbers(*shape))


def test_rows_of_different_lengths():
    refused(ValueError, "x is list", "padding first", model=reader(), x=[[1, 2, 3], [4, 5]])


def test_nothing():
    refused(ValueError, "at least one row", model=reader(), x=np.zeros((0, 5), int))


def test_a_dataset():
    dataset = tf.data.Dataset.from_tensor_slices(texts()).batch(8)
    refused(TypeError, "next(iter(dataset))", model=reader(), x=dataset)


def test_labels_of_another_number():
    refused(ValueError, "y has 5 rows, but x has 96", model=reader(), x=texts(), y=two_classes(5))
    given = {"x": texts(), "x_val": texts(rows=9), "y_val": two_classes(8)}
    refused(ValueError, "y_val has 8 rows, but x_val has 9", model=reader(), **given)
    refused(ValueError, "no x_val", model=reader(), x=texts(), y_val=two_classes(8))


def test_parts_without_an_input():
    refused(ValueError, "x has 2 parts", "input of the model, 1", model=reader(), x=(texts(), two_classes()))


def test_labels_that_are_words():
    refused(ValueError, "y holds texts", model=reader(), x=texts(), y=np.array(["good", "bad"] * 48))


def test_labels_without_an_output():
    given = keras.Input((None, 2))
    h = layers.LSTM(3)(given)
    model = keras.Model(given, {"a": layers.Dense(1, name="a")(h), "b": layers.Dense(1, name="b")(h)})
    refused(ValueError, "y lacks 'b'", model=model, x=numbers(4, 5, 2), y={"a": numbers(4)})


def test_validation_rows_of_another_kind():
    given = {"x": texts(), "x_val": texts(9, timesteps=30)}
    refused(ValueError, "x_val has the shape (9, 30)", model=reader(), **given)


def test_shuffled():
    refused(ValueError, "shuffled is 'yes'", model=reader(), x=texts(), shuffled="yes")


def test_too_few_rows_for_a_state():
    refused(ValueError, "x has 5 rows", "batches of 8", model=stateful(), x=numbers(5, 10, 2))


def test_hidden_in_a_graph():
    class Hidden(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm = layers.LSTM(3, name="unseen")
            self.inside = tf.function(self.lstm)

        def call(self, x):
            return self.inside(x)

    model = Hidden()
    model(numbers(2, 5, 2))
    refused(ValueError, "'unseen'", "tf.function", model=model, x=numbers(9, 5, 2))


def test_another_backend(monkeypatch: pytest.MonkeyPatch):
    model = reader()
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    refused(RuntimeError, "'jax'", 'os.environ["KERAS_BACKEND"] = "tensorflow"', model=model, x=texts())


def test_import_does_not_load_tensorflow():
    code = "import sys, utils.checkup; assert not {'tensorflow', 'keras'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
