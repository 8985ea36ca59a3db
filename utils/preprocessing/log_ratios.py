"""Log-ratios: how much more often a word stands in one class than in the other, without leaking labels."""

from collections.abc import Sequence

import numpy as np

__all__ = ["LogRatios", "word_pairs"]


def word_pairs(row: np.ndarray) -> np.ndarray:
    """A key, int64, for each word together with the one before it; (timesteps,), the first is -1."""
    row = np.asarray(row, np.int64)
    return np.concatenate([[-1], row[:-1] * 2**32 + row[1:]]) if len(row) else row


class LogRatios:
    """How much more often a key (a word, a pair) occurs in positive than in negative rows.

    The value of a key is log P(key | positive) - log P(key | negative), with `alpha` added to each
    count: the weight of naive Bayes (Wang and Manning 2012). Keys seen less than `min_count` times
    have the value 0.

    `fit_transform` is *out of fold*: the values of a training row come from counts to which neither
    it nor the other rows of its fold contributed. `transform`, for new rows, uses all counts. The
    same care is taken by scikit-learn's `TargetEncoder`.
    """

    def __init__(self, alpha: float = 1.0, min_count: int = 2, folds: int = 5):
        if alpha <= 0:
            raise ValueError(f"alpha is {alpha}: expected a number above 0, or log(0) appears.")
        if folds < 2:
            raise ValueError(f"folds is {folds}: expected at least 2.")
        self.alpha, self.min_count, self.folds = alpha, min_count, folds

    def fit_transform(self, rows: Sequence[np.ndarray], y: np.ndarray) -> list[np.ndarray]:
        """Count keys in `rows`, each (timesteps,) int, labels `y` (rows,) in {0, 1}; values, float32.

        Raises ValueError for other labels, or fewer rows than folds.
        """
        y = np.asarray(y)
        if len(rows) != len(y) or len(y) < self.folds:
            raise ValueError(
                f"{len(rows)} rows, {len(y)} labels, {self.folds} folds: expected as many labels as rows, "
                "and at least as many rows as folds."
            )
        if not np.isin(y, (0, 1)).all():
            raise ValueError(f"labels are {np.unique(y).tolist()}: expected 0 (negative) and 1 (positive).")
        lengths = np.array([len(row) for row in rows])
        self.keys, key = np.unique(np.concatenate(rows), return_inverse=True)
        fold = np.repeat(np.arange(len(y)) % self.folds, lengths)
        group = 2 * fold + np.repeat(y.astype(np.int64), lengths)
        counts = np.bincount(group * len(self.keys) + key, minlength=2 * self.folds * len(self.keys))
        counts = counts.reshape(self.folds, 2, len(self.keys))
        total = counts.sum(axis=0)
        self.values = self._values(total)
        out = np.empty(len(key), np.float32)
        for k in range(self.folds):
            out[fold == k] = self._values(total - counts[k])[key[fold == k]]
        return np.split(out, np.cumsum(lengths)[:-1])

    def transform(self, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Values of the keys of new rows, each (timesteps,) float32; 0 for a key never counted."""
        lengths = np.array([len(row) for row in rows])
        key = np.concatenate(rows)
        place = np.searchsorted(self.keys, key).clip(max=len(self.keys) - 1)
        out = np.where(self.keys[place] == key, self.values[place], np.float32(0))
        return np.split(out, np.cumsum(lengths)[:-1])

    def _values(self, counts: np.ndarray) -> np.ndarray:
        smoothed = counts + self.alpha
        share = smoothed / smoothed.sum(axis=1, keepdims=True)
        values = np.log(share[1]) - np.log(share[0])
        return np.where(counts.sum(axis=0) < self.min_count, 0, values).astype(np.float32)
