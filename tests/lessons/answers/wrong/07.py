"""Plausible wrong answers to the exercises of lesson 07.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% notes | the default of pad_sequences | the first word of long notes is cut away


def prepare(notes):
    return keras.utils.pad_sequences(notes, 20)


note_net = keras.Sequential([keras.Input((20,)), layers.Embedding(30, 8), layers.LSTM(4), layers.Dense(1)])

# %% notes | zeros behind, no mask | it reads zeros behind the words


def prepare(notes):
    return keras.utils.pad_sequences(notes, 20, padding="post", truncating="post")


note_net = keras.Sequential(
    [keras.Input((20,)), layers.Embedding(30, 8), layers.LSTM(4), layers.Dense(1, activation="sigmoid")]
)

# %% notes | not trained | at least 0.95 is asked for


def prepare(notes):
    return keras.utils.pad_sequences(notes, 20, truncating="post")


note_net = keras.Sequential(
    [keras.Input((20,)), layers.Embedding(30, 8), layers.LSTM(4), layers.Dense(1, activation="sigmoid")]
)

# %% notes | no sigmoid | no probability


def prepare(notes):
    return keras.utils.pad_sequences(notes, 20, truncating="post")


note_net = keras.Sequential([keras.Input((20,)), layers.Embedding(30, 8), layers.LSTM(4), layers.Dense(1)])

# %% notes | an answer at each step | no `return_sequences` before it


def prepare(notes):
    return keras.utils.pad_sequences(notes, 20, truncating="post")


note_net = keras.Sequential(
    [
        keras.Input((20,)),
        layers.Embedding(30, 8),
        layers.LSTM(4, return_sequences=True),
        layers.Dense(1, activation="sigmoid"),
    ]
)

# %% notes | nothing recurrent | has no recurrent layer


def prepare(notes):
    return keras.utils.pad_sequences(notes, 20, truncating="post")


note_net = keras.Sequential(
    [keras.Input((20,)), layers.Embedding(30, 1), layers.Flatten(), layers.Dense(1, activation="sigmoid")]
)

# %% notes | the first word is dropped from all | though there is room for it


def prepare(notes):
    return keras.utils.pad_sequences([note[1:] for note in notes], 20, truncating="post")


note_net = keras.Sequential([keras.Input((20,)), layers.Embedding(30, 8), layers.LSTM(4), layers.Dense(1)])

# %% zeros | padded to the longest of all | its own longest row


def zeros(lengths, batch_size):
    return 1 - sum(lengths) / (len(lengths) * max(lengths))


# %% zeros | the mean over batches | the mean of the batches' shares


def zeros(lengths, batch_size):
    batches = [lengths[n : n + batch_size] for n in range(0, len(lengths), batch_size)]
    return np.mean([1 - sum(b) / (len(b) * max(b)) for b in batches])


# %% zeros | the last batch left out | the last batch is left out


def zeros(lengths, batch_size):
    whole = len(lengths) // batch_size * batch_size
    batches = [lengths[n : n + batch_size] for n in range(0, whole, batch_size)]
    return 1 - sum(map(sum, batches)) / sum(len(b) * max(b) for b in batches)


# %% zeros | the last batch counted as full | as if it were full


def zeros(lengths, batch_size):
    batches = [lengths[n : n + batch_size] for n in range(0, len(lengths), batch_size)]
    return 1 - sum(lengths) / sum(batch_size * max(b) for b in batches)


# %% zeros | zeros for each word | zeros for each word


def zeros(lengths, batch_size):
    batches = [lengths[n : n + batch_size] for n in range(0, len(lengths), batch_size)]
    return sum(len(b) * max(b) for b in batches) / sum(lengths) - 1


# %% zeros | the share of the words | the share of the words


def zeros(lengths, batch_size):
    batches = [lengths[n : n + batch_size] for n in range(0, len(lengths), batch_size)]
    return sum(lengths) / sum(len(b) * max(b) for b in batches)


# %% zeros | a number in place of a share | how many zeros there are


def zeros(lengths, batch_size):
    batches = [lengths[n : n + batch_size] for n in range(0, len(lengths), batch_size)]
    return sum(len(b) * max(b) for b in batches) - sum(lengths)


# %% zeros | sorted first | stay in their order


def zeros(lengths, batch_size):
    lengths = sorted(lengths)
    batches = [lengths[n : n + batch_size] for n in range(0, len(lengths), batch_size)]
    return 1 - sum(lengths) / sum(len(b) * max(b) for b in batches)


# %% clip | each array by itself | That is `clipnorm`


def clip(gradients, limit):
    return [g * min(1, limit / np.sqrt((g**2).sum())) for g in gradients]


# %% clip | single numbers | That is `clipvalue`


def clip(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


# %% clip | no root | the root is missing


def clip(gradients, limit):
    length = sum((g**2).sum() for g in gradients)
    return [g * min(1, limit / length) for g in gradients]


# %% clip | always to the limit | a short arrow is made longer


def clip(gradients, limit):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * limit / length for g in gradients]


# %% clip | to length 1 | has length 1


def clip(gradients, limit):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g / length for g in gradients]


# %% clip | absolute values | the sums of absolute values


def clip(gradients, limit):
    length = sum(np.abs(g).sum() for g in gradients)
    return [g * min(1, limit / length) for g in gradients]


# %% clip | the longest decides | the longest array decides alone


def clip(gradients, limit):
    length = max(np.sqrt((g**2).sum()) for g in gradients)
    return [g * min(1, limit / length) for g in gradients]


# %% clip | nothing | nothing is shortened


def clip(gradients, limit):
    return gradients


# %% faults | unchanged | among those it learns from


def build():
    net = keras.Sequential([keras.Input((None,), dtype="int32")])
    net.add(layers.Embedding(200, 8))
    net.add(layers.LSTM(8))
    net.add(layers.Dense(2, activation="sigmoid"))
    net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


def split(x, y):
    return x[:400], y[:400], x[:100], y[:100]


# %% faults | only the split | still reads the zeros


def build():
    net = keras.Sequential([keras.Input((None,), dtype="int32")])
    net.add(layers.Embedding(200, 8))
    net.add(layers.LSTM(8))
    net.add(layers.Dense(2, activation="softmax"))
    net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


def split(x, y):
    return x[:400], y[:400], x[400:], y[400:]


# %% faults | still two sigmoids | do not add up to one


def build():
    net = keras.Sequential([keras.Input((None,), dtype="int32")])
    net.add(layers.Embedding(200, 8, mask_zero=True))
    net.add(layers.LSTM(8))
    net.add(layers.Dense(2, activation="sigmoid"))
    net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


def split(x, y):
    return x[:400], y[:400], x[400:], y[400:]


# %% faults | labels from the wrong rows | do not belong together


def build():
    net = keras.Sequential([keras.Input((None,), dtype="int32")])
    net.add(layers.Embedding(200, 8, mask_zero=True))
    net.add(layers.LSTM(8))
    net.add(layers.Dense(2, activation="softmax"))
    net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


def split(x, y):
    return x[:400], y[:400], x[400:], y[:100]


# %% faults | fewer rows | 400 and 100 are asked for


def build():
    net = keras.Sequential([keras.Input((None,), dtype="int32")])
    net.add(layers.Embedding(200, 8, mask_zero=True))
    net.add(layers.LSTM(8))
    net.add(layers.Dense(2, activation="softmax"))
    net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


def split(x, y):
    return x[:450], y[:450], x[450:], y[450:]


# %% faults | a learning rate that is too small | what else you have changed


def build():
    net = keras.Sequential([keras.Input((None,), dtype="int32")])
    net.add(layers.Embedding(200, 8, mask_zero=True))
    net.add(layers.LSTM(8))
    net.add(layers.Dense(2, activation="softmax"))
    loss = "sparse_categorical_crossentropy"
    net.compile(keras.optimizers.Adam(1e-5), loss, metrics=["accuracy"])
    return net


def split(x, y):
    return x[:400], y[:400], x[400:], y[400:]
