"""Right answers to the exercises of lesson 09 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% ruined | float32


def ruined(p, is_crumb, n, temperature):
    p = np.exp(np.log(p.astype(np.float32)) / np.float32(temperature))
    return 1 - (1 - p[is_crumb].sum() / p.sum()) ** n


# %% nucleus | a loop in float32


def nucleus(p, mass):
    only, reached = np.zeros(len(p), np.float32), 0
    for place in sorted(range(len(p)), key=lambda k: -p[k]):
        if reached < mass:
            only[place] = p[place]
        reached += p[place]
    return only / only.sum()


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
