"""Checks of the exercises of lesson 09, Fashion descriptions."""

from collections import Counter

import numpy as np

from utils.checks.judging import Unsolved, Wrong, ask, check, close, compare, number, numbers
from utils.checks.predictions import predicted
from utils.checks.tails import draw_networks, four_networks
from utils.copies import longest_shared_runs
from utils.fashion_facts import COLOURS

__all__ = ["draw_networks", "four_networks", "likeliest", "nucleus", "perplexity", "products", "ruined"]


@check
def perplexity(perplexity):
    """`perplexity(p)`: a list of arrays (words,), the probability of each word -> a number."""
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
    compare(got, np.exp(nats.mean()), mistakes, "two texts, one of one word and one of three, done by hand")
    return "Each word counts once, whatever text it stands in."


def _after(p: np.ndarray, temperature: float) -> np.ndarray:
    p = p ** (1 / temperature)
    return p / p.sum()


def _as_logits(p: np.ndarray, temperature: float) -> np.ndarray:
    return np.exp(p / temperature) / np.exp(p / temperature).sum()


@check
def ruined(ruined):
    """`ruined(p, is_crumb, n, temperature)`: (vocab_size,), (vocab_size,), numbers -> a share."""
    rng, cases = np.random.default_rng(92), []
    for n, temperature in ((12, 1.0), (25, 1.7), (30, 0.6), (3, 2.5)):
        p, is_crumb = rng.dirichlet(np.full(15, 0.8)), rng.permutation(15) < 6
        p[is_crumb] /= 20
        cases.append((p / p.sum(), is_crumb, n, temperature))
    # the mass of crumbs for each case, as it should be and by mistake
    mass, same, logits, upside, loose = (
        np.array([change(p, t)[crumbs].sum() for p, crumbs, _, t in cases])
        for change in (
            _after,
            lambda p, t: p,
            _as_logits,
            lambda p, t: _after(p, 1 / t),
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
    }
    mistakes["the mean number of crumbs, cut off at 1, is too much: two crumbs may fall into one text"] = (
        np.minimum(1, n * mass)
    )
    name = "ruined(p, is_crumb, n, temperature)"
    with np.errstate(all="ignore"):
        got = [number(name, ask(ruined, *case)) for case in cases]
    look = "one word, two crumbs and temperature 2, done by hand; then the chance that n words are all good"
    compare(got, 1 - (1 - mass) ** n, mistakes, look, "the shares are not the right ones")
    said = predicted("temperature 1"), predicted("temperature 1.5")
    return f"You said {said[0]:g} at temperature 1 and {said[1]:g} at 1.5. Run the next cell and see."


def _keep(p: np.ndarray, kept: np.ndarray) -> np.ndarray:
    only = np.zeros_like(p)
    only[kept] = p[kept]
    return only / only.sum() if only.sum() else only


@check
def nucleus(nucleus):
    """`nucleus(p, mass)`: probabilities (vocab_size,) and a number -> probabilities (vocab_size,)."""
    rng = np.random.default_rng(93)
    any_order = rng.permutation([0.31, 0.22, 0.14, 0.11, 0.08, 0.06, 0.04, 0.02, 0.02])
    eighths = np.array([0.0625, 0.5, 0.125, 0.25, 0.0625])
    tied = np.array([0.0625, 0.125, 0.125, 0.125, 0.5, 0.0625])
    look = "a list of the words, the likeliest first, with the sum up to and including each beside it"
    for p, mass in [(any_order, 0.75), (eighths, 0.75), (tied, 0.6), (eighths, 0.3)]:
        order = np.argsort(-p, kind="stable")
        sums = np.append(0, p[order].cumsum())
        size = int(np.searchsorted(sums, mass))
        right = _keep(p, order[:size])
        answer = ask(nucleus, p, mass)
        if np.ndim(answer) == 1 and len(answer) < len(p):
            raise Wrong(
                f"you return {len(answer)} numbers for {len(p)} words. Words that cannot come keep their "
                "place, with a 0",
                "which word each number belongs to",
            )
        with np.errstate(all="ignore"):
            if close(np.nan_to_num(np.asarray(answer, float)), np.zeros(len(p))):
                raise Wrong(f"with {mass:g} no word is left. The likeliest word is always in.", look)
        upwards = np.argsort(p, kind="stable")
        mistakes = {
            "you sum up from the least likely word on, and keep the crumbs": (
                _keep(p, upwards[: np.searchsorted(p[upwards].cumsum(), mass) + 1])
            ),
            "you sum up in the order of the vocabulary. The likeliest words come first": (
                _keep(p, np.arange(len(p)) < np.searchsorted(p.cumsum(), mass) + 1)
            ),
            "what you return does not add up to 1": np.where(right > 0, p, 0),
            "the numbers are right and belong to other words: put them back into their places": right[order],
            "the word that crosses the line is left out. Without it, the words do not reach the line": (
                _keep(p, order[: max(1, size - 1)])
            ),
            "you keep each word whose own probability is large enough. It is the sum that counts": (
                _keep(p, p >= 1 - mass)
            ),
            "one word too many is kept. Where the sum has reached the line, no more words are needed": (
                _keep(p, order[: size + 1])
            ),
            "you keep all words as likely as the last one. The smallest set takes only as many as it needs": (
                _keep(p, p >= p[order[size - 1]])
            ),
        }
        got = numbers("nucleus(p, mass)", answer, shape=p.shape)
        words = f"for the probabilities {p.tolist()} and {mass:g} other words should be kept"
        compare(got, right, mistakes, look, words)
    return "The word that crosses the line is in, and nothing after it."


SHOP = (
    "coat shirt skirt jacket scarf dress vest hat",
    "linen wool silk cotton denim velvet fleece jersey",
    "office garden market theatre harbour station park kitchen",
)


def _shop(rng: np.random.Generator) -> list[list[str]]:
    """Texts of 90 products in two or three colours, some of them twice; a third name their colour once."""
    texts, seen = [], set()
    while len(seen) < 90:
        garment, stuff, place = (rng.choice(words.split()) for words in SHOP)
        own, other = rng.choice(list(COLOURS), (2, 4), replace=False)
        if (garment, stuff, place) in seen:
            continue
        seen.add((garment, stuff, place))
        for colour in own[: rng.integers(2, 4)]:
            text = f"this {colour} {stuff} {garment} goes with {other[0]} and to the {place} ."
            if len(seen) % 3:
                text += f" friends at the {place} will ask for the {colour} {garment} ."
            texts += [text.split()] * (2 if rng.random() < 0.2 else 1)
    return [texts[k] for k in rng.permutation(len(texts))]


def _product(text: tuple) -> tuple:
    return tuple("colour" if word in COLOURS else word for word in text)


@check
def products(divide):
    """`divide(texts, share, rng)`: lists of words, 0 to 1, a generator -> texts to train and to test on."""
    texts = _shop(np.random.default_rng(94))
    train, test = _parts(divide, texts, 0)
    lost = Counter(map(tuple, texts)) - Counter(train + test)
    if lost:
        raise Wrong(
            f"{lost.total()} of {len(texts)} texts are on neither side. Every text goes to one of them.",
            "what happens to the other texts of a group",
        )
    if len(train) + len(test) > len(texts):
        raise Wrong("there are more texts than before.", "texts that are added to a side twice")
    if set(train) & set(test):
        raise Wrong(
            "now the very same text stands on both sides. That was right before.",
            "what is dealt out: groups, or single texts",
        )
    products = {_product(text): text for text in train}
    both = [text for text in test if _product(text) in products]
    if both:
        share = np.mean([any(_product(text) == _product(one) for one in both) for text in test])
        run = longest_shared_runs(both, train).max()
        words = f"a test text of {max(map(len, both))} words shares a run of {run} with a training text, and "
        words += f"{share:.0%} of the test texts have such a neighbour, though no text is on both sides"
        if all(text.count(next(w for w in text if w in COLOURS)) > 1 for text in both):
            words = "texts that name their colour once are well dealt. Those that name it again are not"
        raise Wrong(words, "a test text and the training text that is most like it, side by side")
    if not 0.12 <= len(test) / len(texts) <= 0.28:
        raise Wrong(
            f"the share is 0.2, and {len(test) / len(texts):.2f} of the texts are in the test.",
            "how many groups there are, and how many you deal to the test",
        )
    if sorted(_parts(divide, texts, 0)[1]) != sorted(test):
        raise Wrong("the same seed gives another split each time.", "where chance comes in: `rng` alone")
    if sorted(_parts(divide, texts, 1)[1]) == sorted(test):
        raise Wrong("another seed gives the same split: chance has no part in it.", "what you do with `rng`")
    return "What comes in several colours stays on one side."


def _parts(divide: object, texts: list[list[str]], seed: int) -> tuple[list[tuple], list[tuple]]:
    answer = ask(divide, [list(text) for text in texts], 0.2, np.random.default_rng(seed), name="divide")
    try:
        parts = [[tuple(text) for text in part] for part in answer]
        is_text = all(isinstance(word, str) and len(word) > 0 for part in parts for t in part for word in t)
    except TypeError:
        parts, is_text = [], False
    if len(parts) != 2 or not is_text or not all(parts):
        raise Wrong("`divide` should return two lists of texts, to train on and to test on.", "its last line")
    known = set(map(tuple, texts))
    if not known.issuperset(parts[0] + parts[1]):
        raise Wrong(
            "you return texts that are not the shop's. They should come back word for word as they were.",
            "what is compared, and what is returned",
        )
    return parts[0], parts[1]


@check
def likeliest(likeliest):
    """`likeliest`: {"A": number, ...}, the share of texts in which the likeliest colour is the right one."""
    if not isinstance(likeliest, dict) or set(likeliest) != set("ABCD"):
        raise Wrong('`likeliest` should be a dictionary with the keys "A", "B", "C" and "D".')
    if any(value is None for value in likeliest.values()):
        raise Unsolved("`likeliest` still holds None.")
    said = {name: number(f'likeliest["{name}"]', value, 0, 1) for name, value in likeliest.items()}
    curves = {name: quality for name, (_, quality) in four_networks().items()}

    def reads(end, names="ABCD"):
        return all(abs(said[name] - end(curves[name])) <= 0.04 for name in names)

    look = "the dot at which a draw decides among one word only"
    if reads(lambda quality: quality[0]):
        raise Wrong("you read the ends where the network draws plainly, crumbs and all.", look)
    if reads(lambda quality: 1 - quality[-1]):
        raise Wrong("you read the share of texts in which the likeliest colour is wrong.", look)
    for name, quality in curves.items():
        if abs(said[name] - quality[-1]) <= 0.04:
            continue
        words = f"{said[name]:g} is not the share of {name}"
        if abs(said[name] - quality[0]) <= 0.04:
            words = f"for {name} you read the end where it draws plainly"
            if quality[0] > quality[-1]:
                words += ". To take the likeliest colour is not always better"
        elif abs(said[name] - quality.max()) <= 0.04:
            words = f"for {name} you read the best place of the curve. Only one end takes the likeliest word"
        elif abs(said[name] - (1 - quality[-1])) <= 0.04:
            words = f"for {name} you read the share of wrong colours"
        raise Wrong(words, look)
    return "What is missing there is missing in the network, not in the draw."
