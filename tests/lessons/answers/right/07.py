"""Right answers to the exercises of lesson 07 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% notes | zeros in front and no mask, a GRU, functional


def prepare(notes):
    rows = np.zeros((len(notes), 20), "int32")
    for row, note in zip(rows, notes, strict=True):
        head = note[:20]
        row[20 - len(head) :] = head
    return rows


keras.utils.set_random_seed(1)
inputs = keras.Input((20,), dtype="int32")
state = layers.GRU(24)(layers.Embedding(30, 8)(inputs))
note_net = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(state))
note_net.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
note_net.fit(prepare(notes), praise, batch_size=32, epochs=8, verbose=0)

# %% zeros | with arrays


def zeros(lengths, batch_size):
    lengths = np.asarray(lengths)
    first = np.arange(0, len(lengths), batch_size)
    rows = np.diff([*first, len(lengths)])
    return float(1 - lengths.sum() / (rows * np.maximum.reduceat(lengths, first)).sum())


# %% clip | one vector, a quotient


def clip(gradients, limit):
    length = np.linalg.norm(np.concatenate([np.ravel(g) for g in gradients]))
    return [g / max(1, length / limit) for g in gradients]


# %% faults | functional, one output, the other rows to validate


def build():
    inputs = keras.Input((None,), dtype="int32")
    words = layers.Embedding(200, 8, mask_zero=True)
    states = layers.LSTM(8)(words(inputs), mask=words.compute_mask(inputs))
    net = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(states))
    net.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
    return net


def split(x, y):
    return x[100:], y[100:], x[:100], y[:100]
