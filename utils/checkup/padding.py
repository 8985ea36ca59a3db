"""Where a batch is padded: told from its numbers alone."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Padding", "find_padding", "padding_of"]

INSIDE = 0.01  # a sign that is more often than this between words is a word
SHARE = 0.1  # a sign other than 0 is padding only if so many rows end, or begin, with a run of it
RUN = 3  # ... and if one of these runs is so long


@dataclass(frozen=True, eq=False)
class Padding:
    """The padded steps of a batch.

    Args:
        at: (batch_size, timesteps) bool, True at a padded step.
        sign: the id or the number that fills up, or None where only a mask says so.
    """

    at: np.ndarray
    sign: float | None = None

    @property
    def words(self) -> np.ndarray:
        """How many steps of each row are not padded, (batch_size,)."""
        return (~self.at).sum(axis=1)

    @property
    def first(self) -> np.ndarray:
        """The first step of each row that is not padded, (batch_size,); 0 if there is none."""
        return np.argmin(self.at, axis=1)

    @property
    def last(self) -> np.ndarray:
        """The last step of each row that is not padded, (batch_size,); the last of all if there is none."""
        return self.at.shape[1] - 1 - np.argmin(self.at[:, ::-1], axis=1)

    @property
    def before(self) -> np.ndarray:
        """How many padded steps each row has before its words, (batch_size,)."""
        return np.where(self.words > 0, self.first, 0)

    @property
    def behind(self) -> np.ndarray:
        """How many padded steps each row has behind its words, (batch_size,)."""
        return np.where(self.words > 0, self.at.shape[1] - 1 - self.last, 0)


def find_padding(x: np.ndarray) -> Padding | None:
    """Find the padding of a batch.

    Padding is a sign at the beginnings or ends of rows, in runs of different lengths, that hardly ever occurs
    between words. 0 is tried first; another sign needs longer runs in more rows.

    Args:
        x: (batch_size, timesteps) ids, or (batch_size, timesteps, features) numbers.

    Returns:
        The padding; None if there is none.
    """
    if x.ndim not in (2, 3) or not np.issubdtype(x.dtype, np.number) or min(x.shape) == 0:
        return None
    steps = x if x.ndim == 2 else np.where((x == x[..., :1]).all(axis=-1), x[..., 0], np.nan)
    for sign in (0, *_candidates(steps)):
        found = padding_of(steps == sign, strict=sign != 0)
        if found is not None:
            return Padding(found, float(sign))
    return None


def _candidates(steps: np.ndarray) -> list:
    """The most frequent sign at the ends of rows, and at their beginnings."""
    signs = []
    for edge in (steps[:, -1], steps[:, 0]):
        edge = edge[~np.isnan(edge)] if edge.dtype.kind == "f" else edge
        if len(edge):
            values, counts = np.unique(edge, return_counts=True)
            signs.append(values[counts.argmax()])
    return signs


def padding_of(equal: np.ndarray, strict: bool) -> np.ndarray | None:
    """Tell whether a sign is padding, and where.

    Args:
        equal: (batch_size, timesteps) bool, True where the sign is.
        strict: whether more evidence is asked for.

    Returns:
        (batch_size, timesteps) bool, True at the runs at both edges; None if the sign is no padding.
    """
    front = np.logical_and.accumulate(equal, axis=1)
    back = np.logical_and.accumulate(equal[:, ::-1], axis=1)[:, ::-1]
    edges = front | back
    words = (~edges).sum()
    inside = (equal & ~edges).sum()
    if words == 0 or inside > INSIDE * words:
        return None
    filled = ~edges.all(axis=1)  # rows with words
    sides = []
    for side in (front, back):
        runs = side.sum(axis=1)[filled]
        different = len(runs) == 1 or len(np.unique(runs)) > 1
        long_enough = runs.max() >= (RUN if strict else 2) and different
        often_enough = not strict or (runs >= RUN).mean() >= SHARE
        sides.append(side if long_enough and often_enough else np.zeros_like(side))
    at = sides[0] | sides[1]
    if not at.any():
        return None
    at[~filled] = True
    return at
