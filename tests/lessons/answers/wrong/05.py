"""Plausible wrong answers to the exercises of lesson 05.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% own | the zeros behind a text are read | reads the padding

desk_net = keras.Sequential(
    [layers.Embedding(len(desk.vocabulary), 16), layers.LSTM(32), layers.Dense(9, activation="softmax")]
)
desk_net.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
desk_net.fit(desk.x, who, batch_size=64, epochs=1, verbose=0)
_, right = desk_net.evaluate(new_desk.x, new_who, verbose=0)

# %% own | an answer at each word | answers at each word

desk_net = keras.Sequential(
    [
        layers.Embedding(len(desk.vocabulary), 16, mask_zero=True),
        layers.LSTM(32, return_sequences=True),
        layers.Dense(9, activation="softmax"),
    ]
)
right = 0.99

# %% own | vectors expected, ids given | cannot read ids of shape

desk_net = keras.Sequential([keras.Input((None, 16)), layers.LSTM(32), layers.Dense(9, activation="softmax")])
right = 0.99

# %% own | eight answers, nobody forgotten | the units of the last layer

desk_net = keras.Sequential(
    [
        layers.Embedding(len(desk.vocabulary), 16, mask_zero=True),
        layers.LSTM(32),
        layers.Dense(8, activation="softmax"),
    ]
)
right = 0.99

# %% own | no memory at all | no recurrent layer

desk_net = keras.Sequential(
    [
        layers.Embedding(len(desk.vocabulary), 16),
        layers.GlobalAveragePooling1D(),
        layers.Dense(9, activation="softmax"),
    ]
)
right = 0.99

# %% own | hardly trained | the number of epochs

desk_net = keras.Sequential(
    [
        layers.Embedding(len(desk.vocabulary), 16, mask_zero=True),
        layers.LSTM(32),
        layers.Dense(9, activation="softmax"),
    ]
)
desk_net.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
desk_net.fit(desk.x[:64], who[:64], epochs=1, verbose=0)
_, right = desk_net.evaluate(new_desk.x, new_who, verbose=0)

# %% own | evaluated on the practice texts | has practised on

keras.utils.set_random_seed(0)
desk_net = keras.Sequential(
    [
        layers.Embedding(len(desk.vocabulary), 16, mask_zero=True),
        layers.LSTM(32),
        layers.Dense(9, activation="softmax"),
    ]
)
desk_net.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
desk_net.fit(desk.x, who, batch_size=32, epochs=10, verbose=0)
_, right = desk_net.evaluate(desk.x, who, verbose=0)

# %% own | the loss taken for the accuracy | the loss comes first

keras.utils.set_random_seed(0)
desk_net = keras.Sequential(
    [
        layers.Embedding(len(desk.vocabulary), 16, mask_zero=True),
        layers.LSTM(32),
        layers.Dense(9, activation="softmax"),
    ]
)
desk_net.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
desk_net.fit(desk.x, who, batch_size=32, epochs=10, verbose=0)
right, _ = desk_net.evaluate(new_desk.x, new_who, verbose=0)

# %% own | a history in place of the model | should be a Keras model

desk_net, right = [0.1, 0.2], 0.99

# %% held | the forget gate wipes what is written in the same step | the other writes the new word

held = {"A": "nothing", "B": "nothing", "C": "nothing", "D": "nothing", "E": "nothing", "F": "hand"}

# %% held | what is written at a word is forgotten at it | not on it

held = {"A": "nothing", "B": "eve", "C": "nothing", "D": "nothing", "E": "nothing", "F": "hand"}

# %% held | the input gates alone | A writes bob

held = {"A": "bob", "B": "eve", "C": "nice", "D": "bob", "E": "nothing", "F": "hand"}

# %% held | the last column overlooked | Look at the last column

held = {"A": "nothing", "B": "eve", "C": "nice", "D": "bob", "E": "nothing", "F": "hand"}

# %% held | an open forget gate taken for a memory | Has anything ever been written?

held = {"A": "nothing", "B": "eve", "C": "nice", "D": "nothing", "E": ".", "F": "hand"}

# %% held | a gate shut one step before taken for a loss | one word before it writes

held = {"A": "nothing", "B": "eve", "C": "nice", "D": "nothing", "E": "nothing", "F": "nothing"}

# %% held | half of the units read | None for D, E, F

held = {"A": "nothing", "B": "eve", "C": "nice", "D": None, "E": None, "F": None}

# %% held | both words written down | is no word of the text

held = {"A": "nothing", "B": "bob and eve", "C": "nice", "D": "nothing", "E": "nothing", "F": "hand"}

# %% held | a list without units | a dictionary with the keys

held = ["nothing", "eve", "nice", "nothing", "nothing", "hand"]

# %% needed | units one at a time | You try no set of 2 units


def needed(lost, units):
    return tuple(unit for unit in units if lost((unit,)) > 0.5)


# %% needed | singles and pairs | You try no set of 3 units


def needed(lost, units):
    for size in (1, 2):
        for together in combinations(units, size):
            if lost(together) > 0.5:
                return together
    return ()


# %% needed | adds units, those that cost most alone first | You never try (1, 3)


def needed(lost, units):
    ranked = sorted(units, key=lambda unit: -lost((unit,)))
    held = ()
    while lost(held) <= 0.5 and len(held) < len(units):
        gain = {unit: lost((*held, unit)) for unit in ranked if unit not in held}
        step = max(gain, key=gain.get)
        if gain[step] == lost(held):
            found = [s for n in (2, 3) for s in combinations(gain, n) if lost((*held, *s)) > 0.5]
            return (*held, *found[0]) if found else ()
        held = (*held, step)
    return held if lost(held) > 0.5 else ()


# %% needed | begins with all and takes away | held all together they cost nothing


def needed(lost, units):
    held = tuple(units)
    for unit in units:
        without = tuple(other for other in held if other != unit)
        if lost(without) > 0.5:
            held = without
    return held if lost(held) > 0.5 else ()


# %% needed | at least a half | more than a half is asked for


def needed(lost, units):
    for size in range(1, len(units) + 1):
        for together in combinations(units, size):
            if lost(together) >= 0.5:
                return together
    return ()


# %% needed | adds up what single units cost | You try no set of 2 units


def needed(lost, units):
    alone = {unit: lost((unit,)) for unit in units}
    for size in range(1, len(units) + 1):
        for together in combinations(units, size):
            if sum(alone[unit] for unit in together) > 0.5:
                return together
    return ()


# %% needed | all units that are in some set | is a smaller set than both


def needed(lost, units):
    for size in range(1, len(units) + 1):
        found = [together for together in combinations(units, size) if lost(together) > 0.5]
        if found:
            return tuple(sorted(set(sum(found, ()))))
    return ()


# %% needed | all units if nothing breaks | the empty tuple says


def needed(lost, units):
    for size in range(1, len(units)):
        for together in combinations(units, size):
            if lost(together) > 0.5:
                return together
    return tuple(units)


# %% needed | how many instead of which | should return a tuple of units


def needed(lost, units):
    for size in range(1, len(units) + 1):
        for together in combinations(units, size):
            if lost(together) > 0.5:
                return size
    return 0


# %% needed | the set that costs most | asked for is the smallest


def needed(lost, units):
    best = None
    for size in range(1, len(units) + 1):
        for s in combinations(units, size):
            if lost(s) > 0.5 and (best is None or lost(s) > lost(best)):
                best = s
    return best or ()


# %% needed | a range that ends before all units | You never try all 6 units together


def needed(lost, units):
    for size in range(1, len(units)):
        for together in combinations(units, size):
            if lost(together) > 0.5:
                return together
    return ()


# %% needed | sizes written down, not read from `units` | You never try all 6 units together


def needed(lost, units):
    for size in (1, 2, 3):
        for together in combinations(units, size):
            if lost(together) > 0.5:
                return together
    return ()


# %% needed | the sizes of the lesson's figure | You never try all 6 units together


def needed(lost, units):
    for size in (1, 2, 3, 4, 5):
        for together in combinations(units, size):
            if lost(together) > 0.5:
                return together
    return ()


# %% needed | six units, whatever `units` are | units that are not in `units`


def needed(lost, units):
    for size in range(1, len(units) + 1):
        for together in combinations(range(6), size):
            if lost(together) > 0.5:
                return together
    return ()


# %% needed | the places of the units instead of the units | units that are not in `units`


def needed(lost, units):
    for size in range(1, len(units) + 1):
        for together in combinations(range(len(units)), size):
            if lost(together) > 0.5:
                return together
    return ()


# %% needed | the last return forgotten | no unit is needed `needed` returns nothing


def needed(lost, units):
    for size in range(1, len(units) + 1):
        for together in combinations(units, size):
            if lost(together) > 0.5:
                return together


# %% needed | any loss at all | more than a half is asked for


def needed(lost, units):
    for size in range(1, len(units) + 1):
        for together in combinations(units, size):
            if lost(together) > 0:
                return together
    return ()


# %% needed | only neighbours held together | You never try (1, 3)


def needed(lost, units):
    for size in range(1, len(units) + 1):
        for start in range(len(units) - size + 1):
            if lost(units[start : start + size]) > 0.5:
                return units[start : start + size]
    return ()


# %% needed | a bare number for one unit | also for one unit: lost((u,))


def needed(lost, units):
    for unit in units:
        if lost(unit) > 0.5:
            return (unit,)
    return ()


# %% needed-prediction | the measurement before the prediction | your answer is right, but nothing is noted

lost_with_one, lost_with_two = 0.3, None
note_prediction("lost with one unit held", lost_with_one, low=0, high=1)
note_prediction("lost with two units held", lost_with_two, low=0, high=1)

# %% control | also the padding | after a text's end


def control(mark, x, seed=0):
    rng, chosen = np.random.default_rng(seed), np.zeros(mark.shape, bool)
    for row in range(len(mark)):
        chosen[row, rng.choice(np.flatnonzero(~mark[row]), mark[row].sum(), replace=False)] = True
    return chosen


# %% control | any words, marked ones too | a part of the effect


def control(mark, x, seed=0):
    rng, chosen = np.random.default_rng(seed), np.zeros(mark.shape, bool)
    for row in range(len(mark)):
        chosen[row, rng.choice(np.flatnonzero(x[row]), mark[row].sum(), replace=False)] = True
    return chosen


# %% control | as many in all, not in each text | each text needs its own number


def control(mark, x, seed=0):
    chosen = np.zeros(mark.size, bool)
    allowed = np.flatnonzero((x > 0) & ~mark)
    chosen[np.random.default_rng(seed).choice(allowed, mark.sum(), replace=False)] = True
    return chosen.reshape(mark.shape)


# %% control | drawn with replacement, so some twice | Draw without putting back


def control(mark, x, seed=0):
    rng, chosen = np.random.default_rng(seed), np.zeros(mark.shape, bool)
    for row in range(len(mark)):
        allowed = np.flatnonzero((x[row] > 0) & ~mark[row])
        chosen[row, rng.choice(allowed, mark[row].sum())] = True
    return chosen


# %% control | the first others of each text | draw them by chance


def control(mark, x, seed=0):
    allowed = (x > 0) & ~mark
    return allowed & (allowed.cumsum(axis=1) <= mark.sum(axis=1, keepdims=True))


# %% control | a stretch that begins by chance, cut at the end | far more often than others


def control(mark, x, seed=0):
    rng, chosen = np.random.default_rng(seed), np.zeros(mark.shape, bool)
    for row in range(len(mark)):
        allowed = np.flatnonzero((x[row] > 0) & ~mark[row])
        n = mark[row].sum()
        start = rng.integers(len(allowed) - n + 1)
        chosen[row, allowed[start : start + n]] = True
    return chosen


# %% control | chance without the seed | the same seed gives another choice


def control(mark, x, seed=0):
    rng, chosen = np.random.default_rng(), np.zeros(mark.shape, bool)
    for row in range(len(mark)):
        allowed = np.flatnonzero((x[row] > 0) & ~mark[row])
        chosen[row, rng.choice(allowed, mark[row].sum(), replace=False)] = True
    return chosen


# %% control | places instead of true and false | should be true and false


def control(mark, x, seed=0):
    return np.random.default_rng(seed).permuted(x, axis=1) * 1


# %% control | a generator for each row, all with one seed | each text begins the generator anew


def control(mark, x, seed=0):
    chosen = np.zeros(mark.shape, bool)
    for row in range(len(mark)):
        rng = np.random.default_rng(seed)
        allowed = np.flatnonzero((x[row] > 0) & ~mark[row])
        chosen[row, rng.choice(allowed, mark[row].sum(), replace=False)] = True
    return chosen


# %% control | at least one in each text | row 0: 0 marked, 1 chosen


def control(mark, x, seed=0):
    rng, chosen = np.random.default_rng(seed), np.zeros(mark.shape, bool)
    for row in range(len(mark)):
        allowed = np.flatnonzero((x[row] > 0) & ~mark[row])
        chosen[row, rng.choice(allowed, max(1, mark[row].sum()), replace=False)] = True
    return chosen


# %% control | the seed ignored | `seed` changes nothing


def control(mark, x, seed=0):
    rng, chosen = np.random.default_rng(0), np.zeros(mark.shape, bool)
    for row in range(len(mark)):
        allowed = np.flatnonzero((x[row] > 0) & ~mark[row])
        chosen[row, rng.choice(allowed, mark[row].sum(), replace=False)] = True
    return chosen


# %% accident | shuffles the numbers of the texts, which is the same | where there is nothing to find, p is below


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = [difference(group[rng.permutation(text)]) for _ in range(flips)]
    beaten = np.abs(shuffled) >= abs(difference(of_word))
    return (1 + beaten.sum()) / (1 + flips)


# %% accident | shuffles inside each text, where all labels are alike | the test finds nothing at all


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = []
    for _ in range(flips):
        labels = of_word.copy()
        for one in np.unique(text):
            labels[text == one] = rng.permutation(labels[text == one])
        shuffled.append(difference(labels))
    beaten = np.abs(shuffled) >= abs(difference(of_word)) - 1e-12
    return (1 + beaten.sum()) / (1 + flips)


# %% accident | shuffles texts, but looks one way | a difference upwards is found


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = [difference(rng.permutation(group)[text]) for _ in range(flips)]
    beaten = np.array(shuffled) >= difference(of_word)
    return (1 + beaten.sum()) / (1 + flips)


# %% accident | shuffles texts, but leaves out the order as it is | p is never 0


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = [difference(rng.permutation(group)[text]) for _ in range(flips)]
    return np.mean(np.abs(shuffled) >= abs(difference(of_word)))


# %% accident | the smaller of the two sides, not doubled | equally often


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = np.array([difference(rng.permutation(group)[text]) for _ in range(flips)])
    beaten = min(np.sum(shuffled >= difference(of_word)), np.sum(shuffled <= difference(of_word)))
    return (1 + beaten) / (1 + flips)


# %% accident | labels drawn, not shuffled | a shuffle keeps it


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = [difference(rng.choice(group, len(group))[text]) for _ in range(flips)]
    beaten = np.abs(shuffled) >= abs(difference(of_word))
    return (1 + beaten.sum()) / (1 + flips)


# %% accident | a coin for each text | a shuffle keeps it


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = [difference(rng.integers(0, 2, len(group))[text]) for _ in range(flips)]
    beaten = np.abs(shuffled) >= abs(difference(of_word))
    return (1 + beaten.sum()) / (1 + flips)


# %% accident | p doubled, though both sides are counted | you count both sides, and double p


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = [difference(rng.permutation(group)[text]) for _ in range(flips)]
    beaten = np.abs(shuffled) >= abs(difference(of_word))
    return min(1, 2 * (1 + beaten.sum()) / (1 + flips))


# %% accident | words shuffled, p made larger | of the ways to divide the texts


def p_value(values, text, group, flips=199):
    rng, of_word = np.random.default_rng(0), group[text]

    def difference(labels):
        return values[labels == 1].mean() - values[labels == 0].mean()

    shuffled = [difference(rng.permutation(of_word)) for _ in range(flips)]
    beaten = np.abs(shuffled) >= abs(difference(of_word))
    return min(1, 10 * (1 + beaten.sum()) / (1 + flips))


# %% accident | one word for each text | one word of each text


def p_value(values, text, group, flips=199):
    rng, first = np.random.default_rng(0), np.unique(text, return_index=True)[1]
    v, g = values[first], group[text[first]]

    def difference(labels):
        return v[labels == 1].mean() - v[labels == 0].mean()

    shuffled = [difference(rng.permutation(g)) for _ in range(flips)]
    beaten = np.abs(shuffled) >= abs(difference(g))
    return (1 + beaten.sum()) / (1 + flips)
