"""Checks of the exercises of lesson 05, What gates learn."""

from itertools import combinations

import numpy as np
from matplotlib.figure import Figure

from utils import plotting
from utils.checks.asking import ask, number, numbers
from utils.checks.judging import Unsolved, Wrong, check, close, within
from utils.checks.lesson_05.needed_units import networks, watched_answer, words_on_untried
from utils.checks.lesson_05.own_network import probabilities, reads_padding
from utils.checks.lesson_05.shuffle_tests import compare_with_exact_p, p_values
from utils.checks.predictions import predicted
from utils.synthetic import gate_stories


@check
def own(desk_net, right):
    """Check a learner's own Keras network for the news desk.

    Args:
        desk_net: a trained Keras model that answers once a text.
        right: its share of right answers on the new texts.
    """
    import keras

    if not isinstance(desk_net, keras.Model):
        raise Wrong(f"`desk_net` is {type(desk_net).__name__}, and should be a Keras model.")
    practice, new = gate_stories.news_desk(500, seed=1), gate_stories.news_desk(1000, seed=2)
    shares = {}
    for name, story in {"practice": practice, "new": new}.items():
        said = probabilities(desk_net, story.x).argmax(axis=-1)
        shares[name] = (said == story.y[story.asked]).mean()
    if reads_padding(desk_net, new.x):
        raise Wrong(
            "more zeros behind a text change your network's answers: it reads the padding, and the text is "
            f"long ago by then. It is right on {shares['new']:.2f} of the new texts.",
            "`mask_zero=True` in the embedding",
        )
    if shares["new"] < 0.9:
        raise Wrong(
            f"your network is right on {shares['new']:.2f} of the new texts, on {shares['practice']:.2f} of "
            "those it practised on. At least 0.9 is asked for.",
            "the number of epochs, 500 texts are soon read, and the learning rate: Adam(0.01) learns fast",
        )
    share = number("right", right, 0, 1)
    if within(share, shares["new"], 0.0015):
        return f"Your own network names the suspect in {shares['new']:.1%} of new texts."
    if within(share, shares["practice"], 0.0015):
        raise Wrong(
            f"{share:.3f} is the share on the texts that the network has practised on. On new ones it is "
            f"{shares['new']:.3f}.",
            "what you give to `evaluate`",
        )
    raise Wrong(
        f"`right` is {share:.3f}, and your network is right on {shares['new']:.3f} of the new texts.",
        "what `evaluate` gives back: the loss comes first",
    )


TEXT = ["bob", "is", "a", "nice", "person", ".", "eve", "on", "the", "other", "hand", "is", "evil", "."]
UNITS = {  # where the input gate opens, and where the forget gate shuts, counted from 0
    "A": ([0], [1]),
    "B": ([0, 6], [6]),
    "C": ([3], [3]),
    "D": ([0], [0, 13]),
    "E": ([], []),
    "F": ([10], [9]),
}


def draw_gates() -> Figure:
    """Draw input and forget gates of six units over a text.

    Returns:
        The figure.
    """
    rng = np.random.default_rng(52)
    i, f = rng.uniform(0.01, 0.06, (2, len(TEXT), len(UNITS)))
    f = 1 - f
    for unit, (opens, shuts) in enumerate(UNITS.values()):
        i[opens, unit] = 1 - i[opens, unit]
        f[shuts, unit] = 1 - f[shuts, unit]
    fig = plotting.gate_map(TEXT, {"input gate $i$": i, "forget gate $f$": f})
    for axis in fig.axes[:2]:
        axis.set_yticks(range(len(UNITS)), list(UNITS))
        axis.set_ylabel("unit")
        axis.set_xticks(np.arange(len(TEXT) - 1) + 0.5, minor=True)
        axis.grid(which="minor", axis="x", color="#888888", lw=0.8)
        axis.tick_params(which="minor", length=0)
    return fig


@check
def held(held):
    """Check which word each unit holds at the end of the text.

    Args:
        held: {"A": word or "nothing", ...}.
    """
    if not isinstance(held, dict) or set(held) != set(UNITS):
        raise Wrong('`held` should be a dictionary with the keys "A" to "F".')
    if unread := [unit for unit, word in held.items() if word is None]:
        raise Unsolved(f"`held` still holds None for {', '.join(unread)}.")
    said = {unit: str(word).strip().lower() for unit, word in held.items()}
    if unknown := [word for word in said.values() if word not in [*TEXT, "nothing"]]:
        raise Wrong(f'"{unknown[0]}" is no word of the text, and not "nothing" either.')
    right = {"A": "nothing", "B": "eve", "C": "nice", "D": "nothing", "E": "nothing", "F": "hand"}
    reasons = {
        "A": "A writes bob, and at the next word its forget gate shuts. What was there is gone",
        "B": "in B the forget gate shuts at eve and the input gate opens at eve. One clears what was there, "
        "the other writes the new word in the same step",
        "C": "C writes and forgets at the same word. The gate shuts on what was there before it, not on it",
        "D": "D keeps bob through the whole text but for one word. Look at the last column",
        "E": "E keeps all that is there. Has anything ever been written?",
        "F": "F shuts its forget gate one word before it writes. There was nothing to lose",
    }
    for unit, word in right.items():
        if said[unit] != word:
            words = f'unit {unit} does not hold "{said[unit]}": {reasons[unit]}'
            raise Wrong(words, f"row {unit} in both panels, one word after the other")
    return "First the forget gate, on the old; then the input gate, with the new."


@check
def needed(needed):
    """Check a search for the units that a network needs.

    Args:
        needed: a function `needed(lost, units)` that returns the smallest tuple of units with
            lost(units) > 0.5; () if there is none.
    """
    cases = networks()
    found = {what: watched_answer(needed, lost, units) for what, (lost, _, units) in cases.items()}
    if all(got is None for got, _ in found.values()):
        raise Unsolved("`needed` returns nothing.")
    for what, (lost, known, units) in cases.items():
        got, tried = found[what]
        enough = [s for n in range(1, len(units) + 1) for s in combinations(units, n) if lost(s) > 0.5]
        smallest = [s for s in enough if len(s) == len(enough[0])]
        look = "which sets you try, and in which order"
        if not set().union(*tried) <= set(units):
            raise Wrong(f"in a network in which {what} you hold units that are not in `units`", look)
        untried, network = words_on_untried(smallest, tried, units), f"in a network in which {what}"
        if got is None:
            expected = (
                f"{smallest[0]} is expected there" if smallest else "The empty tuple, (), is expected there"
            )
            raise Wrong(
                f"{network} `needed` returns nothing. {untried or expected}", "what happens after your loops"
            )
        if not isinstance(got, tuple | list) or not set(got) <= set(units) or len(set(got)) < len(got):
            raise Wrong(f"`needed` should return a tuple of units, each once; it returned {got!r}.")
        cost = lost(tuple(got)) if got else 1.0
        if len(got) == len(smallest[0] if smallest else ()) and cost > 0.5:
            continue
        words = f"{network} you find {tuple(got)}"
        if cost <= 0.5:
            part = f"Held together they cost {cost:.1f} of the lead; more than a half is asked for"
            raise Wrong(f"{words}. {part}" if smallest else f"{words}: {known}. {part}", look)
        words += f", and {len(smallest[0])} would do" if got else ""
        raise Wrong(". ".join(filter(None, (f"{words}: {known}" if known else words, untried))), look)
    said = predicted("lost with one unit held"), predicted("lost with two units held")
    return f"You said {said[0]:g} of the lead with one unit, {said[1]:g} with two. Run the next cells."


@check
def control(control):
    """Check a random control: other words of the same texts.

    Args:
        control: a function `control(mark, x, seed)`, from (rows, timesteps) bool and (rows, timesteps) ids to
            (rows, timesteps) bool.
    """
    rng = np.random.default_rng(53)
    lengths = rng.integers(8, 15, size=12)
    x = rng.integers(1, 50, size=(12, 15)) * (np.arange(15) < lengths[:, None])
    mark = np.zeros((12, 15), bool)
    for row, length in enumerate(lengths):
        mark[row, rng.choice(length, row % 5, replace=False)] = True
    draws = [
        numbers("control(mark, x, seed)", ask(control, mark, x, n), shape=mark.shape) for n in range(300)
    ]
    if not np.isin(draws, (0, 1)).all():
        raise Wrong("the result should be true and false: true at the words that are chosen.")
    chosen = np.array(draws).astype(bool)
    look = "the places that may be chosen in one row, and their number"
    if (chosen & (x == 0)).any():
        raise Wrong("you choose places after a text's end. A clamp does no harm there.", look)
    if (chosen & mark).any():
        raise Wrong("you choose marked words, too. Then the control holds a part of the effect.", look)
    counts, marked = chosen.sum(axis=2), mark.sum(axis=1)
    if (counts != marked).any():
        draw, row = np.argwhere(counts != marked)[0]
        words = f"row {row}: {marked[row]} marked, {counts[draw, row]} chosen"
        if (counts.sum(axis=1) == marked.sum()).all():
            words += ". The sum over all texts is right, but each text needs its own number"
        elif (counts <= marked).all() and (counts.max(axis=0) == marked).all():
            words += ", and the number changes with the seed. Draw without putting back"
        raise Wrong(words, "one row after the other")
    if (chosen == chosen[0]).all():
        raise Wrong(
            "`seed` changes nothing: each gives the same words. Neighbours of the marked words, or the first "
            "of a text, may be special as well: draw them by chance",
            "what `seed` is used for",
        )
    free = (x > 0) & ~mark
    wanted = (mark.sum(axis=1) / free.sum(axis=1))[:, None] * free
    if np.abs(chosen.mean(axis=0) - wanted).max() > 0.15:
        raise Wrong("some words are chosen far more often than others of their text.", "how you draw")
    if not close(ask(control, mark, x, 7), chosen[7]):
        raise Wrong("the same seed gives another choice each time.", "where `seed` goes in")
    equal = np.asarray(ask(control, *(np.repeat(a[4:5], 50, axis=0) for a in (mark, x)), 7))
    if (equal == equal[0]).all():
        raise Wrong(
            "each text begins the generator anew, so equal texts get the same words. Make one `rng` before "
            "the loop",
            "where the generator is made",
        )
    return "As many words, others, of the same texts, by chance."


@check
def accident(p_value):
    """Check a test that shuffles texts.

    Args:
        p_value: a function `p_value(values, text, group)`, from (words,), (words,) and (texts,) to p.
    """
    higher, lower, nothing = p_values(p_value, 8, 6.0), p_values(p_value, 8, -6.0), p_values(p_value, 80, 0.0)
    look = "what is shuffled, and what a shuffled label belongs to"
    if (nothing < 0.05).mean() > 0.3:
        raise Wrong(
            f"where there is nothing to find, p is below 0.05 in {(nothing < 0.05).sum()} of 80 comparisons. "
            "It should be in about 4",
            look,
        )
    if min(higher.min(), lower.min()) == 0:
        raise Wrong("p is 0. The order as it is counts as one of the shuffles, so p is never 0.")
    if (higher > 0.05).all() and (lower > 0.05).all():
        raise Wrong(
            "where the groups lie far apart, p is large, too: the test finds nothing at all.",
            f"{look}; and at which differences you count: those as large as the real one, or larger",
        )
    if (higher > 0.05).any() or (lower > 0.05).any():
        raise Wrong(
            "a difference upwards is found, the same one downwards is not, or the other way round.",
            "the sign of the differences",
        )
    if (nothing < 0.05).mean() > 0.15 or (nothing > 0.5).mean() < 0.3:
        raise Wrong("where there is nothing to find, p should be anything from 0 to 1, equally often.", look)
    compare_with_exact_p(p_value)
    return "Nothing is found where nothing is, and a difference where there is one."
