"""Lesson 07: padding side, mask and truncation side, all eight; and whether more units or epochs help.

``python -m benchmarks.lesson_07`` (or ``make bench LESSON=07``) uses the functions of the page, not a copy of
them. It writes four tables row by row; what is stored is not run again.

**Data.** Film reviews, the 5,000 most frequent words. A row keeps as many words as two fifths of the training
reviews have at most (about 160). So that padding and cutting can both speak, half of the rows are *short*
(the shortest fifth of all: a quarter of such a row at least is padding), half are *long* (the longest third:
a third of such a review at least is cut away). 3,000 rows to train, drawn from the training reviews, and
4,000 held out, drawn from the test reviews, so from other films.

**Network and budget.** Embedding(32), LSTM(16), one sigmoid; Adam, batches of 64, four epochs. The rate was
chosen from 0.001, 0.003 and 0.01 by a pilot with the masked network alone, on other rows (see `pilot`). A
first pilot, with 32 units, 4,000 rows and five epochs, had shown how long such networks take; so there are 16
units, and four times as many are 64.

``craft_cells.csv``: eight cells (``side`` of the padding, ``mask``, the end that is ``kept``) with three
seeds each, for weights, order of batches and rows: the accuracy on the held-out rows, on the ``short`` and
``long`` ones among them, and on the rows it was ``trained`` on.

``craft_more.csv``: the worst of the eight (lowest mean), with four times the units, and with three times the
epochs; the same seeds and columns.

``craft_others.csv``: zeros behind, masked, tails kept, with the two kinds of dropout that the page names
(``DROPOUT``), and with batches of rows of like length in place of mixed ones; same seeds and columns. Nothing
is decided by it.

``craft_seconds.csv``: what an epoch takes in each of the eight cells, and in the worst with four times the
units (a row for each of the four pairs of ``side`` and ``mask``; where a text is cut makes no difference to
the time): the fastest of three epochs behind a first one, on one thread.

``carried_seeds.csv``: the five ways of the deeper page to train on a stream, three seeds each, by its own
functions; ``whole`` is the share of right answers where 400 new steps are read in one go, ``pieces`` where
they are read in pieces of 20, each from an empty state. A pilot (seed 5, three of the ways) came before.

**The rule**, written before any of these runs. *Sick* is the worst of the eight, *cured* the same cell with
the mask put in, with sick's units and epochs. More units and more epochs each win back a share of what the
cure wins: (more - sick) / (cured - sick). The claim, "if it does not learn, give it more units and more
epochs", is true if each of the two wins at least one half, "true, but" if one of them does, false if neither
does. (If the worst cell had a mask, there would be no such cure, and no verdict: `worst` would say so.) The
verdict of the page is that of the mean accuracies over the three seeds.

**Robustness** (``robustness_07.csv``): only the four networks that the rule compares, one of each, in ten
variations. ``margin`` is the distance of the share that decides to one half, above 0 where the page's verdict
holds.
"""

import functools
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.robustness import Variation, run_variations
from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils import session
from utils.datasets import load_imdb
from utils.preprocessing import batches_by_length, shorten

CELLS = Path(__file__).with_name("craft_cells.csv")
MORE = Path(__file__).with_name("craft_more.csv")
SECONDS = Path(__file__).with_name("craft_seconds.csv")
CARRIED = Path(__file__).with_name("carried_seeds.csv")
OTHERS = Path(__file__).with_name("craft_others.csv")
NEEDED = {"cuts", "draw", "arrange", "network", "decide", "keras"}
NEEDED |= {"WORDS", "BATCH", "EPOCHS", "RATE", "DROPOUT"}
SEEDS = (0, 1, 2)
TRAINING_ROWS, HELD_OUT_ROWS = 3_000, 4_000
UNITS_TIMES, EPOCHS_TIMES = 4, 3
PARTS = ["cells", "more", "variations", "others", "carried", "seconds"]
KINDS = ("dropout", "recurrent_dropout", "by_length")
FACTORS = {"side": ("front", "back"), "mask": ("masked", "unmasked"), "kept": ("head", "tail")}

SEED = 100  # of the variations that change something else
VARIATIONS = [Variation(f"seed {seed}", "seed", {"seed": seed}) for seed in (11, 12, 13, 14, 15, 16)]
VARIATIONS += [
    Variation("half the rows", "training", {"rows": TRAINING_ROWS // 2}),
    Variation("twice the rows", "training", {"rows": 2 * TRAINING_ROWS}),
    Variation("200 words kept", "setting", {"length": 200}),
    Variation("8 units", "size", {"units": 8}),
]


@functools.cache
def page():
    """The lesson's functions."""
    return whole_lesson("07", *NEEDED)


@functools.cache
def reviews() -> tuple:
    """Training rows, their labels, test rows, theirs: ids of words, without the sign for the start.

    Raises:
        ValueError: if these are not the film reviews; others do not belong into these tables.
    """
    found = load_imdb(page().WORDS, verbose=False)
    if found.is_stand_in:
        raise ValueError("these are not the film reviews: nothing is stored.")
    train, test = ([row[1:] for row in rows] for rows in (found.x_train, found.x_test))
    return train, found.y_train, test, found.y_test


@functools.cache
def drawn(seed: int, rows: int) -> tuple:
    """Rows to train on and rows held out, each with labels, by the page's functions."""
    lesson, (x_train, y_train, x_test, y_test) = page(), reviews()
    short, _, long = lesson.cuts(x_train)
    train = lesson.draw(x_train, y_train, short, long, rows, seed)
    return train, lesson.draw(x_test, y_test, short, long, HELD_OUT_ROWS, seed)


def run(
    side: str,
    mask: str,
    kept: str,
    seed: int,
    rows: int = TRAINING_ROWS,
    length: int | None = None,
    units: int = 16,
    epochs_times: int = 1,
    by_length: bool = False,
    **options: float,
) -> dict:
    """Train one network and score it once on the held-out rows.

    Args:
        side: where the zeros go, "front" or "back".
        mask: "masked" or "unmasked".
        kept: which end of a long review is kept, "head" or "tail".
        seed: of the rows, the weights and the order of the batches.
        rows: how many rows it trains on.
        length: words of a row; None for the page's.
        units: of the LSTM.
        epochs_times: by how much the page's number of epochs is multiplied.
        by_length: whether rows of like length make a batch.
        **options: further arguments of the LSTM.

    Returns:
        The other columns of the table.
    """
    lesson = page()
    (x, y), (x_held, y_held) = drawn(seed, rows)
    short, middle, _ = lesson.cuts(reviews()[0])
    length = length or middle
    is_short = np.array([len(row) <= short for row in x_held])
    uncut = x
    x, x_held = (lesson.arrange(part, length, side, kept) for part in (x, x_held))
    net = compiled_once(seed, mask == "masked", units, jit=not by_length, **options)
    fit = {"epochs": epochs_times * lesson.EPOCHS, "verbose": 0}
    if by_length:
        shortened = [shorten(row, length, head=length if kept == "head" else 0) for row in uncut]
        batches = batches_by_length([shortened], y, lesson.BATCH, seed=seed)
        net.fit(batches, shuffle=False, **fit)
    else:
        net.fit(x, y, batch_size=lesson.BATCH, **fit)
    right = (net.predict(x_held, batch_size=500, verbose=0)[:, 0] > 0.5) == y_held
    trained = (net.predict(x, batch_size=500, verbose=0)[:, 0] > 0.5) == y
    parts = {"accuracy": right, "short": right[is_short], "long": right[~is_short], "trained": trained}
    return {name: float(part.mean()) for name, part in parts.items()}


_NETWORKS: dict = {}


def compiled_once(seed: int, *settings, **options):
    """A network as the page's `network` makes it after this seed, without compiling the same one again.

    A new network gives its weights to one of its kind that is compiled already, whose optimiser begins anew.
    Networks with dropout have random numbers of their own, and are always new.
    """
    lesson = page()
    lesson.keras.utils.set_random_seed(seed)
    new = lesson.network(*settings, **options)
    new.build((None, None))
    if set(options) - {"jit"}:
        return new
    net = _NETWORKS.setdefault((settings, tuple(options.items())), new)
    net.set_weights(new.get_weights())
    for variable in net.optimizer.variables:
        if variable.path != net.optimizer.learning_rate.path:
            variable.assign(np.zeros(variable.shape))
    lesson.keras.utils.set_random_seed(seed)
    return net


def wanted() -> list[dict]:
    """The rows of ``craft_cells.csv``, in their order."""
    return [
        {"side": side, "mask": mask, "kept": kept, "seed": seed}
        for side in FACTORS["side"]
        for mask in FACTORS["mask"]
        for kept in FACTORS["kept"]
        for seed in SEEDS
    ]


def worst(cells: pd.DataFrame) -> dict[str, str]:
    """The cell with the lowest mean accuracy, as ``{"side": ..., "mask": ..., "kept": ...}``.

    Raises:
        ValueError: if it has a mask: then the rule knows no cure for it.
    """
    means = cells.groupby([*FACTORS])["accuracy"].mean()
    found = dict(zip(FACTORS, means.idxmin(), strict=True))
    if found["mask"] == "masked":
        raise ValueError(f"the worst cell is {found}: it has a mask, and the rule knows no cure for it.")
    return found


def more(change: str, seed: int, **settings) -> dict:
    """Run the worst cell with more units or epochs: ``change`` is "more_units" or "more_epochs"."""
    sick = worst(pd.read_csv(CELLS))
    if change == "more_units":
        return run(**sick, seed=seed, **settings | {"units": UNITS_TIMES * settings.get("units", 16)})
    return run(**sick, seed=seed, epochs_times=EPOCHS_TIMES, **settings)


def other(kind: str, seed: int) -> dict:
    """Run a healthy network with one kind of dropout, or with batches of rows of like length."""
    options = {"by_length": True} if kind == "by_length" else page().DROPOUT[kind]
    return run("back", "masked", "tail", seed, **options)


def carried(way: str, seed: int) -> dict:
    """Train on the deeper page's stream in one of its ways."""
    deeper = whole_lesson("07d", "train", "right", "WAYS")
    net = deeper.train(way, seed)
    return {"whole": deeper.right(net).mean(), "pieces": deeper.right(net, 20).mean()}


def seconds(side: str, mask: str, units: int) -> dict:
    """The fastest of three epochs."""
    (x, y), _ = drawn(SEEDS[0], TRAINING_ROWS)
    x = page().arrange(x, page().cuts(reviews()[0])[1], side, "tail")
    net = compiled_once(SEEDS[0], mask == "masked", units, jit=True)
    times = []
    for _ in range(4):
        start = time.perf_counter()
        net.fit(x, y, batch_size=page().BATCH, verbose=0)
        times.append(time.perf_counter() - start)
    return {"seconds": min(times[1:])}


def by_the_rule(accuracies: dict[str, float], verdict: str | None = None) -> dict:
    """The verdict for four accuracies, and the margin of ``verdict``, the page's (None: of the one found)."""
    found, low, high = page().decide(**accuracies)
    holds = {"true": low - 0.5, "true, but": min(high - 0.5, 0.5 - low), "false": 0.5 - high}
    margin = holds[verdict or found]
    return {"verdict": found, "margin": round(float(margin), 4), "less": low, "more": high}


def of_the_page() -> dict:
    """The verdict of the stored tables, from the means over the seeds."""
    cells, changed = pd.read_csv(CELLS), pd.read_csv(MORE)
    sick = worst(cells)
    means = cells.groupby([*FACTORS])["accuracy"].mean()
    found = {"sick": means[tuple(sick.values())], "cured": means[tuple((sick | {"mask": "masked"}).values())]}
    return by_the_rule(found | changed.groupby("change")["accuracy"].mean().to_dict())


def score(seed: int = SEED, **settings) -> dict:
    """One variation: the four networks that the rule compares, each trained once."""
    sick = worst(pd.read_csv(CELLS))
    accuracies = {
        "sick": run(**sick, seed=seed, **settings)["accuracy"],
        "cured": run(**sick | {"mask": "masked"}, seed=seed, **settings)["accuracy"],
        "more_units": more("more_units", seed, **settings)["accuracy"],
        "more_epochs": more("more_epochs", seed, **settings)["accuracy"],
    }
    found = by_the_rule(accuracies, of_the_page()["verdict"]) | accuracies
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()}


def pilot(rows: int = TRAINING_ROWS) -> None:
    """Choose the rate: the masked network, zeros in front, tails kept, on rows that the tables do not use.

    Its rows have lengths between those of the short and the long ones. Only training reviews are used: three
    quarters to train, one quarter to look at.
    """
    lesson, (x, y, *_) = page(), reviews()
    short, middle, long = lesson.cuts(x)
    between = [n for n, row in enumerate(x) if short < len(row) <= long]
    chosen = np.random.default_rng(7).permutation(between)[: rows * 4 // 3]
    data, labels = lesson.arrange([x[n] for n in chosen], middle, "front", "tail"), y[chosen]
    for rate in (0.001, 0.003, 0.01):
        lesson.keras.utils.set_random_seed(7)
        net = lesson.network(True, rate=rate)
        held = data[rows:], labels[rows:]
        fit = {"batch_size": lesson.BATCH, "epochs": lesson.EPOCHS, "validation_data": held}
        start = time.perf_counter()
        history = net.fit(data[:rows], labels[:rows], verbose=0, **fit).history
        took = time.perf_counter() - start
        print(f"rate {rate}: right {np.round(history['val_accuracy'], 3)}, {took:.0f} s", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run what is not stored yet: all tables, or those that are named; or the pilot."""
    session.load_tensorflow()
    parts = (sys.argv[1:] if arguments is None else arguments) or [
        "cells",
        "more",
        "variations",
        "others",
        "seconds",
    ]
    if "pilot" in parts:
        pilot()
    if "cells" in parts:
        complete(CELLS, wanted(), run)
    changes = [{"change": change, "seed": seed} for change in ("more_units", "more_epochs") for seed in SEEDS]
    if "more" in parts:
        complete(MORE, changes, more)
    if "variations" in parts:
        run_variations("07", VARIATIONS, score)
    kinds = [{"kind": kind, "seed": seed} for kind in KINDS for seed in SEEDS]
    if "others" in parts:
        complete(OTHERS, kinds, other)
    if "carried" in parts:
        ways = whole_lesson("07d", "WAYS").WAYS
        complete(CARRIED, [{"way": way, "seed": seed} for way in ways for seed in SEEDS], carried)
    if "seconds" in parts:
        pairs = [(side, mask) for side in FACTORS["side"] for mask in FACTORS["mask"]]
        timed = [{"side": side, "mask": mask, "units": 16} for side, mask in pairs]
        sick = worst(pd.read_csv(CELLS))
        timed.append({"side": sick["side"], "mask": sick["mask"], "units": 16 * UNITS_TIMES})
        complete(SECONDS, timed, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
