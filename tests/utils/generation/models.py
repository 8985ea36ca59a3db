"""Small networks for the tests of `utils.generation`."""

import numpy as np
from scipy import special

from utils.session import load_tensorflow

load_tensorflow()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402


def shuffled(model, seed=0, scale=0.7):
    """The model with random weights, biases included; variances of a normalisation stay positive."""
    rng = np.random.default_rng(seed)
    model.set_weights([np.abs(rng.normal(0, scale, w.shape)) for w in model.get_weights()])
    model.set_weights([w * rng.choice([-1, 1], w.shape) for w in model.get_weights()])
    return model


def stack(*recurrent, vocab_size=7, mask_zero=False, between=(), last=None, seed=0):
    last = last or layers.Dense(vocab_size, activation="softmax")
    everything = [layers.Embedding(vocab_size, 4, mask_zero=mask_zero), *recurrent, *between, last]
    return shuffled(keras.Sequential([keras.Input((None,), dtype="int32"), *everything]), seed)


def rnn(kind, units=5, **options):
    return kind(units, return_sequences=True, **options)


def probabilities(model, x, from_logits=False):
    """What the model gives for each token of x, (batch_size, timesteps, vocab_size)."""
    said = np.asarray(model(np.asarray(x), training=False), float)
    return special.softmax(said, axis=-1) if from_logits else said


def last_words(model, x, from_logits=False):
    return probabilities(model, x, from_logits)[:, -1]


def traced(model):
    """The model as one TensorFlow function, traced once for ids of any shape."""
    return tf.function(
        lambda ids: model(ids, training=False), input_signature=[tf.TensorSpec((None, None), tf.int32)]
    )
