"""Labels that occur equally often, so that guessing is as bad as it can be."""

import numpy as np


def balanced_labels(rows: int, classes: int, rng: np.random.Generator) -> np.ndarray:
    """Draw labels in random order, each equally often.

    Args:
        rows: how many labels.
        classes: how many different ones.
        rng: where the randomness comes from.

    Returns:
        (rows,) int64 in 0 ... classes - 1; their counts differ by at most 1.
    """
    return rng.permutation(rng.permutation(classes)[np.arange(rows) % classes])
