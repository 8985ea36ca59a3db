"""What a learner's own network answers, in whatever form it answers, and how it treats padding."""

import numpy as np

from utils.checks.judging import Wrong

ANSWERS = 9  # eight names and nobody


def probabilities(net, x: np.ndarray) -> np.ndarray:
    """Ask a network for one answer a text.

    Args:
        net: a Keras model.
        x: (rows, timesteps) ids.

    Returns:
        (rows, 9).

    Raises:
        Wrong: if it cannot read such texts, or answers in another shape.
    """
    import keras

    recurrent = [layer for layer in net._flatten_layers() if isinstance(layer, keras.layers.RNN)]
    if not recurrent:
        raise Wrong("there is no recurrent layer in your network.", "`layers.LSTM`")
    try:
        p = np.asarray(net.predict(x, batch_size=500, verbose=0))
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Wrong(
            f"your network cannot read ids of shape {x.shape}, (rows, timesteps): {reason}",
            "the shape in `keras.Input`, if you have one: `(None,)` takes texts of any length, an id a word",
        ) from error
    if p.ndim == 3:
        raise Wrong(
            f"your network answers at each word, {p.shape}; expected is one answer a text, (rows, {ANSWERS})",
            "`return_sequences`: in the last recurrent layer it stays False",
        )
    if p.shape != (len(x), ANSWERS):
        raise Wrong(
            f"your network gives {p.shape} for {len(x)} texts: expected ({len(x)}, {ANSWERS}), a share for "
            "each answer.",
            "the units of the last layer",
        )
    return p


def reads_padding(net, x: np.ndarray) -> bool:
    """Tell whether zeros behind the texts change what a network answers.

    Args:
        net: a Keras model.
        x: (rows, timesteps) ids.

    Returns:
        Whether any probability differs by more than a hundredth.

    Raises:
        Wrong: as `probabilities`.
    """
    longer = np.pad(x, ((0, 0), (0, 20)))
    return bool(np.abs(probabilities(net, longer) - probabilities(net, x)).max() > 0.01)
