"""Right answers to the exercises of lesson 05 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% own | a GRU in both directions, functional, the share counted by hand

keras.utils.set_random_seed(0)
words = keras.Input((None,), dtype="int32")
vectors = layers.Embedding(len(desk.vocabulary), 24, mask_zero=True)(words)
states = layers.Bidirectional(layers.GRU(24))(vectors)
desk_net = keras.Model(words, layers.Dense(9, activation="softmax")(states))
desk_net.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
desk_net.fit(desk.x, who, batch_size=16, epochs=10, verbose=0)
right = np.mean(desk_net.predict(new_desk.x, verbose=0).argmax(axis=1) == new_who)

# %% needed | a list, and the empty set tried


def needed(lost, units):
    found = (s for n in range(len(units) + 1) for s in combinations(units, n) if lost(s) > 0.5)
    return list(next(found, ()))


# %% control | without a loop


def control(mark, x, seed=0):
    chance = np.where((x > 0) & ~mark, np.random.default_rng(seed).random(x.shape), -1)
    order = np.argsort(np.argsort(-chance, axis=1), axis=1)
    return order < mark.sum(axis=1, keepdims=True)


# %% accident | another seed


def p_value(values, text, group, flips=199):
    rng, shuffled = np.random.default_rng(1), []
    own = values[group[text] == 1].mean() - values[group[text] == 0].mean()
    for _ in range(flips):
        labels = group[rng.permutation(len(group))][text]
        shuffled.append(values[labels == 1].mean() - values[labels == 0].mean())
    return (1 + np.sum(np.abs(shuffled) >= abs(own))) / (1 + flips)


# %% accident | no seed


def p_value(values, text, group, flips=199):
    rng, shuffled = np.random.default_rng(), []
    own = values[group[text] == 1].mean() - values[group[text] == 0].mean()
    for _ in range(flips):
        labels = group[rng.permutation(len(group))][text]
        shuffled.append(values[labels == 1].mean() - values[labels == 0].mean())
    return (1 + np.sum(np.abs(shuffled) >= abs(own))) / (1 + flips)


# %% accident | one side doubled


def p_value(values, text, group, flips=199):
    rng, shuffled = np.random.default_rng(2), []
    own = values[group[text] == 1].mean() - values[group[text] == 0].mean()
    for _ in range(flips):
        labels = group[rng.permutation(len(group))][text]
        shuffled.append(values[labels == 1].mean() - values[labels == 0].mean())
    above, below = (1 + np.sum(np.array(shuffled) * sign >= own * sign) for sign in (1, -1))
    return 2 * min((1 + flips) / 2, above, below) / (1 + flips)
