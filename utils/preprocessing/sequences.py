"""Sequences of different lengths as arrays: shortened, padded, in batches of like length, cut into windows.

Nothing here loads TensorFlow until `batches_by_length` is called.
"""

from collections.abc import Iterator, Sequence

import numpy as np

__all__ = ["batches_by_length", "pad", "shorten", "windows"]


def shorten(row: np.ndarray, maxlen: int, head: int = 0) -> np.ndarray:
    """At most `maxlen` steps of `row` (timesteps, ...): its first `head` and its last `maxlen - head`.

    Raises ValueError unless 0 <= head <= maxlen and maxlen >= 1.
    """
    if maxlen < 1:
        raise ValueError(f"maxlen is {maxlen}: a shortened review keeps at least 1 word. Pass maxlen >= 1.")
    if not 0 <= head <= maxlen:
        raise ValueError(f"head is {head}: expected 0 <= head <= maxlen ({maxlen}).")
    if len(row) <= maxlen:
        return row
    return np.concatenate([row[:head], row[len(row) - (maxlen - head) :]])


def pad(rows: Sequence[np.ndarray], maxlen: int | None = None, side: str = "right") -> np.ndarray:
    """Stack rows (timesteps_i, ...) into one array (rows, maxlen, ...), filled up with zeros on `side`.

    `maxlen` defaults to the longest row. Rows are never cut here (see `shorten`): a row that does
    not fit raises ValueError, so that no word is lost without a decision.
    """
    if len(rows) == 0:
        raise ValueError("There is nothing to pad: rows is empty. Pass at least one row.")
    if side not in ("left", "right"):
        raise ValueError(f"side is {side!r}: expected 'left' or 'right'.")
    longest = max(len(row) for row in rows)
    maxlen = longest if maxlen is None else maxlen
    if maxlen < max(longest, 1):
        raise ValueError(
            f"maxlen is {maxlen}, but the longest row has {longest} steps. "
            "Pass maxlen >= 1 and shorten the rows first, for instance with shorten(row, maxlen)."
        )
    first = np.asarray(rows[0])
    padded = np.zeros((len(rows), maxlen, *first.shape[1:]), first.dtype)
    for target, row in zip(padded, rows, strict=True):
        if side == "right":
            target[: len(row)] = row
        else:
            target[maxlen - len(row) :] = row
    return padded


def batches_by_length(
    inputs: Sequence[Sequence[np.ndarray]], y: np.ndarray, batch_size: int = 128, seed: int | None = None
):
    """A `tf.data.Dataset` of batches whose rows have about the same length, padded on the right.

    A batch is as long as its longest row, so little work is spent on padding.

    inputs: one sequence of rows per input of the model; all inputs of row n have the same length.
    y: (rows,) labels.
    seed: shuffles anew in every epoch, batches as well as the neighbours within them; None keeps
        the rows sorted by length (then the order of rows is `np.argsort(lengths, kind="stable")`).

    Yields (inputs, labels): (batch, timesteps, ...), a tuple of them if there are several; (batch,) float32.
    """
    import tensorflow as tf

    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}: expected at least 1.")
    if any(len(rows) != len(y) for rows in inputs):
        raise ValueError(f"inputs have {[len(rows) for rows in inputs]} rows, but y has {len(y)}.")
    if len(y) == 0:
        raise ValueError("There are no rows to make batches of: y is empty.")
    lengths = np.array([len(row) for row in inputs[0]])
    rng = None if seed is None else np.random.default_rng(seed)
    y = np.asarray(y, np.float32)

    def alone(parts):  # Keras expects the only input of a model without a tuple around it
        return parts[0] if len(parts) == 1 else parts

    def generate():
        for batch in _indices_by_length(lengths, batch_size, rng):
            yield alone(tuple(pad([rows[i] for i in batch]) for rows in inputs)), y[batch]

    signature = tuple(
        tf.TensorSpec((None, None, *np.shape(rows[0])[1:]), np.asarray(rows[0]).dtype) for rows in inputs
    )
    dataset = tf.data.Dataset.from_generator(
        generate, output_signature=(alone(signature), tf.TensorSpec((None,), tf.float32))
    )
    batches = -(-len(y) // batch_size)
    return dataset.apply(tf.data.experimental.assert_cardinality(batches)).prefetch(2)


def _indices_by_length(
    lengths: np.ndarray, batch_size: int, rng: np.random.Generator | None
) -> Iterator[np.ndarray]:
    """Every row's index once, in batches of like length; with `rng`, in random order."""
    noisy = lengths if rng is None else lengths * np.exp(rng.normal(0, 0.05, len(lengths)))
    order = np.argsort(noisy, kind="stable")
    batches = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    if rng is not None:
        rng.shuffle(batches)
    yield from batches


def windows(series: np.ndarray, timesteps: int, horizon: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Every stretch of `timesteps` values of a series, each with the value `horizon` steps after it.

    series: (T,) or (T, features) numbers, oldest first; (T,) counts as one feature.

    Returns x (n, timesteps, features) and y (n, features), copies, n = T - timesteps - horizon + 1:
    `x[k]` is `series[k : k + timesteps]` and `y[k]` is `series[k + timesteps - 1 + horizon]`, so a window
    never holds its own target. Floats keep their type, whole numbers become float32.

    Raises ValueError for a series of another shape, too short, or with gaps (NaN, infinity), and for
    timesteps or horizon that are no whole numbers >= 1.
    """
    for name, value in (("timesteps", timesteps), ("horizon", horizon)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(f"{name} is {value!r}: expected a whole number of at least 1.")
    series = np.asarray(series)
    if series.dtype.kind not in "iuf":
        raise ValueError(f"series holds {series.dtype}: expected numbers. Convert it with astype(float).")
    if series.ndim not in (1, 2):
        raise ValueError(f"series has the shape {series.shape}: expected (T,) or (T, features).")
    if series.dtype.kind != "f":
        series = series.astype(np.float32)
    bad = np.argwhere(~np.isfinite(series))
    if len(bad):
        place = tuple(bad[0].tolist())
        raise ValueError(
            f"series holds {series[place]} at position {place[0] if series.ndim == 1 else place}: "
            "expected finite numbers. Fill the gap or cut the series there."
        )
    n = len(series) - timesteps - horizon + 1
    if n < 1:
        raise ValueError(
            f"series has {len(series)} values: one window of {timesteps} and a target {horizon} after it "
            f"need {timesteps + horizon}. Pass a longer series or fewer timesteps."
        )
    if series.ndim == 1:
        series = series[:, None]
    x = np.lib.stride_tricks.sliding_window_view(series, timesteps, axis=0)[:n]
    return x.swapaxes(1, 2).copy(), series[timesteps - 1 + horizon :].copy()
