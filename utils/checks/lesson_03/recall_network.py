"""The data of the exercise that trains a network, and what its model is asked before its answers count."""

import numpy as np

from utils.checks.judging import Wrong
from utils.synthetic import recall

GAP, KEYS = 40, 8
QUARTERS = ("input", "forget", "candidate", "output")  # the order of the biases in Keras


def careless_keys() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Make recall over forty fillers, with a wrong answer in about one of ten training rows.

    Returns:
        x (6400, 42) and y (6400,) for training, x (1000, 42) and y (1000,) for the test, int32.
    """
    x, y = recall(rows=6400, gap=GAP, seed=1)
    rng = np.random.default_rng(1)
    slips = rng.random(len(y)) < 0.1
    typed = np.where(slips, (y + rng.integers(1, KEYS, len(y))) % KEYS, y).astype(np.int32)
    return x, typed, *recall(rows=1000, gap=GAP, seed=2)


def recurrent_layer(model: object) -> object:
    """Return the LSTM of a learner's model.

    Args:
        model: the learner's answer.

    Returns:
        The first LSTM in it.

    Raises:
        Wrong: if it is no Keras model, or holds no LSTM.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise Wrong(
            f"`model` is {type(model).__name__}; a Keras model is expected, such as keras.Sequential([...])."
        )
    found = [layer for layer in model.layers if isinstance(layer, keras.layers.LSTM)]
    if not found:
        kinds = ", ".join(type(layer).__name__ for layer in model.layers) or "nothing"
        raise Wrong(f"`model` holds no LSTM, only {kinds}.", "the list of layers")
    return found[0]


def answers(model, x: np.ndarray) -> np.ndarray:
    """Ask a learner's model about rows of ids.

    Args:
        model: a Keras model.
        x: (rows, 42) ids.

    Returns:
        (rows, 8), one number for each key.

    Raises:
        Wrong: if it cannot read the rows, or its outputs have another shape.
    """
    shape = getattr(model, "input_shape", None)
    if isinstance(shape, tuple) and len(shape) == 3:
        raise Wrong(
            f"your model reads inputs of shape {shape}: it takes the ids for sizes. They are names; an "
            f"Embedding turns rows of ids, (rows, {x.shape[1]}), into numbers",
            "the first layer",
        )
    try:
        outputs = np.asarray(model.predict(x, batch_size=500, verbose=0), float)
    except Exception as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Wrong(f"the model cannot read rows of shape {x.shape}: {first}", "its first layer") from None
    if outputs.ndim == 3:
        raise Wrong(
            f"the outputs have the shape {outputs.shape}: an answer at each of the {outputs.shape[1]} steps. "
            "One for each sequence is asked for, so the LSTM returns its last state only, without "
            "return_sequences=True",
            "the LSTM",
        )
    if outputs.shape != (len(x), KEYS):
        raise Wrong(
            f"the outputs have the shape {outputs.shape}; ({len(x)}, {KEYS}) is expected.", "the last layer"
        )
    return outputs


def why_it_guesses(lstm) -> str:
    """Say what the biases of an LSTM tell about a network that has not learned.

    Args:
        lstm: a Keras LSTM with biases.

    Returns:
        A sentence.
    """
    means = {
        name: float(part.mean())
        for name, part in zip(QUARTERS, np.split(lstm.get_weights()[-1], 4), strict=True)
    }
    elsewhere = [name for name in QUARTERS if name != "forget" and means[name] > 1.8]
    if elsewhere:
        return (
            f"The biases of the {elsewhere[0]} part are large; those of the forget gates come second of four"
        )
    if means["forget"] < 1.8:
        left = np.exp(-GAP * np.log1p(np.exp(-means["forget"])))
        return (
            f"Its forget gates have a bias of about {means['forget']:.1f}, which leaves {left:.0e} over "
            "forty fillers: set it before fit"
        )
    return (
        "Its forget gates are open. It has hardly trained since: set the biases before fit, and fit three "
        "rounds"
    )
