"""The data of the exercise that trains a writer, and what its network is asked before it counts."""

from functools import cache

import numpy as np

from utils.checks.judging import Wrong
from utils.datasets import load_fashion
from utils.preprocessing import pad, tokenise

TRAIN, FRESH = 500, 300
PAD, START, END, UNKNOWN = range(4)
LONGEST = 40  # a written sentence has ended by then, or does not end


@cache
def first_sentences() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Take the first sentences of 500 training and of 300 validation descriptions, as ids.

    Returns:
        (500, timesteps) and (300, timesteps) int32, each row with start, words, end, and zeros behind; the
        words of the ids, padding, start, end and unknown first.
    """
    shop = load_fashion(verbose=False)
    parts = []
    for part, rows in (("train", TRAIN), ("val", FRESH)):
        texts = shop.loc[shop["split"] == part, "description"][:rows]
        parts.append([tokenise(text.partition(".")[0], punctuation=True) for text in texts])
    words = ["", "<start>", "<end>", "[UNK]", *sorted({word for text in parts[0] for word in text})]
    ids = {word: k for k, word in enumerate(words)}
    train, fresh = (
        pad([np.array([START, *(ids.get(word, UNKNOWN) for word in text), END], np.int32) for text in texts])
        for texts in parts
    )
    return train, fresh, words


def answers(model, x: np.ndarray, vocab_size: int) -> np.ndarray:
    """Ask a learner's network for the next word after each word.

    Args:
        model: the learner's answer.
        x: (rows, timesteps) ids.
        vocab_size: how many words there are.

    Returns:
        (rows, timesteps, vocab_size) probabilities.

    Raises:
        Wrong: if it is no Keras model with a recurrent layer, cannot read the rows, answers in another shape,
            or in no probabilities.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise Wrong(
            f"the first thing you return is {type(model).__name__}; a Keras model is expected",
            "the line with return",
        )
    if not [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.RNN)]:
        raise Wrong("there is no recurrent layer in your network.", "`layers.LSTM`")
    shape = getattr(model, "input_shape", None)
    if isinstance(shape, tuple) and len(shape) == 3:
        raise Wrong(
            f"your network reads inputs of shape {shape}: it takes the ids for sizes. They are names; an "
            "Embedding turns rows of ids, (rows, timesteps), into numbers",
            "the first layer",
        )
    try:
        p = np.asarray(model.predict(x, batch_size=300, verbose=0), float)
    except Exception as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Wrong(
            f"your network cannot read rows of shape {x.shape}: {first}",
            "`keras.Input((None,))`, which takes texts of any length",
        ) from None
    if p.ndim == 2:
        raise Wrong(
            f"your network answers once a sentence, {p.shape}: it is asked after each word",
            "`return_sequences=True`",
        )
    if p.shape != (*x.shape, vocab_size):
        raise Wrong(
            f"your network gives {p.shape}: expected {(*x.shape, vocab_size)}, a share for each word of the "
            "list",
            "the units of the last layer",
        )
    if p.min() < 0 or not np.allclose(p.sum(axis=-1), 1, atol=1e-3):
        raise Wrong("the answers at a step do not add up to 1: they are no probabilities", "softmax")
    return p


def sees_the_future(model, x: np.ndarray, vocab_size: int) -> bool:
    """Tell whether what a network answers changes with words that come later.

    Args:
        model: a Keras model that `answers` accepts.
        x: (rows, timesteps) ids.
        vocab_size: how many words there are.

    Returns:
        Whether an answer at the third word changes when all words behind it do.
    """
    changed = x.copy()
    changed[:, 3:] = x[::-1, 3:]
    before, after = (answers(model, rows, vocab_size)[:, :3] for rows in (x, changed))
    return bool(np.abs(before - after).max() > 1e-3)


def share_that_ends(model, rows: int = 100) -> float:
    """Let a network write, each word drawn with its probability.

    Args:
        model: a Keras model that `answers` accepts.
        rows: how many sentences.

    Returns:
        The share of them that have ended after `LONGEST` words.
    """
    rng = np.random.default_rng(0)
    written = np.zeros((rows, LONGEST), np.int32)
    written[:, 0] = START
    for t in range(LONGEST - 1):
        edges = np.asarray(model.predict_on_batch(written), float)[:, t].cumsum(axis=1)
        written[:, t + 1] = (edges < rng.random((rows, 1)) * edges[:, -1:]).sum(axis=1)
    return float(np.mean((written == END).any(axis=1)))


def perplexity(p: np.ndarray, y: np.ndarray, with_zeros: bool = False) -> float:
    """Compute the perplexity of words, zeros left out or not.

    Args:
        p: (rows, timesteps, vocab_size) probabilities.
        y: (rows, timesteps) ids of what came.
        with_zeros: whether the zeros behind the sentences count.

    Returns:
        The perplexity.
    """
    right = np.take_along_axis(p, y[..., None], axis=-1)[..., 0]
    nats = -np.log(np.maximum(right, 1e-12))
    return float(np.exp(nats.mean() if with_zeros else nats[y != PAD].mean()))
