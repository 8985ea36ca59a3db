"""Right answers to the exercises of lesson 09 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% stopping | two GRUs, a mask in place of weights, perplexity in NumPy


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(1)
    words = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(words, 0)
    h = layers.Embedding(vocab_size, 48)(words)
    h = layers.GRU(48, return_sequences=True)(h, mask=mask)
    h = layers.GRU(48, return_sequences=True)(h, mask=mask)
    model = keras.Model(words, layers.Dense(vocab_size, activation="softmax")(h))
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=0)
    model.compile(keras.optimizers.Adam(0.01), loss)
    model.fit(train[:, :-1], train[:, 1:], 10, 12, verbose=0)
    p, y = model.predict(fresh[:, :-1], verbose=0), fresh[:, 1:]
    rows, steps = np.nonzero(y)
    return [model, float(np.exp(-np.log(p[rows, steps, y[rows, steps]]).mean()))]


# %% ruined | float32


def ruined(p, is_crumb, n, temperature):
    p = np.exp(np.log(p.astype(np.float32)) / np.float32(temperature))
    return 1 - (1 - p[is_crumb].sum() / p.sum()) ** n


# %% products | a coin for each product


def products(texts):
    groups = {}
    for words in texts:
        key = " ".join(word for word in words if word not in fashion.COLOURS)
        groups.setdefault(key, []).append(words)
    return list(groups.values())


def divide(texts, share, rng):
    train, test = [], []
    for group in products(texts):
        (test if rng.random() < share else train).extend(group)
    return [train, test]


# %% products | products until the texts are enough


def products(texts):
    groups = {}
    for words in texts:
        key = " ".join(word for word in words if word not in fashion.COLOURS)
        groups.setdefault(key, []).append(words)
    return list(groups.values())


def divide(texts, share, rng):
    train, test, groups = [], [], products(texts)
    for k in rng.permutation(len(groups)):
        (test if len(test) < share * len(texts) else train).extend(groups[k])
    return train, test


# %% perplexity | two digits, as the notebook prints it


def perplexity(p):
    return round(float(np.exp(-np.log(np.concatenate(p)).mean())), 2)


# %% likeliest | four hundredths off

likeliest = {"A": 0.6, "B": 0.96, "C": 0.13, "D": 0.05}
