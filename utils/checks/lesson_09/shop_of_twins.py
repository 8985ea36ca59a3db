"""A shop of nearly equal texts, and checks of how they are dealt out to train and to test on."""

from collections import Counter
from itertools import product

import numpy as np

from utils.checks.asking import ask, several
from utils.checks.judging import Wrong
from utils.generation import longest_shared_runs
from utils.synthetic.fashion import COLOURS

GARMENTS, STUFFS = ("coat", "shirt", "skirt", "jacket"), ("linen", "wool", "silk")
PLACES, BUYERS = ("office", "garden"), ("friends", "neighbours")
SIDES = "the texts to train on", "the texts to test on"


def shop(rng: np.random.Generator) -> list[list[str]]:
    """Make texts of 48 products in two or three colours, some of them twice.

    A third of the products name their colour once. Two products may differ in a single word, the garment or a
    word that comes late.

    Args:
        rng: a random generator.

    Returns:
        The texts, each a list of words.
    """
    texts = []
    for n, (garment, stuff, place, buyer) in enumerate(product(GARMENTS, STUFFS, PLACES, BUYERS)):
        own, other = rng.choice(list(COLOURS), (2, 4), replace=False)
        for colour in own[: rng.integers(2, 4)]:
            text = f"this {colour} {stuff} {garment} goes with {other[0]} and to the {place} . {buyer} will "
            text += f"ask for the {colour} {garment} ." if n % 3 else "ask for it ."
            texts += [text.split()] * (2 if rng.random() < 0.2 else 1)
    return [texts[k] for k in rng.permutation(len(texts))]


def _product(text: tuple) -> tuple:
    """Replace the colours of a text, so that all texts of a product are the same."""
    return tuple("colour" if word in COLOURS else word for word in text)


def check_deal(texts: list[list[str]], train: list[tuple], test: list[tuple]) -> None:
    """Check that each text is on one side, and all texts of a product are on the same side.

    Args:
        texts: all texts.
        train: the texts to train on.
        test: the texts to test on.

    Raises:
        Wrong: if that is not so.
    """
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
    in_train = set(map(_product, train))
    both = [text for text in test if _product(text) in in_train]
    if both:
        run = longest_shared_runs(both, train).max()
        words = f"a test text of {max(map(len, both))} words shares a run of {run} with a training text, and "
        words += f"{len(both) / len(test):.0%} of the test texts have such a neighbour, though no text is on "
        words += "both sides"
        if all(text.count(next(w for w in text if w in COLOURS)) > 1 for text in both):
            words = "texts that name their colour once are well dealt. Those that name it again are not"
        raise Wrong(words, "a test text and the training text that is most like it, side by side")


def check_independence(texts: list[list[str]], tests: list[list[tuple]]) -> None:
    """Check that no two products change sides, and always do so together.

    Args:
        texts: all texts.
        tests: the texts to test on of several deals.

    Raises:
        Wrong: if there are two such products.
    """
    tests, known = [set(map(_product, test)) for test in tests], {}
    for text in map(tuple, texts):
        sides = tuple(_product(text) in test for test in tests)
        twin = known.setdefault(sides, text)
        if len(set(sides)) > 1 and _product(twin) != _product(text):
            raise Wrong(
                f'"{" ".join(twin)}" and "{" ".join(text)}": different products always go to the same side',
                "what the key throws away, besides the colour; and at how chance deals out each product",
            )


def deal(divide: object, texts: list, share: float, seed: int) -> tuple[list[tuple], list[tuple]]:
    """Call a learner's function.

    Args:
        divide: the learner's function `divide(texts, share, rng)`.
        texts: all texts.
        share: of the texts to test on.
        seed: of the random generator.

    Returns:
        The texts to train on and the texts to test on.

    Raises:
        Unsolved: if the function returns nothing.
        Wrong: if it cannot be called, or returns something else than two lists of these texts.
    """
    answer = ask(divide, texts, share, np.random.default_rng(seed), name="divide")
    try:
        train, test = ([tuple(text) for text in part] for part in several("divide", answer, *SIDES))
        is_text = all(isinstance(word, str) and word for text in train + test for word in text)
    except TypeError:
        is_text = False
    if not is_text:
        raise Wrong("`divide` should return two lists of texts, to train on and to test on.", "its last line")
    if not set(map(tuple, texts)).issuperset(train + test):
        raise Wrong(
            "you return texts that are not the shop's. They should come back word for word as they were.",
            "what is compared, and what is returned",
        )
    return train, test
