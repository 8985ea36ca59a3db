"""Measure how much a written text shares, word for word, with the texts that a model was trained on."""

from collections.abc import Hashable, Sequence

import numpy as np

from utils.generation.texts import lists_of_words

__all__ = ["longest_shared_runs"]

_BASE = np.int64(1_000_003)


def longest_shared_runs(
    texts: Sequence[Sequence[Hashable]], training: Sequence[Sequence[Hashable]]
) -> np.ndarray:
    """Find for each text the longest run of words that also occurs in a training text.

    Runs are compared by a hash of 64 bits. It is next to impossible that two different runs have the same.

    Args:
        texts: the texts to look at, each a list of words.
        training: the texts to compare with, each a list of words.

    Returns:
        (texts,) ints, the length of that run in words; 0 if no word is shared.

    Raises:
        ValueError: if ``training`` is empty, or a text is a string and not a list of words.
    """
    texts, training = lists_of_words("texts", texts), lists_of_words("training", training)
    if not training:
        raise ValueError("training is empty: pass the texts that the model was trained on.")
    ids: dict = {}
    rng = np.random.default_rng(0)
    x, known = (_padded(some, ids) for some in (texts, training))
    code = rng.integers(1, 2**62, len(ids) + 1)
    code[0] = 0
    longest = np.zeros(len(x), int)
    here, there = np.zeros_like(x), np.zeros_like(known)
    for n in range(1, min(x.shape[1], known.shape[1]) + 1):
        # the hash of n words, from that of the first n - 1 words and the last word
        here = here[:, : x.shape[1] - n + 1] * _BASE + code[x[:, n - 1 :]]
        there = there[:, : known.shape[1] - n + 1] * _BASE + code[known[:, n - 1 :]]
        found = np.isin(here, there) & (x[:, n - 1 :] > 0)
        if not found.any():
            break
        longest[found.any(axis=1)] = n
    return longest


def _padded(texts: list[list], ids: dict) -> np.ndarray:
    """Number the words from 1 on, add new words to `ids`, pad with 0 on the right: (texts, longest) int64."""
    x = np.zeros((len(texts), max(map(len, texts), default=0)), np.int64)
    for row, tokens in zip(x, texts, strict=True):
        row[: len(tokens)] = [ids.setdefault(word, len(ids) + 1) for word in tokens]
    return x
