"""Plausible wrong answers to the exercises of lesson 08.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% told | the log-ratios counted once, on all reviews | each is told its own label


def told(present, y, fold):
    p, q = (1 + present[y == side].sum(axis=0) for side in (1, 0))
    return present @ (np.log(p / p.sum()) - np.log(q / q.sum()))


# %% told | the fold's own rows counted | Count the reviews outside of it


def told(present, y, fold):
    sums = np.zeros(len(y))
    for k in np.unique(fold):
        here = fold == k
        p, q = (1 + present[here & (y == side)].sum(axis=0) for side in (1, 0))
        sums[here] = present[here] @ (np.log(p / p.sum()) - np.log(q / q.sum()))
    return sums


# %% told | leaves out one review, not its fold | All reviews of its fold must go


def told(present, y, fold):
    sums = np.zeros(len(y))
    for n in range(len(y)):
        others = np.arange(len(y)) != n
        p, q = (1 + present[others & (y == side)].sum(axis=0) for side in (1, 0))
        sums[n] = present[n] @ (np.log(p / p.sum()) - np.log(q / q.sum()))
    return sums


# %% told | p and q without their sums | every word looks negative


def told(present, y, fold):
    sums = np.zeros(len(y))
    for k in np.unique(fold):
        others = fold != k
        p, q = (1 + present[others & (y == side)].sum(axis=0) for side in (1, 0))
        sums[~others] = present[~others] @ np.log(p / q)
    return sums


# %% told | shares of the reviews instead of shares of the words | divide by the number of reviews


def told(present, y, fold):
    sums = np.zeros(len(y))
    for k in np.unique(fold):
        others = fold != k
        positive, negative = (others & (y == side) for side in (1, 0))
        p = (1 + present[positive].sum(axis=0)) / positive.sum()
        q = (1 + present[negative].sum(axis=0)) / negative.sum()
        sums[~others] = present[~others] @ np.log(p / q)
    return sums


# %% told | nothing added to the counts | without the one more


def told(present, y, fold):
    sums = np.zeros(len(y))
    for k in np.unique(fold):
        others = fold != k
        p, q = (present[others & (y == side)].sum(axis=0) for side in (1, 0))
        with np.errstate(all="ignore"):
            sums[~others] = present[~others] @ (np.log(p / p.sum()) - np.log(q / q.sum()))
    return sums


# %% told | positive and negative exchanged | the sign is turned round


def told(present, y, fold):
    sums = np.zeros(len(y))
    for k in np.unique(fold):
        others = fold != k
        p, q = (1 + present[others & (y == side)].sum(axis=0) for side in (0, 1))
        sums[~others] = present[~others] @ (np.log(p / p.sum()) - np.log(q / q.sum()))
    return sums


# %% told | a mean over the words | no more than a short one


def told(present, y, fold):
    sums = np.zeros(len(y))
    for k in np.unique(fold):
        others = fold != k
        p, q = (1 + present[others & (y == side)].sum(axis=0) for side in (1, 0))
        sums[~others] = present[~others] @ (np.log(p / p.sum()) - np.log(q / q.sum()))
    return sums / present.sum(axis=1)


# %% told | the sums in the order of the folds | stand in the order of the folds


def told(present, y, fold):
    parts = []
    for k in np.unique(fold):
        others = fold != k
        p, q = (1 + present[others & (y == side)].sum(axis=0) for side in (1, 0))
        parts.append(present[~others] @ (np.log(p / p.sum()) - np.log(q / q.sum())))
    return np.concatenate(parts)


# %% told | the answers instead of the sums | return the sums, not the answer


def told(present, y, fold):
    sums = np.zeros(len(y))
    for k in np.unique(fold):
        others = fold != k
        p, q = (1 + present[others & (y == side)].sum(axis=0) for side in (1, 0))
        sums[~others] = present[~others] @ (np.log(p / p.sum()) - np.log(q / q.sum()))
    return sums > 0


# %% told | labels turned into signs, in the array that is given | changes `y`


def told(present, y, fold):
    sums = np.zeros(len(y))
    y[y == 0] = -1
    for k in np.unique(fold):
        others = fold != k
        p, q = (1 + present[others & (y == side)].sum(axis=0) for side in (1, -1))
        sums[~others] = present[~others] @ (np.log(p / p.sum()) - np.log(q / q.sum()))
    return sums


# %% told-prediction | the measurement before the prediction | your answer is right, but nothing is noted

right_once, right_twice = 0.5, None
note_prediction("each review once", right_once, low=0, high=1)
note_prediction("each review twice", right_twice, low=0, high=1)


# %% complaints | the list of words made of both parts | a restaurant of the validation part


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train + validation)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), y_train, batch_size=64, epochs=1, verbose=0)
    said = model.predict(tf.constant(validation), verbose=0)[:, 0]
    complaints = np.sort(said[y_validation == 0])
    return model, complaints[int(np.ceil(0.9 * len(complaints))) - 1]


# %% complaints | no mask | the zeros behind a short text


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=False)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), y_train, batch_size=64, epochs=4, verbose=0)
    said = model.predict(tf.constant(validation), verbose=0)[:, 0]
    complaints = np.sort(said[y_validation == 0])
    return model, complaints[int(np.ceil(0.9 * len(complaints))) - 1]


# %% complaints | labels turned round | good and bad are exchanged


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), 1 - y_train, batch_size=64, epochs=4, verbose=0)
    said = model.predict(tf.constant(validation), verbose=0)[:, 0]
    complaints = np.sort(said[y_validation == 0])
    return model, complaints[int(np.ceil(0.9 * len(complaints))) - 1]


# %% complaints | a half, as everybody | A threshold is a choice


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), y_train, batch_size=64, epochs=4, verbose=0)
    return model, 0.5


# %% complaints | the threshold of the training part | threshold for the training part


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), y_train, batch_size=64, epochs=4, verbose=0)
    said = model.predict(tf.constant(train), verbose=0)[:, 0]
    complaints = np.sort(said[y_train == 0])
    return model, complaints[int(np.ceil(0.9 * len(complaints))) - 1]


# %% complaints | the threshold of the content | *content* reviews stay below


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), y_train, batch_size=64, epochs=4, verbose=0)
    said = model.predict(tf.constant(validation), verbose=0)[:, 0]
    complaints = np.sort(said[y_validation == 1])
    return model, complaints[int(np.ceil(0.9 * len(complaints))) - 1]


# %% complaints | the tenth from below | that finds one in ten


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), y_train, batch_size=64, epochs=4, verbose=0)
    said = model.predict(tf.constant(validation), verbose=0)[:, 0]
    complaints = np.sort(said[y_validation == 0])
    return model, complaints[int(0.1 * len(complaints))]


# %% complaints | all of them | with fewer false alarms


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(tf.constant(train), y_train, batch_size=64, epochs=4, verbose=0)
    said = model.predict(tf.constant(validation), verbose=0)[:, 0]
    complaints = np.sort(said[y_validation == 0])
    return model, complaints[-1]


# %% complaints | the model alone | the trained model


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    return model


# %% complaints | an answer at each step | one answer a review is wanted


def complaint_finder(train, y_train, validation, y_validation):
    keras.utils.set_random_seed(0)
    to_ids = layers.TextVectorization(max_tokens=2_000, output_sequence_length=60)
    to_ids.adapt(train)
    embedding = layers.Embedding(to_ids.vocabulary_size(), 16, mask_zero=True)
    answer = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([to_ids, embedding, layers.LSTM(16, return_sequences=True), answer])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    return model, 0.5


# %% twins | the halves swapped, as in the lesson | is lost at a seam


def twin(words):
    middle = len(words) // 2
    return words[middle:] + words[:middle]


# %% twins | the words turned round | A pair has a direction


def twin(words):
    return words[::-1]


# %% twins | exchanges single words after the repeated one | is lost at a seam


def twin(words):
    words = list(words)
    for i, word in enumerate(words):
        if word in words[i + 1 : -1]:
            k = words.index(word, i + 1)
            words[i + 1], words[k + 1] = words[k + 1], words[i + 1]
            return words
    return words


# %% twins | nothing done | has a twin, and comes back as it is


def twin(words):
    return words


# %% twins | an empty piece is skipped | exchange that nothing, too


def twin(words):
    twice = [(n, words.index(word, n + 1)) for n, word in enumerate(words) if word in words[n + 1 :]]
    for a1, a2 in twice:
        for b1, b2 in twice:
            if a1 + 1 < b1 < a2 < b2 - 1:
                return (
                    words[: a1 + 1]
                    + words[a2 + 1 : b2]
                    + words[b1 : a2 + 1]
                    + words[a1 + 1 : b1]
                    + words[b2:]
                )
    return words


# %% twins | any two words that occur twice, in turn or not | has no twin


def twin(words):
    twice = [(n, words.index(word, n + 1)) for n, word in enumerate(words) if word in words[n + 1 :]]
    for a1, a2 in twice:
        for b1, b2 in twice:
            if a1 < b1 < a2 < b2:
                return (
                    words[: a1 + 1]
                    + words[a2 + 1 : b2]
                    + words[b1 : a2 + 1]
                    + words[a1 + 1 : b1]
                    + words[b2:]
                )
    if len(twice) > 1:
        a1, a2 = twice[0]
        return words[: a1 + 1] + words[a2 + 1 :] + words[a1 + 1 : a2 + 1]
    return words


# %% twins | one word lost at the seam | words are lost or too many


def twin(words):
    twice = [(n, words.index(word, n + 1)) for n, word in enumerate(words) if word in words[n + 1 :]]
    for a1, a2 in twice:
        for b1, b2 in twice:
            if a1 < b1 < a2 < b2:
                return words[:a1] + words[a2 + 1 : b2] + words[b1 : a2 + 1] + words[a1 + 1 : b1] + words[b2:]
    return words


# %% twins | a text instead of a list | should return a list of words


def twin(words):
    return " ".join(words)


# %% twins | swaps the pieces in the list that is given | changes `words`


def twin(words):
    twice = [(n, words.index(word, n + 1)) for n, word in enumerate(words) if word in words[n + 1 :]]
    for a1, a2 in twice:
        for b1, b2 in twice:
            first, second = words[a1 + 1 : b1], words[a2 + 1 : b2]
            if a1 < b1 < a2 < b2 and first != second:
                words[a1 + 1 : b2] = second + words[b1 : a2 + 1] + first
                return words
    return words


# %% twins | the pieces not compared | look on for another pair


def twin(words):
    twice = [(n, words.index(word, n + 1)) for n, word in enumerate(words) if word in words[n + 1 :]]
    for a1, a2 in twice:
        for b1, b2 in twice:
            if a1 < b1 < a2 < b2:
                first, second = words[a1 + 1 : b1], words[a2 + 1 : b2]
                return words[: a1 + 1] + second + words[b1 : a2 + 1] + first + words[b2:]
    return words


# %% twins | gives up at the first equal pieces | stands the same both times


def twin(words):
    twice = [(n, words.index(word, n + 1)) for n, word in enumerate(words) if word in words[n + 1 :]]
    for a1, a2 in twice:
        for b1, b2 in twice:
            if a1 < b1 < a2 < b2:
                first, second = words[a1 + 1 : b1], words[a2 + 1 : b2]
                if first == second:
                    return words
                return words[: a1 + 1] + second + words[b1 : a2 + 1] + first + words[b2:]
    return words


# %% twins | looks from the end, and gives up at the first equal pieces | stands the same both times


def twin(words):
    twice = [(n, words.index(word, n + 1)) for n, word in enumerate(words) if word in words[n + 1 :]]
    for b1, b2 in reversed(twice):
        for a1, a2 in reversed(twice):
            if a1 < b1 < a2 < b2:
                first, second = words[a1 + 1 : b1], words[a2 + 1 : b2]
                if first == second:
                    return words
                return words[: a1 + 1] + second + words[b1 : a2 + 1] + first + words[b2:]
    return words


# %% twins | the order of the four places not tested | do not occur in turn


def twin(words):
    twice = [(n, words.index(word, n + 1)) for n, word in enumerate(words) if word in words[n + 1 :]]
    for a1, a2 in twice:
        for b1, b2 in twice:
            first, second = sorted([a1, b1]), sorted([a2, b2])
            one, two = words[first[0] + 1 : first[1]], words[second[0] + 1 : second[1]]
            if a1 < b1 and one != two and first[1] < second[0]:
                return (
                    words[: first[0] + 1] + two + words[first[1] : second[0] + 1] + one + words[second[1] :]
                )
    return words


# %% company | where in place of times, but again a 0 | depends on its company


def summary(h, mask):
    words = mask[..., None]
    last = h[np.arange(len(h)), mask.sum(axis=1) - 1]
    mean = (h * words).sum(axis=1) / words.sum(axis=1)
    largest = np.where(words == 1, h, 0).max(axis=1)
    return np.concatenate([last, mean, largest], axis=1)


# %% company | the mask taken away | at a step of padding


def summary(h, mask):
    words = mask[..., None]
    last = h[np.arange(len(h)), mask.sum(axis=1) - 1]
    mean = (h * words).sum(axis=1) / words.sum(axis=1)
    return np.concatenate([last, mean, h.max(axis=1)], axis=1)


# %% company | blames the mean | divides by all steps


def summary(h, mask):
    words = mask[..., None]
    last = h[np.arange(len(h)), mask.sum(axis=1) - 1]
    mean = (h * words).mean(axis=1)
    largest = np.where(words == 1, h, -1).max(axis=1)
    return np.concatenate([last, mean, largest], axis=1)


# %% company | blames the last state | at the end of the padding


def summary(h, mask):
    words = mask[..., None]
    mean = (h * words).sum(axis=1) / words.sum(axis=1)
    largest = np.where(words == 1, h, -1).max(axis=1)
    return np.concatenate([h[:, -1], mean, largest], axis=1)


# %% company | blames the mean and takes the mask away | the mean now runs over the padding


def summary(h, mask):
    words = mask[..., None]
    last = h[np.arange(len(h)), mask.sum(axis=1) - 1]
    largest = np.where(words == 1, h, -1).max(axis=1)
    return np.concatenate([last, h.mean(axis=1), largest], axis=1)


# %% company | counts the last state from 1 | the last state was right


def summary(h, mask):
    words = mask[..., None]
    last = h[np.arange(len(h)), mask.sum(axis=1) - 2]
    mean = (h * words).sum(axis=1) / words.sum(axis=1)
    largest = np.where(words == 1, h, -1).max(axis=1)
    return np.concatenate([last, mean, largest], axis=1)


# %% company | the largest size instead of the largest state | the sign is lost


def summary(h, mask):
    words = mask[..., None]
    last = h[np.arange(len(h)), mask.sum(axis=1) - 1]
    mean = (h * words).sum(axis=1) / words.sum(axis=1)
    return np.concatenate([last, mean, np.abs(h * words).max(axis=1)], axis=1)


# %% company | the mask of numbers turned round with ~ | `~` turns 1 into -2


def summary(h, mask):
    words = mask[..., None]
    last = h[np.arange(len(h)), mask.sum(axis=1) - 1]
    mean = (h * words).sum(axis=1) / words.sum(axis=1)
    h = h.copy()
    h[~mask] = -1
    return np.concatenate([last, mean, h.max(axis=1)], axis=1)


# %% company | the padding covered first, with ~ | `~` turns 1 into -2


def summary(h, mask):
    words = mask[..., None]
    h = np.where(~words, -1, h)
    last = h[np.arange(len(h)), mask.sum(axis=1) - 1]
    mean = (h * words).sum(axis=1) / words.sum(axis=1)
    return np.concatenate([last, mean, h.max(axis=1)], axis=1)


# %% cut | the usual threshold | what everybody takes

cut = dict.fromkeys("ABCD", 0.5)


# %% cut | the axes exchanged | the place is asked where the height is 0.5

cut = {"A": 0.5, "B": 0.5, "C": 0.2, "D": 0.6}


# %% cut | the place where the model is honest | meets the thin line

cut = {"A": 0.5, "B": 0.5, "C": 0.8, "D": 0.75}


# %% cut | a sure model taken for one that says yes too readily | being too sure or too modest

cut = {"A": 0.9, "B": 0.6, "C": 0.8, "D": 0.3}


# %% cut | two models read, two left | still holds None

cut = {"A": 0.5, "B": 0.5, "C": None, "D": None}


# %% cut | numbers without names | a dictionary with the keys

cut = [0.5, 0.5, 0.8, 0.3]
