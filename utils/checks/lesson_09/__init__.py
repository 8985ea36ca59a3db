"""Checks of the exercises of lesson 09, Fashion descriptions."""

from collections import defaultdict

import numpy as np

from utils.checks.asking import ask, number, numbers
from utils.checks.judging import Unsolved, Wrong, check, close, compare, within
from utils.checks.lesson_09.cut_tails import draw_networks, four_networks
from utils.checks.lesson_09.shop_of_twins import check_deal, check_independence, deal, shop
from utils.checks.predictions import predicted

__all__ = ["draw_networks", "four_networks", "likeliest", "nucleus", "perplexity", "products", "ruined"]


@check
def perplexity(perplexity):
    """Check the perplexity of several texts.

    Args:
        perplexity: a function `perplexity(p)`, from a list of arrays (words,), the probability of each word,
            to a number.
    """
    rng = np.random.default_rng(91)
    p = [rng.uniform(0.02, 1, n) ** power for n, power in ((3, 3), (41, 1), (12, 2), (24, 1))]
    words = np.concatenate(p)
    nats, means = -np.log(words), np.array([-np.log(one).mean() for one in p])
    mistakes = {
        "you take the mean of the perplexities of the texts. The short text weighs as much as the long one, "
        "and one bad text rules the mean": np.exp(means).mean(),
        "you take a mean for each text first, so each text counts alike. Each word should": (
            np.exp(means.mean())
        ),
        "you take the mean of the probabilities. The mean is over their logarithms": 1 / words.mean(),
        "you take the mean of 1/p, and a single unlikely word rules it. The mean is over logarithms": (
            (1 / words).mean()
        ),
        "this is nats per text: you divide by the number of texts, not of words": np.exp(nats.sum() / len(p)),
        "you take logarithms to base 2, and then the power of e": np.exp(nats.mean() / np.log(2)),
        "this is the loss, in nats per word. Perplexity is its exponential": nats.mean(),
        "the sign is turned round: a perplexity is 1 or more": np.exp(-nats.mean()),
    }
    got = number("perplexity(p)", ask(perplexity, p))
    look = "two texts, one of one word and one of three, done by hand"
    compare(got, np.exp(nats.mean()), mistakes, look, tolerance=2e-3)  # rounded to two digits is right
    with np.errstate(all="ignore"):
        if not close(ask(perplexity, [np.full(2000, 0.3)]), 1 / 0.3, tolerance=2e-3):
            raise Wrong(
                "a text of 2000 words, each with the probability 0.3, does not get 1/0.3: the product of so "
                "many probabilities is rounded to 0. Add logarithms instead",
                "where you multiply",
            )
    return "Each word counts once, whatever text it stands in."


def _at_temperature(p: np.ndarray, temperature: float) -> np.ndarray:
    """Compute the probabilities at a temperature from those at temperature 1."""
    p = p ** (1 / temperature)
    return p / p.sum()


def _as_logits(p: np.ndarray, temperature: float) -> np.ndarray:
    """Do the same with a mistake: the probabilities are used as logits."""
    return np.exp(p / temperature) / np.exp(p / temperature).sum()


@check
def ruined(ruined):
    """Check the share of texts with at least one crumb, a word that should not come.

    Args:
        ruined: a function `ruined(p, is_crumb, n, temperature)`, from (vocab_size,), (vocab_size,) and two
            numbers to a share.
    """
    rng, cases = np.random.default_rng(92), []
    for n, temperature in ((12, 1.0), (25, 1.7), (30, 0.6), (3, 2.5)):
        p, is_crumb = rng.dirichlet(np.full(15, 0.8)), rng.permutation(15) < 6
        p[is_crumb] /= 20
        cases.append((p / p.sum(), is_crumb, n, temperature))
    # the probability of crumbs in each case, the right one and those by mistake
    mass, same, logits, upside, loose = (
        np.array([change(p, t)[crumbs].sum() for p, crumbs, _, t in cases])
        for change in (
            _at_temperature,
            lambda p, t: p,
            _as_logits,
            lambda p, t: _at_temperature(p, 1 / t),
            lambda p, t: p ** (1 / t),
        )
    )
    n = np.array([case[2] for case in cases])
    mistakes = {
        "the temperature changes nothing. Divide probabilities by a number, make them add up to 1 again, and "
        "the number is gone. It divides their logarithms": 1 - (1 - same) ** n,
        "you divide probabilities and take the softmax of that. The softmax wants logarithms": (
            1 - (1 - logits) ** n
        ),
        "the temperature is upside down: above 1, the words should become more alike": 1 - (1 - upside) ** n,
        "after the temperature the probabilities no longer add up to 1": 1 - (1 - loose) ** n,
        "this is the mean number of crumbs in a text. Two crumbs ruin no more texts than one": n * mass,
        "this is the share of texts that stay whole": (1 - mass) ** n,
        "this is the share of texts made of crumbs alone. One crumb is enough": mass**n,
        "this is the chance of a crumb in one word. A text has n": mass,
        "crumbs and good words are exchanged": 1 - mass**n,
        "this is per cent: say a share between 0 and 1": 100 * (1 - (1 - mass) ** n),
    }
    mistakes["the mean number of crumbs, cut off at 1, is too much: two crumbs may fall into one text"] = (
        np.minimum(1, n * mass)
    )
    name = "ruined(p, is_crumb, n, temperature)"
    with np.errstate(all="ignore"):
        got = [number(name, ask(ruined, *case)) for case in cases]
    look = "the example of the text, done by hand: a table of two words, 0.8 and 0.2, the second a crumb"
    compare(got, 1 - (1 - mass) ** n, mistakes, look, "the shares are not the right ones")
    said = predicted("temperature 1"), predicted("temperature 1.5")
    return f"You said {said[0]:g} at temperature 1 and {said[1]:g} at 1.5. Run the next cell and see."


def _kept_alone(p: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Keep some words, by a mask or by ids, and renormalise."""
    only = np.zeros_like(p)
    only[kept] = p[kept]
    return only / only.sum() if only.sum() else only


@check
def nucleus(nucleus):
    """Check top-p.

    Args:
        nucleus: a function `nucleus(p, mass)`, from probabilities (vocab_size,) and a number to probabilities
            (vocab_size,).
    """
    rng = np.random.default_rng(93)
    any_order = rng.permutation([0.31, 0.22, 0.14, 0.11, 0.08, 0.06, 0.04, 0.02, 0.02])
    eighths = np.array([0.0625, 0.5, 0.125, 0.25, 0.0625])
    tied = np.array([0.0625, 0.125, 0.125, 0.125, 0.5, 0.0625])
    rights, gots, counts, wrongs = [], [], [], defaultdict(list)
    for p, mass in [(any_order, 0.75), (eighths, 0.75), (tied, 0.6), (eighths, 0.3)]:
        order, upwards = np.argsort(-p, kind="stable"), np.argsort(p, kind="stable")
        size = int(np.searchsorted(np.append(0, p[order].cumsum()), mass))
        right = _kept_alone(p, order[:size])
        wrong = {
            "you sum up from the least likely word on, and keep the crumbs": (
                _kept_alone(p, upwards[: np.searchsorted(p[upwards].cumsum(), mass) + 1])
            ),
            "you sum up in the order of the vocabulary. The likeliest words come first": (
                _kept_alone(p, np.arange(len(p)) < np.searchsorted(p.cumsum(), mass) + 1)
            ),
            "what you return does not add up to 1": np.where(right > 0, p, 0),
            "the numbers are right and belong to other words: put them back into their places": right[order],
            "you keep each word whose own probability is large enough. It is the sum that counts": (
                _kept_alone(p, p >= 1 - mass)
            ),
            "you keep all words as likely as the last one. The smallest set takes only as many as it needs": (
                _kept_alone(p, p >= p[order[size - 1]])
            ),
        }
        for words, one in wrong.items():
            wrongs[words].append(one)
        with np.errstate(all="ignore"):
            got = _as_probabilities(ask(nucleus, p, mass), p)
        n = np.count_nonzero(got)
        counts.append((p, mass, size, n if (got[order[:n]] > 0).all() else None))
        rights.append(right)
        gots.append(got)
    mistakes = {words: np.concatenate(some) for words, some in wrongs.items()}
    look = "a list of the words, the likeliest first, with the sum up to and including each beside it"
    compare(np.concatenate(gots), np.concatenate(rights), mistakes, look, _words_on_kept(counts))
    rounded = np.array([0.2, 0.7, 0.1])  # the sums of the sorted end below 1
    if not close(_as_probabilities(ask(nucleus, rounded, 1.0), rounded), rounded):
        raise Wrong(
            "at a `mass` of 1 all words stay. Rounding leaves the last sum just below 1, never at it",
            look,
        )
    return "The word that crosses the line is in, and nothing after it."


def _as_probabilities(answer: object, p: np.ndarray) -> np.ndarray:
    """Read the answer to one case, (vocab_size,); if all of it is NaN, as after 0 / 0, it counts as zeros."""
    if np.ndim(answer) == 1 and len(answer) < len(p):
        raise Wrong(
            f"you return {len(answer)} numbers for {len(p)} words. Words that cannot come keep their "
            "place, with a 0",
            "which word each number belongs to",
        )
    array = np.asarray(answer)
    if array.dtype == bool:
        raise Wrong("it returns True and False, not probabilities.", "the line with return")
    missing = array.shape == p.shape and array.dtype.kind == "f" and np.isnan(array).all()
    return numbers("nucleus(p, mass)", np.zeros(len(p)) if missing else answer, shape=p.shape)


def _words_on_kept(counts: list[tuple]) -> str:
    """Say what is wrong with the words that are kept.

    A case is p, mass, how many words are needed, and how many are kept; the last is None if the words kept
    are not the likeliest.
    """
    for p, mass, _, kept in counts:
        if kept is None:
            return f"for the probabilities {p.tolist()} and {mass:g} other words should be kept"
    wrong = [case for case in counts if case[2] != case[3]]
    too_many = {kept - needed for *_, needed, kept in wrong}
    if not wrong:
        return (
            "the right words are kept; their probabilities should keep their proportions: divide by their "
            "own sum"
        )
    if all(kept == 0 for *_, kept in wrong):
        return f"with {wrong[0][1]:g} no word is left. The likeliest word is always in"
    if too_many == {-1}:
        return "the word that crosses the line is left out. Without it, the words do not reach the line"
    if too_many == {1}:
        return "one word too many is kept. Where the sum has reached the line, no more words are needed"
    p, mass, needed, kept = wrong[0]
    return (
        f"the number of words you keep does not follow from their sum: for {p.tolist()} and {mass:g} you "
        f"keep {kept}, and {needed} are needed"
    )


DEALS = range(30)  # seeds; enough to see that two products are dealt out independently


@check
def products(divide):
    """Check a division of texts that keeps all texts of a product on one side.

    Args:
        divide: a function `divide(texts, share, rng)`, from lists of words, a share from 0 to 1 and a random
            generator to the texts to train on and the texts to test on.
    """
    texts = shop(np.random.default_rng(94))
    dealt = {share: [deal(divide, texts, share, seed) for seed in DEALS] for share in (0.2, 0.5)}
    if not any(test for _, test in dealt[0.2]):
        raise Wrong(
            f"the test is empty: none of {len(texts)} texts is in it. Does the key tell products apart?",
            "how many groups there are",
        )
    for train, test in dealt[0.2] + dealt[0.5]:
        check_deal(texts, train, test)
    tests = [sorted(test) for _, test in dealt[0.2]]
    if all(test == tests[0] for test in tests):
        raise Wrong("another seed gives the same split: chance has no part in it.", "what you do with `rng`")
    if sorted(deal(divide, texts, 0.2, DEALS[0])[1]) != tests[0]:
        raise Wrong("the same seed gives another split each time.", "where chance comes in: `rng` alone")
    check_independence(texts, [test for _, test in dealt[0.2] + dealt[0.5]])
    in_test = {
        share: np.mean([len(test) for _, test in deals]) / len(texts) for share, deals in dealt.items()
    }
    if abs(in_test[0.2] - 0.2) <= 0.07 and abs(in_test[0.5] - in_test[0.2]) < 0.05:
        raise Wrong(
            f"asked for 0.5, and {in_test[0.5]:.2g} of the texts are in the test: `share` is not used.",
            "how many groups you deal to the test",
        )
    for share, got in in_test.items():
        if abs(got - share) > 0.07:
            raise Wrong(
                f"asked for {share}, and {got:.2f} of the texts are in the test, on average.",
                "how many groups there are, and how many you deal to the test",
            )
    return "What comes in several colours stays on one side."


@check
def likeliest(likeliest):
    """Check what was read off the curves of four networks.

    Args:
        likeliest: {"A": number, ...}, the share of texts in which the likeliest colour is the right one.
    """
    if not isinstance(likeliest, dict) or set(likeliest) != set("ABCD"):
        raise Wrong('`likeliest` should be a dictionary with the keys "A", "B", "C" and "D".')
    if any(value is None for value in likeliest.values()):
        raise Unsolved("`likeliest` still holds None.")
    said = {name: number(f'likeliest["{name}"]', value, 0, 1) for name, value in likeliest.items()}
    curves = {name: quality for name, (_, quality) in four_networks().items()}

    def reads(end, names="ABCD"):
        return all(within(said[name], end(curves[name]), 0.04) for name in names)

    look = "the dot at which a draw decides among one word only"
    if reads(lambda quality: quality[0]):
        raise Wrong("you read the ends where the network draws plainly, crumbs and all.", look)
    if reads(lambda quality: 1 - quality[-1]):
        raise Wrong("you read the share of texts in which the likeliest colour is wrong.", look)
    for name, quality in curves.items():
        if within(said[name], quality[-1], 0.04):
            continue
        words = f"{said[name]:g} is not the share of {name}"
        if within(said[name], quality[0], 0.04):
            words = f"for {name} you read the end where it draws plainly"
            if quality[0] > quality[-1]:
                words += ". To take the likeliest colour is not always better"
        elif within(said[name], quality.max(), 0.04):
            words = f"for {name} you read the best place of the curve. Only one end takes the likeliest word"
        elif within(said[name], 1 - quality[-1], 0.04):
            words = f"for {name} you read the share of wrong colours"
        raise Wrong(words, look)
    return "What is missing there is not cured by taking the likeliest word."
