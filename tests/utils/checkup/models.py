"""Texts, series and small models for the tests of `utils.checkup`."""

import numpy as np
from packaging.version import Version

from utils.session import load_tensorflow

load_tensorflow()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402, F401
from keras import layers, ops  # noqa: E402, F401

from utils import checkup  # noqa: E402, F401

VOCABULARY = 200
# Before 3.12, Keras hands no mask to a metric: each counts padding, and the check-up says so.
ACCURACY = ["accuracy"] if Version(keras.__version__) >= Version("3.12") else []


def texts(rows=96, timesteps=40, shortest=4, longest=16, side="behind", first_id=3, seed=0):
    """Ids of words, padded with 0."""
    rng = np.random.default_rng(seed)
    x = np.zeros((rows, timesteps), np.int32)
    for row, length in zip(x, rng.integers(shortest, longest + 1, rows), strict=True):
        row[slice(length) if side == "behind" else slice(-length, None)] = rng.integers(
            first_id, VOCABULARY, length
        )
    return x


def two_classes(rows=96):
    return np.arange(rows) % 2


def reader(*middle, mask=True, units=8, last=None, loss="binary_crossentropy", metrics=None, **options):
    """A small reader of texts: Embedding, what stands between, LSTM, an answer."""
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(VOCABULARY, 8, mask_zero=mask))
    for layer in middle or [layers.LSTM(units, **options)]:
        model.add(layer)
    model.add(last or layers.Dense(1, activation="sigmoid"))
    model.compile("adam", loss, metrics=metrics)
    return model


def tagger(mask=True, loss="sparse_categorical_crossentropy", metrics=None, tags=4, kind=layers.GRU):
    """A tag for each word."""
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(VOCABULARY, 8, mask_zero=mask))
    model.add(kind(8, return_sequences=True))
    model.add(layers.Dense(tags, activation="softmax"))
    model.compile("adam", loss, metrics=metrics)
    return model


def series(steps=400, features=1, seed=0):
    """A calm series, scaled."""
    rng = np.random.default_rng(seed)
    t = np.arange(steps)[:, None]
    waves = np.sin(t / 7 + np.arange(features)) + 0.3 * rng.normal(size=(steps, features))
    return waves.astype(np.float32)


def forecaster(timesteps=20, features=1, kind=layers.LSTM, last=None, **options):
    model = keras.Sequential(
        [keras.Input((timesteps, features)), kind(8, **options), last or layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model


def stateful(batch=8, timesteps=10, features=2):
    model = keras.Sequential(
        [
            keras.Input(batch_shape=(batch, timesteps, features)),
            layers.LSTM(4, stateful=True, return_sequences=True),
            layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)
