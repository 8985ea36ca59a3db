"""Log-ratios: how much more often a word occurs in one class than in the other, without leaking labels."""

from collections.abc import Sequence

import numpy as np

from utils.arguments import binary_labels, by_position, whole_number

__all__ = ["LogRatios", "WordAndPairRatios", "word_pairs"]


def word_pairs(row: np.ndarray) -> np.ndarray:
    """Return a key for each word together with the word before it.

    Args:
        row: (timesteps,) word ids, whole numbers from 0 to 2**31 - 1.

    Returns:
        (timesteps,) int64. Two keys are equal exactly if both words are. The first word has no word before it
        and gets the key -1.

    Raises:
        ValueError: if ``row`` has another shape or holds other values.
    """
    row = _keys("row", row)
    if len(row) and not (row.min() >= 0 and row.max() < 2**31):
        raise ValueError(f"row holds ids from {row.min()} to {row.max()}: expected 0 to 2**31 - 1.")
    return np.concatenate([[-1], row[:-1] * 2**32 + row[1:]]) if len(row) else row


def _keys(name: str, row: np.ndarray) -> np.ndarray:
    """Check that a row is (timesteps,) whole numbers, and return it as int64."""
    array = np.asarray(row)
    if array.ndim != 1 or (len(array) and array.dtype.kind not in "iu"):
        raise ValueError(
            f"{name} has the shape {array.shape} and holds {array.dtype}: expected (timesteps,) whole "
            "numbers, such as word ids."
        )
    return array.astype(np.int64, copy=False)


class LogRatios:
    """How much more often a key (a word, a pair of words) occurs in positive than in negative rows.

    The value of a key is log P(key | positive) - log P(key | negative), with `alpha` added to each count:
    the weight of naive Bayes (Wang and Manning 2012).

    `fit_transform` works *out of fold*: the values of a training row come from counts to which neither it nor
    the other rows of its fold contributed. `transform`, for new rows, uses all counts. The `TargetEncoder` of
    scikit-learn takes the same care.

    Args:
        alpha: number above 0 that is added to each count.
        min_count: keys that occur less often have the value 0.
        folds: number of folds, at least 2.

    Raises:
        ValueError: if ``alpha`` is not above 0, or ``folds`` is below 2.
    """

    def __init__(self, alpha: float = 1.0, min_count: int = 2, folds: int = 5):
        if not alpha > 0:
            raise ValueError(f"alpha is {alpha}: expected a number above 0, because log(0) is not finite.")
        self.alpha, self.min_count, self.folds = alpha, min_count, whole_number("folds", folds, 2)

    def fit_transform(self, rows: Sequence[np.ndarray], y: np.ndarray) -> list[np.ndarray]:
        """Count the keys of training rows, and return their values out of fold.

        Args:
            rows: each (timesteps,) whole numbers.
            y: (rows,) labels, 0 (negative) or 1 (positive).

        Returns:
            The values of each row, (timesteps,) float32.

        Raises:
            ValueError: if labels are not 0 and 1, if there are not as many labels as rows, if there are fewer
                rows than folds, or if all rows are empty.
        """
        rows = [_keys(f"rows[{k}]", row) for k, row in enumerate(by_position("rows", rows))]
        if len(rows) != len(y) or len(rows) < self.folds:
            raise ValueError(
                f"{len(rows)} rows, {len(y)} labels, {self.folds} folds: expected as many labels as rows, "
                "and at least as many rows as folds."
            )
        y = binary_labels("y", y)
        lengths = np.array([len(row) for row in rows])
        if lengths.sum() == 0:
            raise ValueError("All rows are empty: there is nothing to count.")
        self.keys, key = np.unique(np.concatenate(rows), return_inverse=True)
        fold = np.repeat(np.arange(len(y)) % self.folds, lengths)
        group = 2 * fold + np.repeat(y, lengths)
        counts = np.bincount(group * len(self.keys) + key, minlength=2 * self.folds * len(self.keys))
        counts = counts.reshape(self.folds, 2, len(self.keys))
        total = counts.sum(axis=0)
        self.values = self._values(total)
        out = np.empty(len(key), np.float32)
        for k in range(self.folds):
            out[fold == k] = self._values(total - counts[k])[key[fold == k]]
        return np.split(out, np.cumsum(lengths)[:-1])

    def transform(self, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return the values of the keys of new rows.

        Args:
            rows: each (timesteps,) whole numbers.

        Returns:
            The values of each row, (timesteps,) float32; 0 for a key that was never counted.

        Raises:
            ValueError: if `fit_transform` was not called before, or there are no rows.
        """
        if not hasattr(self, "keys"):
            raise ValueError("There are no counts yet: call fit_transform with the training rows first.")
        rows = [_keys(f"rows[{k}]", row) for k, row in enumerate(by_position("rows", rows))]
        if not rows:
            raise ValueError("rows is empty: pass at least one row.")
        lengths = np.array([len(row) for row in rows])
        key = np.concatenate(rows)
        place = np.searchsorted(self.keys, key).clip(max=len(self.keys) - 1)
        out = np.where(self.keys[place] == key, self.values[place], np.float32(0))
        return np.split(out, np.cumsum(lengths)[:-1])

    def _values(self, counts: np.ndarray) -> np.ndarray:
        """Log-ratios from counts, (2, keys): negative, positive."""
        smoothed = counts + self.alpha
        share = smoothed / smoothed.sum(axis=1, keepdims=True)
        values = np.log(share[1]) - np.log(share[0])
        return np.where(counts.sum(axis=0) < self.min_count, 0, values).astype(np.float32)


class WordAndPairRatios:
    """Two log-ratios for each step of a row: that of its word, and that of the pair which it ends.

    Words and pairs are counted as by `LogRatios`, with the same care: out of fold for the rows counted.
    """

    def __init__(self) -> None:
        self.words, self.pairs = LogRatios(), LogRatios()

    def fit_transform(self, rows: Sequence[np.ndarray], y: np.ndarray) -> list[np.ndarray]:
        """Count words and pairs of training rows, and return their log-ratios out of fold.

        Args:
            rows: each (timesteps,) word ids.
            y: (rows,) labels, 0 (negative) or 1 (positive).

        Returns:
            For each row (timesteps, 2) float32: word, pair.

        Raises:
            ValueError: as for `LogRatios.fit_transform` and `word_pairs`.
        """
        of_words = self.words.fit_transform(rows, y)
        of_pairs = self.pairs.fit_transform([word_pairs(row) for row in rows], y)
        return _side_by_side(of_words, of_pairs)

    def transform(self, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return the log-ratios of new rows, from all that was counted.

        Args:
            rows: each (timesteps,) word ids.

        Returns:
            For each row (timesteps, 2) float32: word, pair; 0 for what was never counted.

        Raises:
            ValueError: as for `LogRatios.transform` and `word_pairs`.
        """
        of_words = self.words.transform(rows)
        of_pairs = self.pairs.transform([word_pairs(row) for row in rows])
        return _side_by_side(of_words, of_pairs)


def _side_by_side(of_words: list[np.ndarray], of_pairs: list[np.ndarray]) -> list[np.ndarray]:
    """Stack the numbers of each row, twice (timesteps,), to (timesteps, 2)."""
    return [np.stack(both, axis=1) for both in zip(of_words, of_pairs, strict=True)]
