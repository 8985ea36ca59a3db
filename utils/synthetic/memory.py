"""Tasks that need a memory: an early number decides the answer, and you choose how far back it is.

Each function is a seeded generator, pure NumPy: the same arguments give the same bytes. The tasks in
words (which language does someone speak, `his` or `her`) are in `utils.synthetic.cue_sentences`.
"""

import numbers

import numpy as np

from utils.arguments import random_generator, whole_number
from utils.synthetic.labels import balanced_labels

__all__ = ["adding", "copy_memory", "delayed_series", "recall"]


def recall(
    rows: int, gap: int, keys: int = 8, fillers: int = 8, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Remember the first token: a key, then `gap` random fillers, then a query; the answer is the key.

    Ids: keys are 0 ... keys - 1, fillers are keys ... keys + fillers - 1, the query is keys + fillers; so
    keys + fillers + 1 ids in all. Each key is the answer equally often (counts differ by at most 1):
    guessing is right in 1/keys.

    Args:
        rows: how many sequences, at least 1.
        gap: how many fillers there are between key and query, at least 1.
        keys: how many different keys, at least 2.
        fillers: how many different fillers, at least 1.
        seed: for the random numbers, at least 0.

    Returns:
        x (rows, gap + 2) int32 and y (rows,) int32.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    whole_number("gap", gap, 1)
    whole_number("keys", keys, 2)
    whole_number("fillers", fillers, 1)
    rng = random_generator(seed)
    y = balanced_labels(rows, keys, rng)
    noise = rng.integers(keys, keys + fillers, (rows, gap))
    query = np.full((rows, 1), keys + fillers)
    return np.hstack([y[:, None], noise, query]).astype(np.int32), y.astype(np.int32)


def adding(rows: int, timesteps: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Add the two marked numbers of a sequence (the adding problem of Hochreiter and Schmidhuber 1997).

    ``x[..., 0]`` are numbers, uniform from 0 to 1. ``x[..., 1]`` is 1 at two steps, one in each half (the
    first half has timesteps // 2 steps), and 0 elsewhere. y is the sum of the two marked numbers, so its mean
    is 1. To guess the mean gives a mean squared error of 1/6: each of the two numbers has the variance 1/12.

    The paper draws from -1 to 1, marks steps near the start, and rescales the sum; this is the form
    of Arjovsky et al. (2016).

    Args:
        rows: how many sequences, at least 1.
        timesteps: how many numbers each has, at least 2.
        seed: for the random numbers, at least 0.

    Returns:
        x (rows, timesteps, 2) and y (rows, 1), both float32.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    whole_number("timesteps", timesteps, 2, "one step in each half")
    rng = random_generator(seed)
    every, half = np.arange(rows), timesteps // 2
    x = np.zeros((rows, timesteps, 2), np.float32)
    x[..., 0] = rng.random((rows, timesteps))
    x[every, rng.integers(0, half, rows), 1] = 1
    x[every, rng.integers(half, timesteps, rows), 1] = 1
    return x, (x[..., 0] * x[..., 1]).sum(axis=1, keepdims=True)


def copy_memory(
    rows: int, length: int, gap: int, symbols: int = 8, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Read `length` symbols, wait, and write them out again in order (Arjovsky et al. 2016).

    Ids: 0 is the blank, 1 ... symbols are the symbols, symbols + 1 is the go-marker; so symbols + 2 ids in
    all. With length 2 and gap 3::

        x   5 2   0 0 9   0 0     two symbols, gap - 1 blanks, the go-marker, blanks
        y   0 0   0 0 0   5 2     blanks until the go-marker has been read, then the symbols

    Each symbol must be kept for length + gap steps. A model that knows where the symbols are, but not
    which, has a mean cross-entropy of length * log(symbols) / (2 * length + gap) nats a step.

    Args:
        rows: how many sequences, at least 1.
        length: how many symbols are to be copied, at least 1.
        gap: how many steps there are between the last symbol and the first of the copy, at least 1.
        symbols: how many different symbols, at least 2.
        seed: for the random numbers, at least 0.

    Returns:
        x and y, both (rows, length + gap + length) int32.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    whole_number("length", length, 1)
    whole_number("gap", gap, 1)
    whole_number("symbols", symbols, 2)
    message = random_generator(seed).integers(1, symbols + 1, (rows, length))
    x = np.zeros((rows, length + gap + length), np.int32)
    y = np.zeros_like(x)
    x[:, :length] = message
    x[:, length + gap - 1] = symbols + 1
    y[:, length + gap :] = message
    return x, y


def delayed_series(
    rows: int, timesteps: int, lag: int, strength: float = 0.9, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Predict the next value of a series that repeats, with noise, what it was `lag` steps ago.

    What is ordered today is sold once it is delivered, `lag` days later. With noise from N(0, 1)::

        s_t = strength * s_(t - lag) + sqrt(1 - strength ** 2) * noise_t

    At every step, from the first on, the mean is 0 and the variance 1. The best mean squared error that any
    model can reach:

    - 1 - strength ** 2, the variance of the noise, for a model that sees `lag` steps or more. The best guess
      is strength times the value `lag` steps before; older values add nothing to it.
    - 1, the variance of the series, for a model that sees fewer than `lag` steps. The days t, t - lag,
      t - 2 * lag ... form a chain with noise of its own, so values whose distance is no multiple of
      `lag` are independent; none of the last lag - 1 steps tells anything, and the best guess is 0.

    Args:
        rows: how many independent series, at least 1.
        timesteps: how many steps of each the model sees, at least ``lag``; with fewer, the signal would lie
            outside the window.
        lag: how many steps back the signal is, at least 1.
        strength: how much of a value returns, above 0 and below 1.
        seed: for the random numbers, at least 0.

    Returns:
        x (rows, timesteps, 1) and y (rows, 1), the value that follows; both float32.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    whole_number("lag", lag, 1)
    whole_number("timesteps", timesteps, 1)
    if timesteps < lag:
        raise ValueError(
            f"timesteps is {timesteps}, lag is {lag}: the signal lies outside the window. "
            f"Expected timesteps >= lag, or nothing in the window tells the next value."
        )
    if not isinstance(strength, numbers.Real) or not 0 < strength < 1:
        raise ValueError(f"strength is {strength!r}: expected a number above 0 and below 1, such as 0.9.")
    series = random_generator(seed).standard_normal((rows, timesteps + 1))
    noise = np.sqrt(1 - strength**2)
    for t in range(lag, timesteps + 1):  # the first `lag` values start the chains with variance 1
        series[:, t] = strength * series[:, t - lag] + noise * series[:, t]
    series = series.astype(np.float32)
    return series[:, :-1, None], series[:, -1:]
