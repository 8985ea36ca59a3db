"""Right answers to the exercises of lesson 02 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% shift-register | a list of three

solved = shift_register


def shift_register(*given):
    return list(solved(*given))


# %% last-states | lists instead of an array


solved = last_states


def last_states(*given):
    return solved(*given).tolist()


# %% backwards | rounded as the notebook prints it

solved_backwards = bits_backwards


def bits_backwards(ids_train, ids_val, before):
    return round(solved_backwards(ids_train, ids_val, before), 2)


# %% leaky-backward | a list of four


solved = leaky_backward


def leaky_backward(*given):
    return list(solved(*given))
