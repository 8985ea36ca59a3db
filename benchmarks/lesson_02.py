"""Lesson 02: does its verdict hold in ten variations? What does a cell give that is never trained?

``make bench LESSON=02`` trains with the functions of the two pages themselves, not a copy of them. What is
stored is not run again.

- ``robustness_02.csv``: ten variations. Each trains two networks on letters, one with the whole gradient, one
  whose gradient is cut between the steps, and scores both once on the test reviews.
- ``frozen_seeds.csv``, which the lesson shows beside its own networks: the cut network and its training, but
  W, U and b stay as they were drawn. ``validation`` is bits per letter on the validation reviews. Half a
  minute for each seed.
- ``numpy_seeds.csv``, which the deeper page shows beside its own seed 0: its network of NumPy with two more
  seeds. ``validation_500`` is bits per letter on the validation reviews after 500 updates, and so on;
  ``test``, on the test reviews at the end; ``clipped``, how many updates were. Half a minute for each seed.
  The rows stored are older than the sum over the steps that makes the page's dW_y now: it was one product of
  all steps, the same but for the rounding.

The rule, written down before the first of the ten was run. The claim says that a network has to be trained
back through all its steps to make use of the past. What the pairs know, which see the last letter alone, is
no use of the past; the line half-way from the pairs to the whole gradient is half of what that network
makes of it. The claim is true if the cut network stays above that line (bits are a doubt: above is worse),
"true, but" if it passes it and the whole gradient is better still, false if it needs no more bits than the
whole gradient. The margin is the distance of the cut network to the nearer of the two lines, in bits, above
0 for "true, but". (When the rule was written, the first edition of this lesson had shown, with other
weights, an optimiser of its own and three times as many updates, 0.99 bits for the whole gradient, 1.57 for
the cut, 3.15 for the pairs.)
"""

import sys
from pathlib import Path
from types import SimpleNamespace

from benchmarks.robustness import Variation, run_variations
from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils import session
from utils.synthetic import restaurant_reviews

NEEDED = {"EPOCHS", "CutCell", "UNITS", "by_the_rule", "letter_model", "pairs_bits", "pieces", "to_ids"}
NEEDED_OF_DEEPER = {"UPDATES", "VOCAB_SIZE", "network_bits", "to_ids", "train"}
FROZEN, NUMPY = (Path(__file__).with_name(name) for name in ("frozen_seeds.csv", "numpy_seeds.csv"))
FROZEN_SEEDS, NUMPY_SEEDS = (0, 1, 2), (1, 2)
TRAIN = 3500  # reviews, as on the page, where the others are for validation

# Six seeds for the weights, the batches and the reviews, which are drawn anew; the page uses seed 0.
VARIATIONS = [
    *[Variation(f"seed {seed}", "seed", {"seed": seed, "reviews": seed}) for seed in range(11, 17)],
    Variation("half the training", "training", {"epochs": 1}),
    Variation("twice the training", "training", {"epochs": 4}),
    Variation("Glorot's start for U", "setting", {"start": "glorot_uniform"}),
    Variation("128 units", "size", {"units": 128}),
]


def texts(reviews: int, most: int | None = TRAIN) -> tuple[list[str], list[str]]:
    """Draw reviews of the kind of the bundled ones.

    Args:
        reviews: the seed; 2024 is that of the bundled table.
        most: how many to train on; None for all.

    Returns:
        The texts to train on, and those to test on.
    """
    drawn = restaurant_reviews.generate(seed=reviews)
    train, test = ([review.text for review in drawn if review.split == part] for part in ("train", "test"))
    return train[:most], test


def score(
    lesson: SimpleNamespace,
    seed: int = 0,
    reviews: int = restaurant_reviews.SEED,
    epochs: int | None = None,
    start: str = "orthogonal",
    units: int | None = None,
) -> dict:
    """Train with the whole gradient and with the cut one, and ask the rule of the page.

    Args:
        lesson: what the page defines.
        seed: of the weights and the batches.
        reviews: the seed with which the reviews are drawn.
        epochs: passes over the training reviews; None for the page's.
        start: the initial values of U, by Keras' name.
        units: of the recurrent layer; None for the page's.

    Returns:
        The verdict and its margin; bits per letter of both networks and of the pairs.
    """
    train, test = texts(reviews)
    ids_train, ids_test = lesson.to_ids(train), lesson.to_ids(test)
    bits, pairs = {}, lesson.pairs_bits(ids_train, ids_test)
    for name, kind in (("whole", lesson.layers.SimpleRNNCell), ("cut", lesson.CutCell)):
        session.set_seed(seed)
        cell = kind(units or lesson.UNITS, recurrent_initializer=start)
        model = lesson.letter_model(lesson.layers.RNN(cell, return_sequences=True))
        model.fit(*lesson.pieces(ids_train), batch_size=64, epochs=epochs or lesson.EPOCHS, verbose=0)
        loss = model.evaluate(*lesson.pieces(ids_test), batch_size=1024, verbose=0)
        bits[name] = loss / lesson.np.log(2)
    verdict, margin = lesson.by_the_rule(bits["whole"], bits["cut"], pairs)
    numbers = {"margin": margin, "whole": bits["whole"], "cut": bits["cut"], "pairs": pairs}
    return {"verdict": verdict} | {name: round(float(number), 4) for name, number in numbers.items()}


def frozen(lesson: SimpleNamespace, seed: int) -> dict[str, float]:
    """Train the cut network but for its W, U and b, on the page's reviews.

    Args:
        lesson: what the page defines.
        seed: of the weights and the batches.

    Returns:
        A row of ``frozen_seeds.csv``, but for its seed.
    """
    train, val, _ = parts(lesson)
    session.set_seed(seed)
    cell = lesson.CutCell(lesson.UNITS)
    cell.trainable = False
    model = lesson.letter_model(lesson.layers.RNN(cell, return_sequences=True))
    model.fit(*lesson.pieces(train), batch_size=64, epochs=lesson.EPOCHS, verbose=0)
    loss = model.evaluate(*lesson.pieces(val), batch_size=1024, verbose=0)
    return {"validation": loss / lesson.np.log(2)}


def in_numpy(deeper: SimpleNamespace, seed: int) -> dict[str, float]:
    """Train the deeper page's network, on the page's reviews.

    Args:
        deeper: what the page defines.
        seed: of the weights and the batches.

    Returns:
        A row of ``numpy_seeds.csv``, but for its seed.
    """
    train, val, test = parts(deeper)
    letters = deeper.np.eye(deeper.VOCAB_SIZE, dtype="float32")
    deeper.train.__globals__.update(one_hot_letter=letters, ids_train=train, ids_val=val)  # as on the page
    curve, kept, clipped = deeper.train(seed)
    row = {f"validation_{500 * k}": value for k, value in enumerate(curve)}
    return row | {"test": deeper.network_bits(kept[-1], test), "clipped": int(clipped)}


def parts(page: SimpleNamespace) -> list:
    """The ids of the bundled reviews, as on the pages: to train on, for validation, and for the test."""
    train, test = texts(restaurant_reviews.SEED, most=None)
    return [page.to_ids(some) for some in (train[:TRAIN], train[TRAIN:], test)]


def main() -> int:
    """Make the three tables; return the exit code."""
    session.load_tensorflow()
    lesson, deeper = whole_lesson("02", *NEEDED), whole_lesson("02d", *NEEDED_OF_DEEPER)
    run_variations("02", VARIATIONS, lambda **settings: score(lesson, **settings))
    complete(FROZEN, [{"seed": seed} for seed in FROZEN_SEEDS], lambda seed: frozen(lesson, seed))
    complete(NUMPY, [{"seed": seed} for seed in NUMPY_SEEDS], lambda seed: in_numpy(deeper, seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
