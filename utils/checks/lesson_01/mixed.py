"""Sentences of three gaps in one array: short ones are filled up with zeros behind."""

import numpy as np

from utils.synthetic import home_language

GAPS = (2, 6, 12)
PADDING = "-"  # what id 0 means

_EXAMPLE = home_language(rows=8, gap=2)
VOCABULARY = [PADDING, *_EXAMPLE.vocabulary]  # VOCABULARY[id] is the word
LANGUAGES = _EXAMPLE.answers


def mixed_sentences(rows: int, seed: int, part: str = "train") -> tuple[np.ndarray, np.ndarray]:
    """Make sentences of the lesson's task, with gaps of 2, 6 and 12 words in random order.

    Args:
        rows: how many sentences, a multiple of 3.
        seed: for the random numbers.
        part: "train" or "test".

    Returns:
        x (rows, timesteps) int32, ids of words, 0 where a sentence has ended; y (rows,) int64, languages.
    """
    parts = [home_language(rows // len(GAPS), gap, seed, part) for gap in GAPS]
    timesteps = max(sentences.x.shape[1] for sentences in parts)
    x = [np.pad(each.x + 1, ((0, 0), (0, timesteps - each.x.shape[1]))) for each in parts]
    order = np.random.default_rng(seed).permutation(rows)
    return np.concatenate(x)[order], np.concatenate([each.y for each in parts])[order]


def zeros_in_front(x: np.ndarray) -> np.ndarray:
    """Move the zeros of each row from behind to the front; the words stay in their order."""
    return np.array([np.roll(row, np.sum(row == 0)) for row in x])
