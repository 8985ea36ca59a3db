"""Checks of the exercises of lesson 07, The craft of training."""

import numpy as np

from utils.checks.asking import ask, number, numbers
from utils.checks.judging import Wrong, check, compare
from utils.checks.predictions import predicted

_STEPS = 20


def _draw_notes(rows: int, seed: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Notes as in the exercise: the first word, 1 or 2, says the class."""
    rng = np.random.default_rng(seed)
    notes = [rng.integers(3, 30, n) for n in rng.integers(4, 61, rows)]
    praise = rng.integers(0, 2, rows)
    for note, is_praise in zip(notes, praise, strict=True):
        note[0] = 1 + is_praise
    return notes, praise


@check
def notes(prepare, note_net):
    """Check a learner's preparation and network for notes whose first word decides.

    Args:
        prepare: a function from a list of notes to rows (notes, 20).
        note_net: a trained Keras model from such rows to (notes, 1).
    """
    import keras

    new, praise = _draw_notes(600, seed=11)
    rows = numbers("prepare(notes)", ask(prepare, new), shape=(len(new), _STEPS))
    is_long = np.array([len(note) > _STEPS for note in new])
    has_first = np.isin(rows, (1, 2)).any(axis=1)
    if not has_first[~is_long].all():
        raise Wrong("in some rows the first word is missing, though there is room for it", "`prepare`")
    if not has_first.all():
        raise Wrong(
            "the first word of long notes is cut away, and it is the one that decides",
            "`truncating` in `pad_sequences`: its default keeps the tail",
        )
    if not isinstance(note_net, keras.Model):
        raise Wrong(f"`note_net` is {type(note_net).__name__}, and should be a Keras model.")
    kinds = (keras.layers.RNN, keras.layers.Bidirectional)
    if not any(isinstance(layer, kinds) for layer in note_net._flatten_layers()):
        raise Wrong("your network has no recurrent layer.", "`layers.LSTM`")
    said = _said(note_net, rows)
    right = float(((said > 0.5) == praise).mean())
    if right >= 0.95:
        return f"Right on {right:.1%} of new notes."
    if _reads_padding(note_net, rows):
        raise Wrong(
            f"your network is right on {right:.2f} of new notes: it reads zeros behind the words, and has "
            "forgotten the first word when the answer is due",
            "`mask_zero` in the embedding, or zeros in front",
        )
    raise Wrong(
        f"your network is right on {right:.2f} of new notes; at least 0.95 is asked for.",
        "the learning rate, 0.01, and the number of epochs: it is learned late, and then at once",
    )


def _said(net, rows: np.ndarray) -> np.ndarray:
    """What a network says to each row, (rows,)."""
    try:
        said = np.asarray(net.predict(rows.astype("int32"), batch_size=300, verbose=0))
    except Exception as error:
        reason = str(error).strip().splitlines()[0]
        raise Wrong(f"your network cannot read rows of shape {rows.shape}: {reason}") from error
    if said.shape != (len(rows), 1):
        raise Wrong(
            f"your network gives {said.shape}, and {(len(rows), 1)} is asked for.",
            "the last layer: one unit, a sigmoid, and no `return_sequences` before it",
        )
    if said.min() < 0 or said.max() > 1:
        raise Wrong(
            "what your network gives is no probability.", 'the activation of the last layer: "sigmoid"'
        )
    return said[:, 0]


def _reads_padding(net, rows: np.ndarray) -> bool:
    """Whether zeros stand behind the words, and no layer makes a mask of them."""
    import keras

    masks = [
        isinstance(layer, keras.layers.Masking) or getattr(layer, "mask_zero", False)
        for layer in net._flatten_layers()
    ]
    return bool((rows[:, -1] == 0).any()) and not any(masks)


@check
def zeros(zeros):
    """Check the share of zeros in padded batches.

    Args:
        zeros: a function `zeros(lengths, batch_size)`.
    """
    lengths, size = [7, 2, 9, 4, 4, 1, 6], 3
    got = number("zeros(lengths, 3)", ask(zeros, lengths, size))
    batches = [lengths[n : n + size] for n in range(0, len(lengths), size)]
    places, words = sum(len(b) * max(b) for b in batches), sum(lengths)
    full = batches[:-1]
    mistakes = {
        "every batch is as long as its own longest row, and not as the longest of all": 1
        - words / (len(lengths) * max(lengths)),
        "that is the mean of the batches' shares. A long batch has more places, and counts for more": np.mean(
            [1 - sum(b) / (len(b) * max(b)) for b in batches]
        ),
        "the last batch is left out; it is smaller, and counts all the same": 1
        - sum(map(sum, full)) / sum(len(b) * max(b) for b in full),
        "the last batch is counted as if it were full": 1 - words / sum(size * max(b) for b in batches),
        "those are zeros for each word. Asked for is the share of all places": (places - words) / words,
        "that is the share of the words; asked for are the zeros": words / places,
        "that is how many zeros there are, and not which share of the places": places - words,
        "the rows are sorted first. Here they stay in their order": 1
        - words / sum(len(b) * max(b) for b in (sorted(lengths)[n : n + size] for n in range(0, 7, size))),
    }
    compare(np.array(got), np.array(1 - words / places), mistakes, "how many places the second batch has")
    shuffled = np.random.default_rng(0).integers(1, 201, 6_400)
    measured = number("zeros(lengths, 64)", ask(zeros, shuffled, 64))
    said = predicted("the share of zeros")
    return f"You said {said:g}; with lengths from 1 to 200 it is {measured:.2f}. Run the next cell."


def _length(gradients: list[np.ndarray]) -> float:
    return float(np.sqrt(sum((g**2).sum() for g in gradients)))


@check
def clip(clip):
    """Check clipping by the length of all gradients together.

    Args:
        clip: a function `clip(gradients, limit)`.
    """
    rng = np.random.default_rng(71)
    gradients = [rng.normal(size=s) * k for s, k in (((3, 4), 3.0), ((4,), 0.1), ((2, 2, 2), 1.0))]
    whole, limit = _length(gradients), 0.5

    def joined(parts):
        return np.concatenate([np.ravel(part) for part in parts])

    def asked(limit):
        got = ask(clip, gradients, limit)
        if not isinstance(got, list | tuple) or len(got) != len(gradients):
            raise Wrong(f"`clip` should return a list of {len(gradients)} arrays, one for each gradient.")
        return joined([numbers(f"clip(...)[{n}]", part, gradients[n].shape) for n, part in enumerate(got)])

    each = [g * min(1, limit / np.linalg.norm(g)) for g in gradients]
    mistakes = {
        "each array is shortened by itself. That is `clipnorm`; here all are one arrow, which must not be "
        "bent": joined(each),
        "single numbers are cut off at the limit. That is `clipvalue`, and it bends the arrow": joined(
            [np.clip(g, -limit, limit) for g in gradients]
        ),
        "the root is missing: the length is the root of the sum of squares": joined(gradients)
        * limit
        / whole**2,
        "the arrow now has length 1, and not the limit": joined(gradients) / whole,
        "the length is that of the sums of absolute values": joined(gradients)
        * limit
        / np.abs(joined(gradients)).sum(),
        "nothing is shortened": joined(gradients),
        "the longest array decides alone; the length is that of all together": joined(gradients)
        * limit
        / max(np.linalg.norm(g) for g in gradients),
    }
    compare(asked(limit), joined(gradients) * limit / whole, mistakes, "the length of all arrays together")
    longer = {
        "a short arrow is made longer. Where it is within the limit, nothing changes": 3 * joined(gradients)
    }
    compare(asked(3 * whole), joined(gradients), longer, "`min(1, ...)`")
    return "One factor for all: shorter, and not bent."


@check
def faults(build, split):
    """Check that three faults are repaired.

    Args:
        build: a function that returns a compiled Keras model.
        split: a function from x and y to rows and labels, for training and validation.
    """
    import keras

    from utils import checkup

    rng = np.random.default_rng(0)
    x = np.zeros((500, 60), "int32")
    for row, length in zip(x, rng.integers(4, 17, len(x)), strict=True):
        row[:length] = rng.integers(3, 200, length)
    y = (x[:, 0] > 100).astype("int32")
    parts = ask(split, x, y)
    if not isinstance(parts, tuple | list) or len(parts) != 4:
        raise Wrong("`split` should return four things: x, y, x to validate, y to validate.")
    x_train, y_train, x_val, y_val = map(np.asarray, parts)
    if len(x_train) != len(y_train) or len(x_val) != len(y_val):
        raise Wrong("rows and labels are not equally many.", "`split`")
    if (len(x_train), len(x_val)) != (400, 100):
        raise Wrong(
            f"there are {len(x_train)} rows to learn from and {len(x_val)} to validate; 400 and 100 are "
            "asked for.",
            "`split`",
        )
    rows = {row.tobytes() for row in x_train}
    if shared := sum(row.tobytes() in rows for row in x_val):
        raise Wrong(
            f"{shared} of {len(x_val)} rows for validation are among those it learns from: whatever is "
            "learned by heart counts as success",
            "`split`",
        )
    if not all(
        np.array_equal(labels, part[:, 0] > 100) for part, labels in ((x_train, y_train), (x_val, y_val))
    ):
        raise Wrong("rows and labels do not belong together any more.", "`split`")
    net = ask(build)
    if not isinstance(net, keras.Model):
        raise Wrong(f"`build` returns {type(net).__name__}, and should return a Keras model.")
    found = {one.name: one for one in checkup.examine(net, x_train, y_train).alarms}
    if "padding is read" in found:
        raise Wrong(
            "the network still reads the zeros behind the text, and has forgotten the first word by then",
            "the embedding",
        )
    if "output and loss that do not fit" in found:
        raise Wrong(
            "last layer and loss still do not fit: two sigmoids do not add up to one, and the loss takes "
            "them for probabilities of two classes",
            "the last layer",
        )
    if found:
        name, one = next(iter(found.items()))
        raise Wrong(f"there is another fault now, {name}: {one.what}", one.cure)
    keras.utils.set_random_seed(0)
    net = ask(build)
    net.fit(x_train, y_train, batch_size=32, epochs=15, verbose=0)
    right = net.evaluate(x_train, y_train, verbose=0, return_dict=True).get("accuracy", 0)
    if right < 0.9:
        raise Wrong(
            f"without the three faults, but after 15 epochs it is right on {right:.2f} of the rows it learns "
            "from.",
            "what else you have changed: learning rate, units, loss",
        )
    return f"Three found. Of the rows it learns from, {right:.0%} are right now."
