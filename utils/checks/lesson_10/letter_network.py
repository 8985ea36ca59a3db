"""A generated play, and what a learner's letter network needs on its last tenth."""

import functools
import math
import re
from dataclasses import dataclass

import numpy as np

from utils.checks.judging import Wrong
from utils.generation import LetterNGrams
from utils.preprocessing import contiguous_batches, last_tenth
from utils.synthetic.plays import play

ROWS, STEPS = 32, 16
LINES, SEED = 3000, 10


@dataclass(frozen=True)
class Losses:
    """What a network needs on the last tenth, in nats a letter.

    Args:
        carried: with the state handed on from piece to piece.
        emptied: with an empty state in each piece.
        read: if the target were the letter just read.
        before: if it were the letter before that.
        later: if it were the second next.
    """

    carried: float
    emptied: float
    read: float
    before: float
    later: float


@functools.cache
def drama() -> tuple[str, str, list[str]]:
    """Write the play of the exercises.

    Returns:
        Its first nine tenths to train, its last tenth to test, and all its letters, sorted.
    """
    text = play(LINES, seed=SEED)
    return *last_tenth(text), sorted(set(text))


@functools.cache
def pairs_need() -> float:
    """What counted pairs need on the last tenth, in nats a letter."""
    train, test, letters = drama()
    return float(LetterNGrams(train, 2, letters).nats(test, train).mean())


@functools.cache
def _test_rows() -> tuple[np.ndarray, np.ndarray]:
    train, test, letters = drama()
    place = {letter: k for k, letter in enumerate(letters)}
    return contiguous_batches(np.array([place[letter] for letter in train[-1:] + test]), ROWS, STEPS)


def checked_losses(net: object) -> Losses:
    """Let a network read the last tenth.

    Args:
        net: the answer.

    Returns:
        What it needs.

    Raises:
        Wrong: if it is no stateful network of letters, or looks ahead.
    """
    import keras

    if not isinstance(net, keras.Model):
        raise Wrong(f"`net` is {type(net).__name__}, and should be a Keras model.")
    every = list(net._flatten_layers())
    if any(isinstance(layer, keras.layers.Bidirectional) for layer in every):
        raise Wrong(
            "your network reads from behind as well, so it has seen the letter that it should say",
            "`Bidirectional`",
        )
    recurrent = [layer for layer in every if isinstance(layer, keras.layers.RNN)]
    if not recurrent:
        raise Wrong("your network has no recurrent layer.", "`layers.LSTM`")
    if not all(layer.stateful for layer in recurrent):
        raise Wrong(
            f"your {type(recurrent[0]).__name__} forgets its state at the end of each piece",
            "`stateful=True`",
        )
    if any(layer.go_backwards for layer in recurrent):
        raise Wrong("your network reads from behind, so it has seen the letter that it should say")
    shape = net.input_shape
    if shape != (ROWS, None):
        raise Wrong(
            f"your network reads the shape {shape}; ({ROWS}, None) is asked for: {ROWS} rows, each with its "
            "state, and any number of steps",
            f"`keras.Input(batch_shape=({ROWS}, None))`",
        )
    x, y = _test_rows()
    said = np.stack(list(_said(net, x, keep=True)))
    _check_shape(said.shape[1:])
    _check_looks_ahead(net, x[0], said[0])
    log_p = _log_probabilities(said)
    apart = _log_probabilities(np.stack(list(_said(net, x, keep=False))))
    _empty(net)
    ids = np.concatenate(list(x), axis=1)  # (rows, letters)
    line = np.concatenate(list(log_p), axis=1)
    return Losses(
        carried=_loss(log_p, y),
        emptied=_loss(apart, y),
        read=_loss(log_p, x),
        before=_loss(line[:, 1:], ids[:, :-1]),
        later=_loss(line[:, :-2], ids[:, 2:]),
    )


def _loss(log_p: np.ndarray, y: np.ndarray) -> float:
    return float(-np.take_along_axis(log_p, y[..., None].astype(int), axis=-1).mean())


def _empty(net) -> None:
    import keras

    for layer in net._flatten_layers():
        if isinstance(layer, keras.layers.RNN):
            layer.reset_state()


def _said(net, x: np.ndarray, keep: bool):
    """What the network says to each batch, (rows, steps, letters)."""
    _empty(net)
    for batch in x:
        if not keep:
            _empty(net)
        try:
            yield np.asarray(net.predict_on_batch(batch), float)
        except Exception as error:
            lines = [line for line in re.sub(r"\x1b\[\d*m", "", str(error)).splitlines() if line.strip()]
            reason = next((line for line in lines if not line.startswith("Exception encountered")), "")
            raise Wrong(
                f"your network cannot read ids of the shape {batch.shape}: {reason[:200]}",
                "its first layers: `Input`, and an `Embedding` for all letters",
            ) from error


def _check_shape(shape: tuple[int, ...]) -> None:
    wanted = (ROWS, STEPS, len(drama()[2]))
    if shape == wanted:
        return
    if len(shape) == 2:
        raise Wrong(
            f"your network gives {shape}, one answer for a piece. {wanted} is asked for: "
            "one after each letter",
            "`return_sequences=True`",
        )
    raise Wrong(
        f"your network gives {shape}, and {wanted} is asked for: a number for each letter that can come",
        f"the last layer: `Dense({wanted[-1]})`",
    )


def _check_looks_ahead(net, x: np.ndarray, said: np.ndarray) -> None:
    """Raise `Wrong` if another last letter changes what was said before it."""
    other = x.copy()
    other[:, -1] = (other[:, -1] + 1) % len(drama()[2])
    again = next(_said(net, other[None], keep=True))
    if np.abs(again[:, :-1] - said[:, :-1]).max() > 1e-3 * max(1, np.abs(said).max()):
        raise Wrong(
            "your network looks ahead: with another last letter it says something else before it",
            "each layer that mixes steps and is not recurrent",
        )


def _log_probabilities(said: np.ndarray) -> np.ndarray:
    """Log-probabilities of what a network says, be it logits or the softmax of them."""
    if not np.isfinite(said).all():
        raise Wrong("your network says NaN or infinity.", "the learning rate")
    if said.min() >= 0 and np.abs(said.sum(axis=-1) - 1).max() < 1e-3:
        return np.log(np.maximum(said, 1e-7))
    top = said.max(axis=-1, keepdims=True)
    return said - top - np.log(np.exp(said - top).sum(axis=-1, keepdims=True))


def why_it_loses(losses: Losses) -> tuple[str, str]:
    """Say why a network is not below counted pairs.

    Args:
        losses: what it needs.

    Returns:
        A reason in words, and where to look.
    """
    least = 0.8 * losses.carried
    if losses.read < least:
        return "it says the letter that it has just read. Its targets were the letters themselves", "`y`"
    if losses.before < least:
        return "it says the letter before the one just read: the targets are shifted the wrong way", "`y`"
    if losses.later < min(least, 0.9 * math.log(len(drama()[2]))):
        return "it says the second next letter: the targets are shifted by two", "`y`"
    if losses.emptied < least:
        return (
            "with an empty state in each piece it needs fewer. It has not learned to use a state that is "
            "handed on",
            "how the pieces follow each other in `fit`",
        )
    if losses.carried > 0.9 * math.log(len(drama()[2])):
        return (
            "that is about what it costs to hold all letters equally likely. It has hardly been trained",
            "`fit`, its epochs, and the learning rate",
        )
    if abs(losses.emptied - losses.carried) < 0.01:
        return (
            "what came before the piece makes no difference to it. It has learned from single letters, or "
            "not for long enough",
            "the units of the LSTM, its place between `Embedding` and `Dense`, and the epochs",
        )
    return "it is on its way, and has not arrived", "the number of passes, and the learning rate"
