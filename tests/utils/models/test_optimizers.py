"""Muon, the same with every Keras that the course runs with, against its rule written out in NumPy."""

import numpy as np
import pytest

from utils import session
from utils.models import muon

session.load_tensorflow()

import keras  # noqa: E402
from keras import ops  # noqa: E402


def orthogonalised(x: np.ndarray, steps: int = 5) -> np.ndarray:
    """Five rounds of the odd polynomial that brings all singular values near 1 (Jordan et al. 2024)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    wide = x.shape[0] <= x.shape[1]
    x = x if wide else x.T
    x = x / (np.linalg.norm(x) + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x if wide else x.T


def by_hand(
    value: np.ndarray, gradients: list, rate: float, decay: float, momentum: float = 0.95
) -> np.ndarray:
    speed = np.zeros_like(value)
    for gradient in gradients:
        value = value - value * decay * rate
        speed = momentum * speed + gradient
        step = orthogonalised(gradient + momentum * speed)
        value = value - rate * step * 0.2 * np.sqrt(max(value.shape))
    return value


def adam_by_hand(value: np.ndarray, gradients: list, rate: float, decay: float, used: float) -> np.ndarray:
    mean, square = np.zeros_like(value), np.zeros_like(value)
    for t, gradient in enumerate(gradients, 1):
        value = value - value * decay * used
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        value = value - rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * mean / (np.sqrt(square) + 1e-7)
    return value


def moved(optimizer, value: np.ndarray, gradients: list, name: str = "kernel") -> np.ndarray:
    """The weight ``name`` after one step with each gradient, each step as `fit` takes it."""
    variable = keras.Variable(value, name=name, dtype="float32")
    for gradient in gradients:
        optimizer.apply([ops.convert_to_tensor(gradient, "float32")], [variable])
    return variable.numpy()


@pytest.mark.parametrize("shape", [(5, 12), (12, 5), (6, 6)])
def test_a_matrix_moves_as_the_rule_says(shape):
    rng = np.random.default_rng(1)
    value, *gradients = rng.normal(size=(5, *shape))
    found = moved(muon(0.05, weight_decay=0.3), value, gradients)
    assert found == pytest.approx(by_hand(value, gradients, 0.05, 0.3), abs=1e-4)


@pytest.mark.parametrize(
    "name, shape", [("bias", (7,)), ("filter", (2, 3, 4)), ("words", (5, 12)), ("embeddings", (5, 12))]
)
def test_all_else_moves_as_in_adam(name, shape):
    rng = np.random.default_rng(2)
    value, *gradients = rng.normal(size=(5, *shape))
    optimizer = muon(0.05, adam_lr_ratio=3, exclude_layers=["words"], weight_decay=0.3)
    found = moved(optimizer, value, gradients, name)
    assert found == pytest.approx(adam_by_hand(value, gradients, 0.15, 0.004, 0.05), abs=1e-5)


@pytest.mark.slow
def test_a_model_is_trained_and_a_schedule_followed():
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(64, 6, 3)).astype("float32")
    model = keras.Sequential([keras.layers.LSTM(8), keras.layers.Dense(1)])
    rate = keras.optimizers.schedules.CosineDecay(0.1, 64)
    model.compile(muon(rate), "mse")
    past = model.fit(x, x[:, 0, :1], epochs=8, batch_size=8, verbose=0).history["loss"]
    assert past[-1] < past[0] / 2
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-6)
