"""Networks that need some of their units, and a record of the sets of units that a learner tries."""

from collections.abc import Callable, Collection

import numpy as np

from utils.checks.asking import ask
from utils.checks.judging import Unsolved


def networks() -> dict[str, tuple]:
    """Make the networks, each as the share of the lead that is lost when some units are held.

    Returns:
        {a description: (lost, a hint or "", units)}, where `lost` is a function from a tuple of units to a
        share.
    """
    six = tuple(range(6))

    def holds(*groups, otherwise=lambda units: 0.0):
        return lambda units: 0.9 if any(set(g) <= set(units) for g in groups) else otherwise(units)

    return {
        "one unit is needed": (holds([4]), "", six),
        "two units stand in for each other": (holds([1, 3]), "each alone costs nothing", six),
        "three units stand in for each other": (
            holds([0, 2, 5]),
            "neither one alone nor two of them cost anything",
            six,
        ),
        "one unit costs a little, and two others stand in for each other": (
            holds([1, 3], otherwise=lambda units: 0.3 * (0 in units)),
            "the unit that costs most alone is not among them",
            six,
        ),
        "two units are needed and a third one disturbs": (
            lambda units: 0.8 * ({1, 3} <= set(units) and 5 not in units),
            "held all together they cost nothing",
            six,
        ),
        "three units add up": (lambda units: 0.2 * len({0, 2, 5} & set(units)), "two are not enough", six),
        "one unit costs exactly a half": (
            holds([0, 1], otherwise=lambda units: 0.5 * (0 in units)),
            "more than a half is asked for",
            six,
        ),
        "either of two units is enough": (
            holds([2], [5]),
            "one of them is a smaller set than both",
            six,
        ),
        "one unit is enough and each further one costs a little more": (
            lambda units: (0.5 if 2 in units else 0.0) + 0.1 * len(units) - 0.1 * (2 not in units),
            "a larger set costs more, but asked for is the smallest that costs over a half",
            six,
        ),
        "all six are needed together": (holds(six), "any five of them cost nothing", six),
        "the units are 3, 7, 8 and 11": (holds([8, 11]), "8 and 11 are needed together", (3, 7, 8, 11)),
        "no unit is needed": (lambda units: 0.1, "the empty tuple says that there is no such set", six),
    }


def watched_answer(needed: Callable, lost: Callable, units: tuple) -> tuple[object, set[frozenset]]:
    """Call a learner's function and record the sets of units that it tries.

    Args:
        needed: the learner's function.
        lost: a function from a tuple of units to a share.
        units: the units of the network.

    Returns:
        What the function returns, None for nothing, and the sets it has tried.

    Raises:
        Wrong: if it cannot be called, or stops with an error.
    """
    tried = set()

    def recorded(together):
        if not isinstance(together, Collection | np.ndarray):
            raise TypeError("`lost` takes a tuple, also for one unit: lost((u,))")
        tried.add(frozenset(together))
        return lost(tuple(together))

    try:
        return ask(needed, recorded, units, name="needed"), tried
    except Unsolved:
        return None, tried


def words_on_untried(smallest: list[tuple], tried: set[frozenset], units: tuple) -> str:
    """Say that no right set was tried.

    Args:
        smallest: the sets that would be right.
        tried: the sets that were tried.
        units: the units of the network.

    Returns:
        The words; "" if a right set was tried or there is none.
    """
    if not smallest or any(set(together) in tried for together in smallest):
        return ""
    size = len(smallest[0])
    if size == len(units):
        return f"You never try all {size} units together"
    if size not in map(len, tried):
        return f"You try no set of {size} unit{'s' * (size > 1)}"
    return f"You never try {smallest[0]}"
