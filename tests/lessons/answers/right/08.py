"""Right answers to the exercises of lesson 08 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% told | a table in float32


def told(present, y, fold):
    sums = np.zeros(len(y), np.float32)
    for k in np.unique(fold):
        p, q = (1 + present[(fold != k) & (y == side)].sum(axis=0) for side in (1, 0))
        ratios = (np.log(p) - np.log(q) - np.log(p.sum() / q.sum())).astype(np.float32)
        sums[fold == k] = present[fold == k].astype(np.float32) @ ratios
    return sums


# %% complaints | read backwards, a threshold between the same two answers


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(1)
    model = keras.Sequential()
    model.add(layers.TextVectorization(output_sequence_length=60))
    model.layers[0].adapt(tf.constant(train))
    model.add(layers.Embedding(model.layers[0].vocabulary_size(), 24, mask_zero=True))
    model.add(layers.GRU(16, go_backwards=True))
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), y_train, batch_size=64, epochs=3, verbose=0)
    said = model.predict(tf.constant(validation), verbose=0)[:, 0]
    complaints = sorted(said[y_validation == 0])
    n = int(np.ceil(0.9 * len(complaints)))
    return model, (complaints[n - 1] + complaints[n]) / 2


# %% twins | another twin, looked for from the end


def twin(words):
    for d in range(len(words) - 1, 0, -1):
        for c in range(d - 1, 0, -1):
            for b in range(c - 1, 0, -1):
                if words[b] != words[d]:
                    continue
                for a in range(b - 1, -1, -1):
                    first, second = words[a + 1 : b], words[c + 1 : d]
                    if words[a] == words[c] and first != second:
                        return words[: a + 1] + second + words[b : c + 1] + first + words[d:]
    return list(words)


# %% company | a loop over the reviews


def summary(h, mask):
    rows = [one[m == 1] for one, m in zip(h, mask, strict=True)]
    return [[*row[-1], *row.mean(axis=0), *row.max(axis=0)] for row in rows]
