"""Right answers to the exercises of lesson 01 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% too-good | a list of two

solved = windows_of


def windows_of(*given):
    return list(solved(*given))


# %% same-score | each a tenth less, or nearly

best = {"A": 0.15, "B": 0.83, "C": 0.03, "D": 0.37}
