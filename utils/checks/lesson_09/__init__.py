"""Checks of the exercises of lesson 09, Fashion descriptions."""

import numpy as np

from utils.checks.asking import ask, number, scalar, several
from utils.checks.judging import Unsolved, Wrong, check, close, compare, within
from utils.checks.lesson_09.cut_tails import draw_networks, four_networks
from utils.checks.lesson_09.first_sentences import (
    END,
    PAD,
    answers,
    first_sentences,
    sees_the_future,
    share_that_ends,
)
from utils.checks.lesson_09.first_sentences import perplexity as perplexity_of
from utils.checks.lesson_09.shop_of_twins import check_deal, check_independence, deal, shop
from utils.checks.predictions import predicted

__all__ = [
    "draw_networks",
    "first_sentences",
    "four_networks",
    "likeliest",
    "perplexity",
    "products",
    "ruined",
    "stopping",
]


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


ENOUGH = 15  # perplexity; right answers of eight passes and more reach 6 to 10, whatever the seed


@check
def stopping(stopping_writer):
    """Check a network that predicts the next word, and lets a sentence end.

    Args:
        stopping_writer: a function `stopping_writer(train, fresh, vocab_size)` that returns a trained Keras
            model, ids -> P of the word to follow at each step, and its perplexity on the fresh sentences.
    """
    train, fresh, words = first_sentences()
    try:
        answer = ask(stopping_writer, train, fresh, len(words))
    except Wrong as stopped:
        if "must have rank" not in stopped.words:  # what Keras says of answers without a time axis
            raise
        raise Wrong(
            "your network answers once a sentence, so Keras cannot compare: it is asked after each word",
            "`return_sequences=True`",
        ) from None
    model, said = several("stopping_writer", answer, "the trained model", "its perplexity")
    x, y = fresh[:, :-1], fresh[:, 1:]
    p = answers(model, x, len(words))
    if sees_the_future(model, x, len(words)):
        raise Wrong(
            "an answer changes when later words change: your network reads what it is asked for. Nobody can "
            "write like that, for there is nothing to read ahead",
            "Bidirectional, which has no place in a writer",
        )
    asked, ends = y != PAD, y == END
    likeliest = p.argmax(axis=-1)
    if np.mean((likeliest == x)[asked]) > 0.5:
        raise Wrong(
            "your network names the word that it has just read. What is asked has to be shifted by one",
            "x and y: the rows without their last column, and without their first",
        )
    behind = np.concatenate([np.zeros_like(ends[:, :1]), ends[:, :-1]], axis=1)
    if p[behind & ~asked][:, PAD].mean() > 0.5:
        raise Wrong(
            "your network has been asked for the zeros behind the sentences, and answers them well: part of "
            "its training, and of any accuracy, is for nothing",
            "`sample_weight`, which is 0 where y is 0",
        )
    if p[ends][:, END].mean() < 0.2 or share_that_ends(model) < 0.9:
        raise Wrong(
            f"it does not stop: where a sentence is over, it gives the end {p[ends][:, END].mean():.0%}. "
            "The end has to be asked for, like any word",
            "whether y still holds the id 2, and with weight 1",
        )
    reached = perplexity_of(p, y)
    if reached > ENOUGH:
        raise Wrong(
            f"its perplexity on fresh sentences is {reached:.1f}; below {ENOUGH} is within reach",
            "passes, step size and batch size: five hundred sentences are few steps",
        )
    said = number("the perplexity", scalar(said), 0)
    mistakes = {
        "this is the perplexity of the sentences that it has learned from": perplexity_of(
            answers(model, train[:, :-1], len(words)), train[:, 1:]
        ),
        "the zeros behind the sentences are counted": perplexity_of(p, y, with_zeros=True),
        "this is the loss, in nats a word. Perplexity is its exponential": np.log(reached),
    }
    look = "what you give to `evaluate`, its weights, and which of its numbers you take"
    otherwise = f"you say perplexity {said:.2f}; on the fresh sentences it is {reached:.2f}"
    compare(said, reached, mistakes, look, otherwise, tolerance=0.015)
    return f"It stops by itself, and guesses among {reached:.1f} words."


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
