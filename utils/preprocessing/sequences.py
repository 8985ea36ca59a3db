"""Sequences as arrays: shortened, padded, in batches of similar length, or one long text in rows.

Nothing here loads TensorFlow until `batches_by_length` is called.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from utils.arguments import by_position, one_of, random_generator, whole_number

__all__ = [
    "batches_by_length",
    "contiguous_batches",
    "last_tenth",
    "pad",
    "rows_of_inputs",
    "shorten",
]


def shorten(row: np.ndarray, maxlen: int, head: int = 0) -> np.ndarray:
    """Keep the first ``head`` and the last ``maxlen - head`` steps of a row.

    Args:
        row: (timesteps, ...).
        maxlen: the largest number of steps to keep. A row that is not longer stays as it is.
        head: how many of them come from the beginning of the row.

    Returns:
        (min(timesteps, maxlen), ...), with the type of ``row``.

    Raises:
        ValueError: unless ``maxlen`` is a whole number of at least 1 and ``head`` one from 0 to ``maxlen``.
    """
    whole_number("maxlen", maxlen, 1, "a shortened row keeps at least 1 step")
    if whole_number("head", head, 0) > maxlen:
        raise ValueError(f"head is {head}: expected at most maxlen, {maxlen}.")
    row = np.asarray(row)
    if len(row) <= maxlen:
        return row
    return np.concatenate([row[:head], row[len(row) - (maxlen - head) :]])


def pad(rows: Sequence[np.ndarray], maxlen: int | None = None, side: str = "right") -> np.ndarray:
    """Stack rows of different lengths into one array, filled up with zeros.

    Rows are never cut here (see `shorten`): a row that does not fit is an error, so that no word is lost
    without a decision.

    Args:
        rows: each (timesteps_i, ...), numbers.
        maxlen: steps of the array; None takes the length of the longest row.
        side: where the zeros go, ``"left"`` or ``"right"``.

    Returns:
        (rows, maxlen, ...), in the smallest type that holds the numbers of all rows: whole numbers and
        decimal numbers together become decimal numbers.

    Raises:
        ValueError: if there are no rows, if a row is longer than ``maxlen``, or if the rows do not hold
            numbers or differ in more than their lengths.
    """
    rows = by_position("rows", rows)
    if len(rows) == 0:
        raise ValueError("There is nothing to pad: rows is empty. Pass at least one row.")
    return _stack(_arrays("rows", rows), maxlen, one_of("side", side, ("left", "right")))


def _arrays(name: str, rows: list) -> list[np.ndarray]:
    """Return the rows as arrays of one type that holds the numbers of all of them."""
    arrays = [np.asarray(row) for row in rows]
    for k, row in enumerate(arrays):
        if row.ndim == 0:
            raise ValueError(
                f"{name}[{k}] is {rows[k]!r:.60}: expected a row of numbers. "
                f"If {name} is a single row, pass [row]."
            )
        if row.dtype.kind not in "biufc":
            raise ValueError(
                f"{name}[{k}] holds {row.dtype}: expected numbers. Turn words into ids first, for instance "
                "with Vocabulary.encode."
            )
        if row.shape[1:] != arrays[0].shape[1:]:
            raise ValueError(
                f"{name}[{k}] has the shape {row.shape} and {name}[0] {arrays[0].shape}: expected rows "
                "that differ only in their number of steps."
            )
    filled = [row.dtype for row in arrays if len(row)]  # an empty list would count as decimal numbers
    common = np.result_type(*set(filled)) if filled else arrays[0].dtype
    return [row.astype(common, copy=False) for row in arrays]


def _stack(rows: list[np.ndarray], maxlen: int | None = None, side: str = "right") -> np.ndarray:
    """Pad arrays of one type."""
    longest = max(len(row) for row in rows)
    maxlen = longest if maxlen is None else whole_number("maxlen", maxlen, 1)
    if maxlen < max(longest, 1):
        raise ValueError(
            f"maxlen is {maxlen}, but the longest row has {longest} steps. "
            "Pass maxlen >= 1 and shorten the rows first, for instance with shorten(row, maxlen)."
        )
    padded = np.zeros((len(rows), maxlen, *rows[0].shape[1:]), rows[0].dtype)
    for target, row in zip(padded, rows, strict=True):
        if side == "right":
            target[: len(row)] = row
        else:
            target[maxlen - len(row) :] = row
    return padded


def rows_of_inputs(inputs: Sequence[Sequence[np.ndarray]]) -> list[list[np.ndarray]]:
    """Return the rows of each input of a model as arrays, one type for each input.

    Args:
        inputs: one sequence of rows for each input of the model; a single input is ``[rows]``.

    Returns:
        For each input, its rows in order.

    Raises:
        ValueError: if the list around a single input is missing, if the inputs have different numbers of
            rows, or if there are no rows.
    """
    parts = [by_position(f"inputs[{k}]", part) for k, part in enumerate(_parts(inputs))]
    first = next((part[0] for part in parts if part), None)
    if first is None:
        raise ValueError(
            "There are no rows: inputs is empty. Pass a list with the rows of each input, such as [rows]."
        )
    if isinstance(first, int | float | np.number):
        raise ValueError(
            f"inputs[0][0] is the single number {first}: expected a row of numbers. inputs is a list with "
            "the rows of each input of the model: for a single input pass [rows]."
        )
    if any(len(part) != len(parts[0]) for part in parts):
        shown = ", ".join(str(len(part)) for part in parts[:4]) + (", ..." if len(parts) > 4 else "")
        raise ValueError(
            f"The {len(parts)} inputs have {shown} rows: expected equally many. inputs is a list with the "
            "rows of each input of the model: for a single input pass [rows]."
        )
    return [_arrays(f"inputs[{k}]", part) for k, part in enumerate(parts)]


def _parts(inputs: Sequence[Sequence[np.ndarray]]) -> list:
    """Return the inputs as a list, and refuse a single row, whose parts are numbers."""
    parts = by_position("inputs", inputs)
    if parts and isinstance(parts[0], int | float | np.number):
        raise ValueError(
            f"inputs[0] is the single number {parts[0]}: expected the rows of an input. For one row and one "
            "input pass [[row]]."
        )
    return parts


def batches_by_length(
    inputs: Sequence[Sequence[np.ndarray]], y: np.ndarray, batch_size: int = 128, seed: int | None = None
):
    """Make a `tf.data.Dataset` of batches whose rows have about the same length, padded on the right.

    A batch is as long as its longest row, so little work is spent on padding.

    Args:
        inputs: one sequence of rows for each input of the model; a single input is ``[rows]``. Each row is
            (timesteps_i, ...), and all inputs of row n have the same length.
        y: (rows,) labels, finite numbers.
        batch_size: rows in a batch; the last batch may have fewer.
        seed: a whole number shuffles the rows anew in every epoch: the batches, and rows of similar length
            between them. None keeps the rows sorted by length, in the order
            ``np.argsort(lengths, kind="stable")``.

    Returns:
        A dataset of (inputs, labels). Inputs are (batch, timesteps, ...), in a tuple if there are several;
        labels are (batch,) float32.

    Raises:
        ValueError: if the list around a single input is missing, if there are not as many labels as rows, if
            there are no rows, or if rows or labels are not numbers.
    """
    import tensorflow as tf

    whole_number("batch_size", batch_size, 1)
    parts = rows_of_inputs(inputs)
    labels = _labels(y, len(parts[0]), len(parts))
    lengths = np.array([len(row) for row in parts[0]])
    rng = None if seed is None else random_generator(seed)

    def alone(arrays):  # Keras expects the only input of a model without a tuple around it
        return arrays[0] if len(arrays) == 1 else arrays

    def generate():
        for batch in _indices_by_length(lengths, batch_size, rng):
            yield alone(tuple(_stack([rows[i] for i in batch]) for rows in parts)), labels[batch]

    signature = tuple(tf.TensorSpec((None, None, *rows[0].shape[1:]), rows[0].dtype) for rows in parts)
    dataset = tf.data.Dataset.from_generator(
        generate, output_signature=(alone(signature), tf.TensorSpec((None,), tf.float32))
    )
    batches = -(-len(labels) // batch_size)
    return dataset.apply(tf.data.experimental.assert_cardinality(batches)).prefetch(2)


def _labels(y: np.ndarray, rows: int, inputs: int) -> np.ndarray:
    """Check that there is one number for each row."""
    try:
        labels = np.asarray(y, np.float32)
    except (TypeError, ValueError):
        raise ValueError(f"y is {y!r:.60}: expected numbers. Turn the labels into numbers first.") from None
    if labels.ndim != 1:
        column = " Pass y[:, 0]." if labels.shape[1:] == (1,) else ""
        raise ValueError(
            f"y has the shape {labels.shape}: expected (rows,), one number for each row.{column}"
        )
    if len(labels) != rows:
        hint = " For a single input pass [rows]." if inputs == len(labels) else ""
        raise ValueError(
            f"inputs has {inputs} {'input' if inputs == 1 else 'inputs'} of {rows} rows, but y has "
            f"{len(labels)}: expected one label for each row.{hint}"
        )
    if not np.isfinite(labels).all():
        k = int(np.argmin(np.isfinite(labels)))
        raise ValueError(
            f"y[{k}] is {labels[k]}: expected finite numbers. Leave out the rows without a label."
        )
    return labels


def _indices_by_length(
    lengths: np.ndarray, batch_size: int, rng: np.random.Generator | None
) -> Iterator[np.ndarray]:
    """Yield every row's index once, in batches of similar length; with ``rng``, in random order."""
    noisy = lengths if rng is None else lengths * np.exp(rng.normal(0, 0.05, len(lengths)))
    order = np.argsort(noisy, kind="stable")
    batches = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    if rng is not None:
        rng.shuffle(batches)
    yield from batches


def last_tenth(text: Sequence) -> tuple[Sequence, Sequence]:
    """Cut off the last tenth of a text, a list or an array, to judge by it or to choose by it.

    A model is judged by what comes after all that it was trained on: ``train, validation =
    last_tenth(text)``. What is chosen before that, is chosen inside the training part: ``counted, chooses =
    last_tenth(train)``.

    Args:
        text: anything that has a length and can be sliced, of at least two parts.

    Returns:
        The first nine tenths, rounded down, and the rest.

    Raises:
        ValueError: if there are fewer than two parts.
    """
    if len(text) < 2:
        raise ValueError(f"text has the length {len(text)}: expected at least 2, one for each of two parts.")
    end = len(text) * 9 // 10
    return text[:end], text[end:]


def contiguous_batches(ids: np.ndarray, rows: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut one long text into batches for a network that carries its state from batch to batch.

    The text is cut into as many pieces of equal length as there are rows, and each row reads its piece, a few
    steps in each batch: row r of batch k + 1 goes on where row r of batch k stopped. So the state that a
    stateful layer has kept for row r belongs to the letters just before. Where the rows of a batch are drawn
    at random, or shuffled as `fit` does unless told otherwise, each row begins with a state that was left by
    some other place of the text. Nothing fails then; the network learns to distrust its state. Reset the
    state before you go through the text again: after the last batch comes the first, at another place.

        x, y = contiguous_batches(ids, rows=64, steps=64)
        for k in range(len(x)):
            model.train_on_batch(x[k], y[k])

    Args:
        ids: (T,) whole numbers, the text letter by letter.
        rows: rows of a batch, at least 1.
        steps: letters that a row reads in a batch, at least 1.

    Returns:
        x: (batches, rows, steps) int32, with batches = (T - 1) // (rows * steps). What is left at the end of
            the text, fewer than rows * steps letters and the last target, is not used.
        y: (batches, rows, steps) int32, the letter that follows each letter of x.

    Raises:
        ValueError: if ``ids`` has another shape, no whole numbers, or too few for one batch, or if ``rows``
            or ``steps`` is below 1.
    """
    whole_number("rows", rows, 1)
    whole_number("steps", steps, 1)
    ids = np.asarray(ids)
    if ids.ndim != 1 or ids.dtype.kind not in "iu":
        raise ValueError(
            f"ids has the shape {ids.shape} and holds {ids.dtype}: expected (T,) whole numbers, one for each "
            "letter of the text."
        )
    batches = (len(ids) - 1) // (rows * steps)
    if batches < 1:
        raise ValueError(
            f"ids has {len(ids)} letters: one batch of {rows} rows and {steps} steps needs "
            f"{rows * steps + 1}, the last target included. Pass fewer rows or steps."
        )
    used = batches * rows * steps
    pieces = (ids[first : first + used].reshape(rows, batches, steps) for first in (0, 1))
    x, y = (piece.swapaxes(0, 1).astype(np.int32, order="C") for piece in pieces)
    return x, y
