"""Lesson 00 pushed: does its verdict hold with other seeds, other reviews, more training, other settings?

``python -m benchmarks.lesson_00`` (or ``make bench LESSON=00``) trains the page's own ten lines with and
without the mask in ten variations, and writes ``robustness_00.csv``. A seed is one for the weights and for
the reviews, which are drawn anew; the other variations keep the page's reviews and change one thing. It takes
about five minutes on two idle cores.
"""

import dataclasses
import sys

import pandas as pd

from benchmarks.robustness import Variation, run_variations
from tools.notebooks.definitions import whole_lesson
from utils import session
from utils.datasets import load_restaurant_reviews
from utils.synthetic import restaurant_reviews

SEED = 100  # of the weights, where the reviews are the page's; the page itself has 0
VARIATIONS = [
    *[Variation(f"seed {seed}", "seed", {"seed": seed}) for seed in (11, 12, 13, 14, 15, 16)],
    Variation("half the reviews", "training", {"share": 0.5}),
    Variation("twice the passes", "training", {"epochs": 4}),
    Variation("length 150", "setting", {"length": 150}),
    Variation("64 units", "size", {"units": 64}),
]
COLUMNS = ["split", "label", "text"]


def reviews_of(seed: int | None) -> pd.DataFrame:
    """Draw reviews anew, as many as the bundled ones; those themselves for None."""
    if seed is None:
        return load_restaurant_reviews()[COLUMNS]
    drawn = restaurant_reviews.generate(restaurant_reviews.ROWS, seed)
    return pd.DataFrame([dataclasses.asdict(review) for review in drawn])[COLUMNS]


def score(seed: int | None = None, share: float = 1.0, **settings: int) -> dict:
    """Train with and without the mask, count, and judge on the test reviews by the page's rule.

    Args:
        seed: for weights and reviews; None for the page's reviews, and weights from `SEED`.
        share: the part of the training reviews that is used.
        **settings: ``epochs``, ``units`` or ``length`` of the page's ``ten_lines``.

    Returns:
        Verdict, margin, and the three accuracies.
    """
    lesson = whole_lesson("00", "ten_lines", "counts", "by_rule")
    reviews = reviews_of(seed)
    rows, test = (reviews[reviews["split"] == part] for part in ("train", "test"))
    train = rows[: int(share * 0.85 * len(rows))]
    x, y = lesson.tf.constant(test["text"]), test["label"].to_numpy()
    right = {}
    for name, mask in {"masked": True, "unmasked": False}.items():
        model = lesson.ten_lines(train, {"verbose": 0}, mask, SEED if seed is None else seed, **settings)
        right[name] = model.evaluate(x, y, batch_size=500, verbose=0)[1]
    counted = lesson.counts(train).score(test["text"], y)
    verdict, margin = lesson.by_rule(right["masked"], right["unmasked"])
    rounded = {name: round(float(value), 4) for name, value in (right | {"counted": counted}).items()}
    return {"verdict": verdict, "margin": round(float(margin), 4), **rounded}


def main() -> int:
    """Run the variations that are not stored yet."""
    session.load_tensorflow()
    run_variations("00", VARIATIONS, score)
    return 0


if __name__ == "__main__":
    sys.exit(main())
