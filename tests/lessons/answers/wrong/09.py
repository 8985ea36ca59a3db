"""Plausible wrong answers to the exercises of lesson 09.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% stopping | not shifted | shifted by one


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train, train
    model.fit(x, y, 25, 4, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | return_sequences forgotten | asked after each word


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 1, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | the zeros asked for | asked for the zeros behind


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 3, verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | the end never asked for | it does not stop


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 3, sample_weight=((y != 0) & (y != 2)).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | logits | they are no probabilities


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats", from_logits=True)
    model.compile(
        keras.optimizers.Adam(0.01),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        weighted_metrics=[nats],
    )
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 1, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | both directions | reads what it is asked for


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.Bidirectional(layers.LSTM(32, return_sequences=True)))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 2, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | Keras' own step size, two passes | is within reach


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 3, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | evaluated on what it learned from | that it has learned from


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 8, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = train[:, :-1], train[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | zeros counted | the zeros behind the sentences are counted


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 8, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"return_dict": True}
    return model, np.exp(model.evaluate(x, y, verbose=0, **look)["nats"])


# %% stopping | the loss | Perplexity is its exponential


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 8, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model, model.evaluate(x, y, verbose=0, **look)["nats"]


# %% stopping | the model alone | should return 2 things


def stopping_writer(train, fresh, vocab_size):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(layers.Embedding(vocab_size, 32))
    model.add(layers.LSTM(64, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    nats = keras.metrics.SparseCategoricalCrossentropy(name="nats")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=[nats])
    x, y = train[:, :-1], train[:, 1:]
    model.fit(x, y, 25, 1, sample_weight=(y != 0).astype("float32"), verbose=0)
    x, y = fresh[:, :-1], fresh[:, 1:]
    look = {"sample_weight": (y != 0).astype("float32"), "return_dict": True}
    return model


# %% stopping | ids taken for sizes | an Embedding turns


def stopping_writer(train, fresh, vocab_size):
    model = keras.Sequential([keras.Input((None, 1))])
    model.add(layers.LSTM(16, return_sequences=True))
    model.add(layers.Dense(vocab_size, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    x, y = train[:, :-1, None], train[:, 1:]
    model.fit(x, y, 100, 1, sample_weight=(y != 0).astype("float32"), verbose=0)
    return model, 10.0


# %% perplexity | the mean of the texts' perplexities | one bad text rules the mean


def perplexity(p):
    return np.mean([np.exp(-np.log(one).mean()) for one in p])


# %% perplexity | a mean of means | each text counts alike


def perplexity(p):
    return np.exp(np.mean([-np.log(one).mean() for one in p]))


# %% perplexity | the logarithm of the mean | The mean is over their logarithms


def perplexity(p):
    return np.exp(-np.log(np.concatenate(p).mean()))


# %% perplexity | the mean number of guesses, so to speak | a single unlikely word rules it


def perplexity(p):
    return np.mean(1 / np.concatenate(p))


# %% perplexity | divided by the texts | not of words


def perplexity(p):
    return np.exp(-np.log(np.concatenate(p)).sum() / len(p))


# %% perplexity | bits and e mixed | logarithms to base 2


def perplexity(p):
    return np.exp(-np.log2(np.concatenate(p)).mean())


# %% perplexity | the exponential forgotten | this is the loss


def perplexity(p):
    return -np.log(np.concatenate(p)).mean()


# %% perplexity | the minus forgotten | the sign is turned round


def perplexity(p):
    return np.exp(np.log(np.concatenate(p)).mean())


# %% perplexity | the probabilities multiplied | Add logarithms instead


def perplexity(p):
    p = np.concatenate(p)
    with np.errstate(all="ignore"):
        return np.prod(p) ** (-1 / len(p))


# %% perplexity | logarithms written over the probabilities | changes `p`


def perplexity(p):
    for k in range(len(p)):
        p[k] = np.log(p[k])
    return np.exp(-np.concatenate(p).mean())


# %% ruined | the probabilities divided by the temperature | It divides their logarithms


def ruined(p, is_crumb, n, temperature):
    p = p / temperature
    return 1 - (1 - p[is_crumb].sum() / p.sum()) ** n


# %% ruined | probabilities taken for logits | The softmax wants logarithms


def ruined(p, is_crumb, n, temperature):
    p = np.exp(p / temperature)
    return 1 - (1 - p[is_crumb].sum() / p.sum()) ** n


# %% ruined | logarithms times the temperature | upside down


def ruined(p, is_crumb, n, temperature):
    p = np.exp(np.log(p) * temperature)
    return 1 - (1 - p[is_crumb].sum() / p.sum()) ** n


# %% ruined | not divided by the sum | no longer add up to 1


def ruined(p, is_crumb, n, temperature):
    return 1 - (1 - (p ** (1 / temperature))[is_crumb].sum()) ** n


# %% ruined | crumbs times words | the mean number of crumbs in a text


def ruined(p, is_crumb, n, temperature):
    p = p ** (1 / temperature)
    return n * p[is_crumb].sum() / p.sum()


# %% ruined | crumbs times words, at most 1 | cut off at 1


def ruined(p, is_crumb, n, temperature):
    p = p ** (1 / temperature)
    return min(1, n * p[is_crumb].sum() / p.sum())


# %% ruined | the whole texts counted | that stay whole


def ruined(p, is_crumb, n, temperature):
    p = p ** (1 / temperature)
    return (1 - p[is_crumb].sum() / p.sum()) ** n


# %% ruined | all words must be crumbs | made of crumbs alone


def ruined(p, is_crumb, n, temperature):
    p = p ** (1 / temperature)
    return (p[is_crumb].sum() / p.sum()) ** n


# %% ruined | one word only | A text has n


def ruined(p, is_crumb, n, temperature):
    p = p ** (1 / temperature)
    return p[is_crumb].sum() / p.sum()


# %% ruined | the mask turned round | crumbs and good words are exchanged


def ruined(p, is_crumb, n, temperature):
    p = p ** (1 / temperature)
    return 1 - (1 - p[~is_crumb].sum() / p.sum()) ** n


# %% ruined | the table itself raised to a power | changes `p`


def ruined(p, is_crumb, n, temperature):
    p **= 1 / temperature
    return 1 - (1 - p[is_crumb].sum() / p.sum()) ** n


# %% ruined | per cent | say a share between 0 and 1


def ruined(p, is_crumb, n, temperature):
    p = p ** (1 / temperature)
    return 100 * (1 - (1 - p[is_crumb].sum() / p.sum()) ** n)


# %% ruined-prediction | the measurement before the prediction | your answer is right, but nothing is noted

at_1, at_1_5 = 0.1, None
note_prediction("temperature 1", at_1, low=0, high=1)
note_prediction("temperature 1.5", at_1_5, low=0, high=1)


# %% products | the bug as it was, for a reader who changes nothing that counts | shares a run of


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(" ".join(words), []).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | only the first colour taken out of the key | Those that name it again are not


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        at = next((k for k, word in enumerate(words) if word in fashion.COLOURS), 0)
        groups.setdefault(tuple(words[:at] + words[at + 1 :]), []).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | one text of each product kept, the others dropped | on neither side


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        key = tuple("<colour>" if word in fashion.COLOURS else word for word in words)
        groups[key] = words
    rows = [list(groups.values())[k] for k in rng.permutation(len(groups))]
    n = round(share * len(rows))
    return rows[n:], rows[:n]


# %% products | split by colour | have such a neighbour


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(next((word for word in words if word in fashion.COLOURS), ""), []).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | texts dealt out one by one | the very same text stands on both sides


def divide(texts, share, rng):
    order = rng.permutation(len(texts))
    n = round(share * len(texts))
    return [texts[k] for k in order[n:]], [texts[k] for k in order[:n]]


# %% products | the keys given back, without colours | not the shop's


def divide(texts, share, rng):
    rows = [["<colour>" if word in fashion.COLOURS else word for word in words] for words in texts]
    keys = sorted(set(map(tuple, rows)))
    test = {keys[k] for k in rng.permutation(len(keys))[: round(share * len(keys))]}
    return [row for row in rows if tuple(row) not in test], [row for row in rows if tuple(row) in test]


# %% products | the first groups, in the order of the table | another seed gives the same split


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        key = tuple("<colour>" if word in fashion.COLOURS else word for word in words)
        groups.setdefault(key, []).append(words)
    groups, n = list(groups.values()), round(share * len(groups))
    return [words for g in groups[n:] for words in g], [words for g in groups[:n] for words in g]


# %% products | chance from elsewhere | the same seed gives another split


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        key = tuple("<colour>" if word in fashion.COLOURS else word for word in words)
        groups.setdefault(key, []).append(words)
    groups, n = list(groups.values()), round(share * len(groups))
    groups = [groups[k] for k in np.random.default_rng().permutation(len(groups))]
    return [words for g in groups[n:] for words in g], [words for g in groups[:n] for words in g]


# %% products | the two sides exchanged | of the texts are in the test


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        key = tuple("<colour>" if word in fashion.COLOURS else word for word in words)
        groups.setdefault(key, []).append(words)
    groups, n = list(groups.values()), round(share * len(groups))
    groups = [groups[k] for k in rng.permutation(len(groups))]
    return [words for g in groups[:n] for words in g], [words for g in groups[n:] for words in g]


# %% products | the test texts left in the training | more texts than before


def divide(texts, share, rng):
    n = round(share * len(texts))
    return texts, [texts[k] for k in rng.permutation(len(texts))[:n]]


# %% products | one product left out, the others kept | of the texts are in the test


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        key = tuple("<colour>" if word in fashion.COLOURS else word for word in words)
        groups.setdefault(key, []).append(words)
    keys = list(groups)
    out = keys[rng.integers(len(keys))]
    return [words for key in keys if key != out for words in groups[key]], groups[out]


# %% products | places instead of texts | two lists of texts


def divide(texts, share, rng):
    order = rng.permutation(len(texts))
    n = round(share * len(texts))
    return order[n:], order[:n]


# %% products | the garment alone as a key | always go to the same side


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(
            next(word for word in words if word in ("coat", "shirt", "skirt", "jacket")), []
        ).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | the first words as a key | always go to the same side


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(tuple([word for word in words if word not in fashion.COLOURS][:3]), []).append(
            words
        )
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | the first sentence as a key | always go to the same side


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(
            " ".join([word for word in words if word not in fashion.COLOURS]).split(" .")[0], []
        ).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | the garments thrown away, too | always go to the same side


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(
            tuple(
                word
                for word in [word for word in words if word not in fashion.COLOURS]
                if word not in ("coat", "shirt", "skirt", "jacket")
            ),
            [],
        ).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | the number of words as a key | the test is empty


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(len(words), []).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | the share written into the function | `share` is not used


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(
            tuple("<colour>" if word in fashion.COLOURS else word for word in words), []
        ).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(0.2 * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% products | the share halved | of the texts are in the test


def divide(texts, share, rng):
    groups = {}
    for words in texts:
        groups.setdefault(
            tuple("<colour>" if word in fashion.COLOURS else word for word in words), []
        ).append(words)
    keys = list(groups)
    order = rng.permutation(len(keys))
    n = round(share / 2 * len(keys))
    train, test = ([words for k in some for words in groups[keys[k]]] for some in (order[n:], order[:n]))
    return train, test


# %% likeliest | the right ends, drawn plainly | where the network draws plainly, crumbs and all

likeliest = {"A": 0.55, "B": 0.78, "C": 0.37, "D": 0.05}


# %% likeliest | the highest point of each curve | the best place of the curve

likeliest = {"A": 0.6, "B": 1.0, "C": 0.42, "D": 0.05}


# %% likeliest | C read at its plain end | not always better

likeliest = {"A": 0.6, "B": 1.0, "C": 0.37, "D": 0.05}


# %% likeliest | B alone read at its plain end | for B you read the end where it draws plainly

likeliest = {"A": 0.6, "B": 0.78, "C": 0.12, "D": 0.05}


# %% likeliest | A alone read as its errors | for A you read the share of wrong colours

likeliest = {"A": 0.4, "B": 1.0, "C": 0.12, "D": 0.05}


# %% likeliest | the share of errors | is wrong

likeliest = {"A": 0.4, "B": 0.0, "C": 0.88, "D": 0.95}


# %% likeliest | the two good ones read, two left | still holds None

likeliest = {"A": 0.6, "B": 1.0, "C": None, "D": None}


# %% likeliest | percent | a number between 0 and 1

likeliest = {"A": 60, "B": 100, "C": 12, "D": 5}


# %% likeliest | numbers without names | a dictionary with the keys

likeliest = [0.6, 1.0, 0.12, 0.05]
