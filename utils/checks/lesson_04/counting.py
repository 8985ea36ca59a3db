"""Rows of letters to count, and what a Keras model that counts them may get wrong."""

import numpy as np

from utils.checks.judging import Wrong

A, B, PADDING = 1, 2, 0


def letter_rows(rows: int, shortest: int, longest: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw rows of the letters a and b, and count them.

    Args:
        rows: how many.
        shortest: the smallest number of letters in a row.
        longest: the largest; shorter rows are padded with zeros behind.
        seed: of the random draws.

    Returns:
        The letters (rows, longest), 1 for a, 2 for b, 0 for padding; and how many more a than b there were so
        far (rows, longest, 1), 0 at the padding.
    """
    rng = np.random.default_rng(seed)
    letters = rng.integers(A, B + 1, size=(rows, longest))
    lengths = rng.integers(shortest, longest + 1, size=rows)
    letters[np.arange(longest) >= lengths[:, None]] = PADDING
    ahead = np.cumsum((letters == A).astype(int) - (letters == B), axis=1)
    return letters, np.where(letters == PADDING, 0, ahead)[..., None].astype("float32")


def train_rows() -> tuple[np.ndarray, np.ndarray]:
    """2,000 rows of 5 to 20 letters, and their counts."""
    return letter_rows(2000, 5, 20, seed=0)


def test_rows() -> tuple[np.ndarray, np.ndarray]:
    """500 rows of 21 to 40 letters, and their counts."""
    return letter_rows(500, 21, 40, seed=1)


def answers_of(model: object, letters: np.ndarray) -> np.ndarray:
    """Let a learner's model read letters.

    Args:
        model: the learner's model.
        letters: (rows, timesteps).

    Returns:
        What it answers, (rows, timesteps, 1).

    Raises:
        Wrong: if it cannot read them, or gives other shapes.
    """
    rows, timesteps = letters.shape
    try:
        answers = np.asarray(model.predict(letters, verbose=0))
    except Exception as error:
        words = str(error).strip().splitlines()[0][:120]
        raise Wrong(
            f"the model cannot read letters of shape {letters.shape}: {words}",
            "its input: whole numbers (rows, timesteps), first an Embedding, and rows of any length",
        ) from None
    if answers.shape == (rows, 1):
        raise Wrong(
            "the model gives one answer for each row, and one after each letter is asked for: the LSTM hands "
            "on its last state alone",
            "the switches of LSTM: return_sequences",
        )
    if answers.shape != (rows, timesteps, 1):
        raise Wrong(
            f"the model answers with the shape {answers.shape}; {(rows, timesteps, 1)} is expected",
            "the last layer: one number for each letter",
        )
    return answers


def errors(answers: np.ndarray, letters: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """Compute mean absolute errors.

    Args:
        answers: (rows, timesteps, 1).
        letters: (rows, timesteps).
        counts: (rows, timesteps, 1).

    Returns:
        The mean over the letters, and the mean over letters and padding.
    """
    away = np.abs(answers - counts)[..., 0]
    return float(away[letters != PADDING].mean()), float(away.mean())
