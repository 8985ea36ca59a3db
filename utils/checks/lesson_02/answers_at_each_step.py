"""A network of the learner's own, trained in Keras to answer at every step. Keras is loaded with it."""

import numpy as np

from utils.checks.asking import number
from utils.checks.judging import Wrong, check, within
from utils.checks.predictions import predicted

CLASSES = 10
ENOUGH = 0.9  # of the answers on new rows


@check
def largest(model, accuracy, x_train, y_train, x_test, y_test):
    """Check a trained network that says at each step which digit is the largest so far.

    Args:
        model: the network, (rows, timesteps) ids of digits in, (rows, timesteps, 10) out.
        accuracy: its share of right answers on the test rows, as the learner measured it.
        x_train: (rows, timesteps), the digits to train on.
        y_train: (rows, timesteps), the largest so far.
        x_test: (rows, timesteps), digits to test on.
        y_test: (rows, timesteps), the largest so far.
    """
    _check_layers(model)
    new = np.random.default_rng(8).permutation(x_test.ravel()).reshape(x_test.shape)
    found = _scores(model, new)
    _check_no_future(model, new, found)
    if (right := _right(found, np.maximum.accumulate(new, axis=1))) < ENOUGH:
        words = f"on rows that it has not seen, {right:.0%} of its answers are right"
        raise Wrong(words, "how long it trains: epochs, and the step size of the optimiser")
    on_test, on_train = (_right(_scores(model, x), y) for x, y in ((x_test, y_test), (x_train, y_train)))
    said = number("accuracy", accuracy, 0)
    if not within(said, on_test, 1e-4) and said not in (round(on_test, 2), round(on_test, 3)):
        look = "what you give to evaluate, and what it returns: the loss, then the accuracy"
        if within(said, on_train, 1e-4):
            raise Wrong("that is the accuracy on the rows that it was trained on", look)
        raise Wrong(f"`accuracy` is {said:.3f}; on the test rows it is {on_test:.3f}", look)
    without = (x_test == y_test).mean()
    guess = predicted("share right without memory")
    return f"You said {guess:g} without memory; it is {without:.2f}, and your network has {on_test:.2f}."


def _check_layers(model) -> None:
    """Raise `Wrong` unless this is a Keras model with a recurrent layer that reads forwards."""
    import keras

    if not isinstance(model, keras.Model):
        raise Wrong(f"`model` is {type(model).__name__}; a Keras model is expected.", "keras.Sequential")
    kinds = [type(layer).__name__ for layer in model.layers]
    if "Bidirectional" in kinds:
        raise Wrong(
            "your network reads from both ends, so its answer at a step knows digits that come later",
            "Bidirectional: leave it out where the future is not known",
        )
    if not any(isinstance(layer, keras.layers.RNN) for layer in model.layers):
        raise Wrong("there is no recurrent layer in your model: no step knows of another", "SimpleRNN")


def _scores(model, x: np.ndarray) -> np.ndarray:
    """Ask the model, (rows, timesteps, 10); raise `Wrong` for another shape, or if it cannot read x."""
    try:
        scores = np.asarray(model(x), float)
    except Exception as error:  # whatever a layer says of a shape
        line = str(error).strip().splitlines()[0][:120]
        raise Wrong(
            f"your model cannot read digits of the shape {x.shape}: {line}",
            "its first layer: ids of digits come in, (rows, 12), and Embedding(10, ...) takes them",
        ) from None
    rows, timesteps = x.shape
    if scores.shape == (rows, CLASSES):
        raise Wrong(
            f"your network gives one answer for each row, {scores.shape}, not one for each step",
            "the switch of the recurrent layer by which it returns every state: return_sequences",
        )
    if scores.shape != (rows, timesteps, CLASSES):
        raise Wrong(
            f"the output has the shape {scores.shape}; ten probabilities at each step are expected, "
            f"{(rows, timesteps, CLASSES)}",
            "the last layer: how many numbers it gives",
        )
    return scores


def _check_no_future(model, x: np.ndarray, scores: np.ndarray) -> None:
    """Raise `Wrong` if other digits in the second half change answers in the first."""
    half, other = x.shape[1] // 2, x.copy()
    other[:, half:] = 9 - other[:, half:]
    if np.abs(_scores(model, other)[:, :half] - scores[:, :half]).max() > 1e-4:
        raise Wrong("answers of your network change with digits that come later", "what each step may know")


def _right(scores: np.ndarray, y: np.ndarray) -> float:
    return float((scores.argmax(axis=-1) == y).mean())
