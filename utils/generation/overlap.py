"""What a written text has in common, word for word, with the texts that a model was trained on."""

from collections.abc import Hashable, Sequence

import numpy as np

_BASE = np.int64(1_000_003)


def longest_shared_runs(
    texts: Sequence[Sequence[Hashable]], training: Sequence[Sequence[Hashable]]
) -> np.ndarray:
    """Length of the longest run of words in each text that also stands in a training text: (texts,) ints.

    Runs are compared by a hash of 64 bits; that two different ones share it is next to impossible.
    Raises ValueError if `training` is empty.
    """
    if len(training) == 0:
        raise ValueError("training is empty: pass the texts that the model was trained on.")
    ids: dict = {}
    rng = np.random.default_rng(0)
    x, known = (_padded(some, ids) for some in (texts, training))
    code = rng.integers(1, 2**62, len(ids) + 1)
    code[0] = 0
    longest = np.zeros(len(x), int)
    here, there = np.zeros_like(x), np.zeros_like(known)
    for n in range(1, min(x.shape[1], known.shape[1]) + 1):
        # the hash of n words, from that of the first n - 1 and the last one
        here = here[:, : x.shape[1] - n + 1] * _BASE + code[x[:, n - 1 :]]
        there = there[:, : known.shape[1] - n + 1] * _BASE + code[known[:, n - 1 :]]
        found = np.isin(here, there) & (x[:, n - 1 :] > 0)
        if not found.any():
            break
        longest[found.any(axis=1)] = n
    return longest


def _padded(texts: Sequence[Sequence[Hashable]], ids: dict) -> np.ndarray:
    """Ids from 1 on, new words added to `ids`; zeros behind: (texts, longest) int64."""
    x = np.zeros((len(texts), max(map(len, texts), default=0)), np.int64)
    for row, tokens in zip(x, texts, strict=True):
        row[: len(tokens)] = [ids.setdefault(word, len(ids) + 1) for word in tokens]
    return x
