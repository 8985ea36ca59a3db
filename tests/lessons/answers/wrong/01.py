"""Plausible wrong answers to the exercises of lesson 01.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% too-good | the function as it was | told the answer


def windows_of(series, timesteps):
    return np.lib.stride_tricks.sliding_window_view(series, timesteps), series[timesteps - 1 :]


# %% too-good | drops the first window, so that windows and targets move together | still holds its own target


def windows_of(series, timesteps):
    x = np.lib.stride_tricks.sliding_window_view(series, timesteps)[1:]
    return x, series[timesteps:]


# %% too-good | goes one day too far | 2 days after the window


def windows_of(series, timesteps):
    x = np.lib.stride_tricks.sliding_window_view(series, timesteps)[:-2]
    return x, series[timesteps + 1 :]


# %% too-good | cuts the targets, not the windows | (13, 8) and y (12,)


def windows_of(series, timesteps):
    return np.lib.stride_tricks.sliding_window_view(series, timesteps), series[timesteps:]


# %% too-good | the number of the text in the place of the argument | you use 8 where `timesteps` is given


def windows_of(series, timesteps):
    return np.lib.stride_tricks.sliding_window_view(series, 8)[:-1], series[8:]


# %% reach | changes pile up from place to place | leave the old changes in


def reach(box, x, words):
    before, changed, farthest = box(x), x.copy(), 0
    for k in range(1, x.shape[1] + 1):
        changed[:, -k] = np.random.default_rng(k).integers(words, size=len(x))
        if np.any(box(changed) != before):
            farthest = k
    return farthest


# %% reach | stops at the first place that changes nothing | stop at the first place


def reach(box, x, words):
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[:, -k] = np.random.default_rng(k).integers(words, size=len(x))
        if np.all(box(changed) == box(x)):
            return k - 1
    return x.shape[1]


# %% reach | counts the last word as 0 | x[:, -0] is the first word


def reach(box, x, words):
    farthest = 0
    for k in range(x.shape[1]):
        changed = x.copy()
        changed[:, -k - 1] = np.random.default_rng(k).integers(words, size=len(x))
        if np.any(box(changed) != box(x)):
            farthest = k
    return farthest


# %% reach | a second name instead of a copy | changes `x`


def reach(box, x, words):
    farthest = 0
    for k in range(1, x.shape[1] + 1):
        changed = x
        changed[:, -k] = np.random.default_rng(k).integers(words, size=len(x))
        if np.any(box(changed) != box(x)):
            farthest = k
    return farthest


# %% reach | one id too many | you show the box the word 20; ids go from 0 to words - 1


def reach(box, x, words):
    rng, farthest = np.random.default_rng(0), 0
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[:, -k] = rng.integers(words + 1, size=len(x))
        if np.any(box(changed) != box(x)):
            farthest = k
    return farthest


# %% reach | a word that no sentence has, to be sure | you show the box the word -1; ids go from 0


def reach(box, x, words):
    farthest = 0
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[:, -k] = -1
        if np.any(box(changed) != box(x)):
            farthest = k
    return farthest


# %% reach | numbers that are no ids | you show the box numbers of the kind float64; ids are integers


def reach(box, x, words):
    rng, farthest = np.random.default_rng(0), 0
    for k in range(1, x.shape[1] + 1):
        changed = x.astype(float)
        changed[:, -k] = rng.random(len(x)) * words
        if np.any(box(changed) != box(x)):
            farthest = k
    return farthest


# %% reach | the loop ends one place too early | your loop does not reach the first word


def reach(box, x, words):
    rng, farthest = np.random.default_rng(0), 0
    for k in range(1, x.shape[1]):
        changed = x.copy()
        changed[:, -k] = rng.integers(words, size=len(x))
        if np.any(box(changed) != box(x)):
            farthest = k
    return farthest


# %% reach | asks for all answers to change | whatever the box, you find 0


def reach(box, x, words):
    rng, farthest = np.random.default_rng(0), 0
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[:, -k] = rng.integers(words, size=len(x))
        if np.all(box(changed) != box(x)):
            farthest = k
    return farthest


# %% reach | asks for most answers to change | one changed answer is


def reach(box, x, words):
    rng, farthest = np.random.default_rng(0), 0
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[:, -k] = rng.integers(words, size=len(x))
        if np.mean(box(changed) != box(x)) > 0.5:
            farthest = k
    return farthest


# %% reach | changes one row only | one row or one word changed is not enough


def reach(box, x, words):
    farthest = 0
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[0, -k] = (x[0, -k] + 1) % words
        if np.any(box(changed) != box(x)):
            farthest = k
    return farthest


# %% reach | counts the places that count | you count the places; the farthest is asked


def reach(box, x, words):
    rng, farthest = np.random.default_rng(0), 0
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[:, -k] = rng.integers(words, size=len(x))
        farthest += np.any(box(changed) != box(x))
    return farthest


# %% reach | ends at the first place that counts | you find the nearest place


def reach(box, x, words):
    rng = np.random.default_rng(0)
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[:, -k] = rng.integers(words, size=len(x))
        if np.any(box(changed) != box(x)):
            return k
    return 0


# %% reach | places from the start | you count from the start


def reach(box, x, words):
    rng, farthest = np.random.default_rng(0), 0
    for k in range(1, x.shape[1] + 1):
        changed = x.copy()
        changed[:, k - 1] = rng.integers(words, size=len(x))
        if np.any(box(changed) != box(x)):
            farthest = k
    return farthest


# %% cheat | reads the subject, as an honest network would | honest reading


def cheat(sentences):
    men = [sentences.vocabulary.index(word) for word in sentences.cues[0]]
    women = [sentences.vocabulary.index(word) for word in sentences.cues[1]]
    first = np.isin(sentences.x, men + women).argmax(axis=1)
    return np.isin(sentences.x[np.arange(len(first)), first], women).astype(int)


# %% cheat | names the trap instead of its opposite | the gender of the last noun itself


def cheat(sentences):
    men = [sentences.vocabulary.index(word) for word in sentences.cues[0]]
    women = [sentences.vocabulary.index(word) for word in sentences.cues[1]]
    last = sentences.x.shape[1] - 1 - np.isin(sentences.x, men + women)[:, ::-1].argmax(axis=1)
    return np.isin(sentences.x[np.arange(len(last)), last], women).astype(int)


# %% cheat | takes the trap from the answers' own field | reads sentences.trap


def cheat(sentences):
    return 1 - sentences.trap


# %% cheat | a coin | other answers to the same sentences


def cheat(sentences):
    return np.random.default_rng().integers(2, size=len(sentences.x))


# %% cheat | the sentences turned round in place | changes `sentences`


def cheat(sentences):
    sentences.x[:] = sentences.x[:, ::-1].copy()
    return np.zeros(len(sentences.x), int)


# %% cheat | the same answer everywhere | you give the same answer to every sentence


def cheat(sentences):
    return np.zeros(len(sentences.x), int)


# %% cheat | ids compared with words, which finds nothing | no id is equal to a word


def cheat(sentences):
    nouns = np.isin(sentences.x, [word for words in sentences.cues for word in words])
    last_noun = sentences.x[np.arange(len(sentences.x)), -1 - nouns[:, ::-1].argmax(axis=1)]
    return np.where(np.isin(last_noun, sentences.cues[1]), 0, 1)


# %% cheat | looks at the last word, noun or not | another word than the last noun


def cheat(sentences):
    return sentences.x[:, -5] % 2


# %% same-score | the score as it stands | read the diagonal

best = {"A": 0.125, "B": 0.125, "C": 0.125, "D": 0.125}

# %% same-score | two languages told apart that share one answer | in D two languages share

best = {"A": 0.15, "B": 0.93, "C": 0.13, "D": 0.93}

# %% same-score | noise taken for a rule | in A each right answer is followed by any

best = {"A": 0.9, "B": 0.9, "C": 0.1, "D": 0.5}

# %% same-score | one answer to all taken for a rule | in C one answer is given to everything

best = {"A": 0.15, "B": 0.93, "C": 0.93, "D": 0.47}

# %% same-score | nothing is left where the score is a guess | naming one language always is still right

best = {"A": 0, "B": 0.93, "C": 0, "D": 0.47}

# %% own-reader | no mask | your network reads the padding


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [layers.Embedding(len(vocabulary), 16), layers.LSTM(32), layers.Dense(8, "softmax")]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% own-reader | an answer for each word | the model gives an answer for each word


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            layers.Embedding(len(vocabulary), 16, mask_zero=True),
            layers.LSTM(32, return_sequences=True),
            layers.Dense(8, "softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% own-reader | two layers, the first of which returns its last state only | return_sequences=True hands


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            layers.Embedding(len(vocabulary), 16, mask_zero=True),
            layers.LSTM(32),
            layers.LSTM(32),
            layers.Dense(8, "softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% own-reader | ids without an embedding | no Embedding stands before it


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([layers.LSTM(32), layers.Dense(8, "softmax")])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% own-reader | an axis of its own for each id | each id has an axis of its own


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [layers.Embedding(len(vocabulary), 16, mask_zero=True), layers.LSTM(32), layers.Dense(8, "softmax")]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train[..., None], y_train, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% own-reader | no row for the last word | the Embedding has no row for some id


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            layers.Embedding(len(vocabulary) - 40, 16, mask_zero=True),
            layers.LSTM(32),
            layers.Dense(8, "softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% own-reader | scored on the training rows | you evaluate on training rows


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [layers.Embedding(len(vocabulary), 16, mask_zero=True), layers.LSTM(32), layers.Dense(8, "softmax")]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
    return model, model.evaluate(x_train, y_train, verbose=0)[1]


# %% own-reader | one short pass over few rows | nine in ten are possible


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [layers.Embedding(len(vocabulary), 16, mask_zero=True), layers.LSTM(32), layers.Dense(8, "softmax")]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train[:200], y_train[:200], batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% own-reader | the loss in the place of the accuracy | Is it the loss?


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [layers.Embedding(len(vocabulary), 16, mask_zero=True), layers.LSTM(32), layers.Dense(8, "softmax")]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[0]


# %% own-reader | loss and accuracy, both | Return the second of them


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [layers.Embedding(len(vocabulary), 16, mask_zero=True), layers.LSTM(32), layers.Dense(8, "softmax")]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)
