"""Words, pairs and triples of word ids, as columns of a matrix for a linear model."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from utils.arguments import by_position, whole_number

__all__ = ["NGramColumns"]

BASE = 2**20  # three ids below it make one whole number of 60 bits


class NGramColumns:
    """Which words, pairs and triples a row of word ids holds.

    The matrix is that of ``CountVectorizer(ngram_range=(1, longest), min_df=min_rows, binary=True)`` of
    scikit-learn, but for the order of its columns. Rows of ids need not be written as texts for it, and are
    counted in a fraction of the time.

    Args:
        longest: words in the longest sequence that has a column, 1 to 3.
        min_rows: what occurs in fewer rows has no column.
        skip: steps at the beginning of each row that are left out, such as a start mark.

    Attributes:
        sizes: (columns,) how many words stand behind each column; set by `fit_transform`.

    Raises:
        ValueError: if an argument is no such number.
    """

    def __init__(self, longest: int = 3, min_rows: int = 2, skip: int = 0) -> None:
        if whole_number("longest", longest, 1) > 3:
            raise ValueError(f"longest is {longest}: expected 1, 2 or 3.")
        self.longest, self.min_rows = longest, whole_number("min_rows", min_rows, 1)
        self.skip = whole_number("skip", skip, 0)

    def fit_transform(self, rows: Sequence[np.ndarray]) -> sparse.csr_matrix:
        """Find what occurs in enough rows, and tell which row holds it.

        Args:
            rows: each (timesteps,) word ids, whole numbers from 0 to 2**20 - 2.

        Returns:
            (rows, columns) float32, 1 where the row holds it, else 0.

        Raises:
            ValueError: if there are no rows, or a row does not hold such ids.
        """
        keys, row_of = self._keys(rows)
        found, column = np.unique(keys, return_inverse=True)
        held = _distinct(row_of * max(len(found), 1) + column)  # each column once a row
        in_rows = np.bincount(held % max(len(found), 1), minlength=len(found))
        self.keys = found[in_rows >= self.min_rows]
        self.sizes = 1 + (self.keys >= BASE) + (self.keys >= BASE**2)
        return self._matrix(keys, row_of, len(rows))

    def transform(self, rows: Sequence[np.ndarray]) -> sparse.csr_matrix:
        """Tell which of the columns new rows hold.

        Args:
            rows: each (timesteps,) word ids, whole numbers from 0 to 2**20 - 2.

        Returns:
            (rows, columns) float32, 1 where the row holds it, else 0.

        Raises:
            ValueError: if `fit_transform` was not called before, if there are no rows, or if a row does not
                hold such ids.
        """
        if not hasattr(self, "keys"):
            raise ValueError("There are no columns yet: call fit_transform with the training rows first.")
        return self._matrix(*self._keys(rows), len(rows))

    def _keys(self, rows: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """One whole number for each sequence of each row, and the numbers of the rows, (sequences,) each."""
        rows = [np.asarray(row)[self.skip :] for row in by_position("rows", rows)]
        if not rows:
            raise ValueError("rows is empty: pass at least one row.")
        for number, row in enumerate(rows):
            is_ids = row.ndim == 1 and (not len(row) or row.dtype.kind in "iu")
            if not is_ids or (len(row) and not 0 <= row.min() <= row.max() < BASE - 1):
                raise ValueError(
                    f"rows[{number}] has the shape {row.shape} and holds {row.dtype}: expected (timesteps,) "
                    f"word ids, whole numbers from 0 to {BASE - 2}."
                )
        ids = 1 + np.concatenate([row.astype(np.int64) for row in rows])  # no leading zero gets lost
        row_of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        keys, places, longer = [ids], [row_of], ids
        for before in range(1, self.longest):
            longer = longer[:-1] * BASE + ids[before:]
            inside = row_of[:-before] == row_of[before:]
            keys.append(longer[inside])
            places.append(row_of[before:][inside])
        return np.concatenate(keys), np.concatenate(places)

    def _matrix(self, keys: np.ndarray, row_of: np.ndarray, rows: int) -> sparse.csr_matrix:
        """Put a 1 where a row holds a column."""
        columns = len(self.keys)
        if not columns:
            return sparse.csr_matrix((rows, 0), dtype=np.float32)
        place = np.searchsorted(self.keys, keys).clip(max=columns - 1)
        known = self.keys[place] == keys
        row, column = np.divmod(_distinct(row_of[known] * columns + place[known]), columns)
        ones = np.ones(len(row), np.float32)
        return sparse.csr_matrix((ones, (row, column)), shape=(rows, columns))


def _distinct(values: np.ndarray) -> np.ndarray:
    """Sort whole numbers and keep one of each; `np.unique`, with its hash table, is much slower here."""
    values = np.sort(values)
    return values[np.diff(values, prepend=-1) > 0]  # none is below zero
