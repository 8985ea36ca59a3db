"""Right answers to the exercises of lesson 03 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% bias | rounded

solved = forget_bias


def forget_bias(lag, left=0.5):
    return round(solved(lag, left), 3)


# %% clip | lists instead of arrays


solved = clip


def clip(gradients, limit):
    return [g.tolist() for g in solved(gradients, limit)]


# %% clip | a floor under the length


def clip(gradients, limit):
    length = max(1e-9, np.sqrt(sum(np.sum(g**2) for g in gradients)))
    return [min(1, limit / length) * g for g in gradients]


# %% directions | a count by NumPy, the largest from the norm


def directions(J, share=0.01):
    return np.sum(np.linalg.svd(J)[1] >= share * np.linalg.norm(J, 2))


# %% stories | off by all that the text allows

read = {"A": 10 ** (-3 / 60) - 0.03, "B": 41, "C": 10 ** (3 / 40) + 0.03, "D": 13}
