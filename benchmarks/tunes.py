"""Lesson 10, deeper page: what of the tunes that a network writes is music, against counting and real tunes.

``python -m benchmarks.tunes`` computes what is not stored yet, with the functions of the page. The other half
of the page, the keyboard, is in `benchmarks.keys`.

**Texts.** The 804 Irish tunes without their numbers (``X:``, ``Z:``), drawn by whole tune: eight tenths to
learn from, one tenth to choose by, one tenth held out. A ``$`` ends each tune, and begins the next.

**Choices** (``tunes_search.csv``), all by the loss on the tunes to choose by, in nats a letter. Counting: the
order, from `ORDERS`; the discounts are tuned on the same tunes. The network: `SEARCH`, seed 50; each setting
changes the best so far in one point, and is kept if its loss is lower. The first was run alone; it was behind
counting, and the others were then written, before their first run. They take what lesson 10 has found on
Shakespeare: Muon, more rows, fewer steps. Nobody has looked at what a setting writes. Sampling is not tuned:
all draw at temperature 1, from their own probabilities, and once more at the other one of `HEATS`, since
smoothing leaves a little to every letter.

**What is measured** (``tunes_seeds.csv``), for 100 tunes of each seed and temperature, each at most 1,000
letters long, all of them written from nothing:

- ``read``: the share that `utils.music.read_tune` can read, metre and key in the head included
- ``bars_right``: of the inner bars of these, the share whose lengths add up exactly to the metre in the
  head. An inner bar is neither first nor last of its part (`utils.music.Bar`)
- ``even``: the share of inner bars that are as long as most bars of the tune, whatever its head says
- ``bars``: inner bars a tune
- ``in_key``: the share of notes in the key of the head. The letters alone are always in key, so this counts
  what accidentals do
- ``home``: the share of tunes that end on the note that names the key
- ``longest_run``: the longest run of notes, pitches and lengths, that also stands in a tune to learn from:
  the median of the tunes
- ``copied``: the share of the texts with such a run of at least 32 notes, four bars of eight
- ``nats``: the loss on the held-out tunes, read once, at the end

``real`` are the held-out tunes. ``ngram`` counts all tunes together. ``ngram of a metre`` counts the tunes of
each metre apart, and draws a metre first: counting that need not remember it.

**The rule**, fixed before the first run. The half on music holds if at temperature 1, with each of three
seeds, at least nine of ten texts can be read, at least nine of ten inner bars are right, more than with
either way of counting (the mean of its seeds), and at most one text in twenty is copied. The half on the
keyboard is that of `benchmarks.keys`. (Both halves were asked of one page at first, whose claim was "Give it
another text, and the same network writes music and finishes your words": *true* if both hold, *true, but* if
one does, *false* if neither does. It came out *true, but*, by the keyboard. Since the keyboard has gone to a
page of its own, each half decides on its page, *true* or *false*.)

``tunes_written.csv`` holds the first three tunes of each writer with seed 0, for pictures and sounds.
"""

import functools
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils import session
from utils.datasets import load_tunes
from utils.generation import LetterNGrams, log_softmax
from utils.models import muon

CHOICES = Path(__file__).with_name("tunes_search.csv")
SCORES = Path(__file__).with_name("tunes_seeds.csv")
WRITTEN = Path(__file__).with_name("tunes_written.csv")
NEEDED = (
    "bare",
    "three_parts",
    "joined",
    "readable",
    "measure",
    "write_by_counting",
    "network",
    "train",
    "write",
)
SEEDS, TEXTS, SHOWN, HEATS = (0, 1, 2), 100, 3, (1.0, 0.7)
MODELS = ("real", "ngram", "ngram of a metre", "lstm")
ORDERS = (4, 5, 6, 7, 8, 9, 10, 12)
PILOT = {"MUON": False, "ROWS": 64, "STEPS": 64, "UNITS": 192, "DROPOUT": 0.2, "RATE": 0.003, "PASSES": 14}
SEARCH = {
    "pilot": {},
    "Muon": {"MUON": True, "RATE": 0.02},
    "128 rows, 16 steps": {"ROWS": 128, "STEPS": 16},
    "256 units, 10 passes": {"UNITS": 256, "PASSES": 10},
}
SEARCH_SEED = 50


@functools.cache
def page():
    """What the page defines."""
    return whole_lesson("10d", *NEEDED)


@functools.cache
def parts() -> tuple[list[str], list[list[str]]]:
    """The letters, and the tunes to learn from, to choose by, and held out.

    Raises:
        ValueError: if these are not the Irish tunes; their numbers do not belong into the tables.
    """
    book = load_tunes(verbose=False)
    if book.is_stand_in:
        raise ValueError("these are not the Irish tunes: nothing is stored.")
    texts = [page().bare(text) for text in book.texts]
    return sorted(set(page().END.join(texts))), page().three_parts(texts)


def counted(texts: list[str], order: int):
    """Counts of some tunes."""
    return LetterNGrams(page().joined(texts), order, parts()[0])


@functools.cache
def tuned(order: int):
    """Counts of the tunes to learn from, tuned on the tunes to choose by, and their loss there."""
    _, (training, selection, _) = parts()
    counts = counted(training, order)
    counts.tune(page().joined(selection))
    return counts, float(counts.nats(page().joined(selection)[1:], page().END).mean())


def loss(net, texts: list[str]) -> float:
    """Mean nats a letter of a network that reads the texts from the first letter to the last."""
    letters = parts()[0]
    ids = np.array([letters.index(letter) for letter in page().joined(texts)])
    reader = page().network(letters, 1, rows=1)
    reader.set_weights(net.get_weights())
    pieces = [reader.predict(ids[None, k : k + 500], verbose=0)[0] for k in range(0, len(ids), 500)]
    scores = log_softmax(np.concatenate(pieces)[:-1])
    return float(-scores[np.arange(len(scores)), ids[1:]].mean())


def setting(step: str, rows: list[dict]) -> dict:
    """The setting of a step: the best of the steps before, with its change; "" for the best of all."""
    best, lowest, nats = PILOT, np.inf, {row["step"]: row["nats"] for row in rows}
    for name, change in SEARCH.items():
        if name == step:
            return best | change
        if name in nats and nats[name] < lowest:
            best, lowest = best | change, nats[name]
    return best


def stored_search() -> list[dict]:
    """The rows of ``tunes_search.csv``, none if there is no such file."""
    return pd.read_csv(CHOICES).to_dict("records") if CHOICES.is_file() else []


def adam(rate, weight_decay: float):
    """Adam, called as the page calls Muon."""
    import keras

    return keras.optimizers.Adam(rate)


@functools.cache
def chosen_net(seed: int):
    """A network with the best setting of the search, and the seconds of its training."""
    return trained(setting("", stored_search()), seed)


def trained(choice: dict, seed: int):
    """The page's network with a setting, trained; and the seconds that took."""
    letters, (training, _, _) = parts()
    page().train.__globals__.update(choice | {"muon": muon if choice["MUON"] else adam})
    start = time.perf_counter()
    net = page().train(training, letters, seed, choice["PASSES"])
    return net, time.perf_counter() - start


def search(step: str) -> dict:
    """A row of ``tunes_search.csv``."""
    if step in SEARCH:
        net, seconds = trained(setting(step, stored_search()), SEARCH_SEED)
        return {"nats": loss(net, parts()[1][1]), "seconds": round(seconds, 1)}
    start = time.perf_counter()
    _, nats = tuned(int(step.removeprefix("counts of ")))
    return {"nats": nats, "seconds": round(time.perf_counter() - start, 1)}


def best_order() -> int:
    """The order of counting with the lowest loss on the tunes to choose by."""
    nats = {row["step"]: row["nats"] for row in stored_search()}
    return min(ORDERS, key=lambda order: nats[f"counts of {order}"])


@functools.cache
def of_a_metre() -> dict:
    """Counts of the tunes of each metre, smoothed as those of all tunes, and the number of these tunes."""
    metres: dict = {}
    for text in parts()[1][0]:
        metre = next(line for line in text.split("\n") if line.startswith("M:"))
        metres.setdefault(metre, []).append(text)
    found = {}
    for metre, texts in metres.items():
        counts = counted(texts, best_order())
        counts.discounts = tuned(best_order())[0].discounts
        found[metre] = counts, len(texts)
    return found


def written(model: str, seed: int, heat: float) -> tuple[list[str], dict]:
    """The texts of a writer, and what else is known of it."""
    letters, (_, _, held_out) = parts()
    known = {"nats": np.nan, "seconds": np.nan}
    if model == "real":
        return held_out, known
    if model == "lstm":
        net, seconds = chosen_net(seed)
        known = {"nats": loss(net, held_out), "seconds": round(seconds, 1)}
        return page().write(net, letters, TEXTS, seed, heat), known
    if model == "ngram":
        counts = tuned(best_order())[0]
        known["nats"] = float(counts.nats(page().joined(held_out)[1:], page().END).mean())
        return page().write_by_counting(counts, TEXTS, seed, heat), known
    metres = of_a_metre()
    sizes = np.array([size for _, size in metres.values()])
    drawn = np.random.default_rng(seed).choice(list(metres), TEXTS, p=sizes / sizes.sum())
    texts = []
    for metre, n in Counter(drawn.tolist()).items():
        texts += page().write_by_counting(metres[metre][0], n, seed, heat)
    return texts, known


def score(model: str, seed: int, heat: float) -> dict:
    """A row of ``tunes_seeds.csv``; the first texts of seed 0 go into ``tunes_written.csv``."""
    texts, known = written(model, seed, heat)
    if seed == 0 and heat == 1 and model != "real":
        rows = pd.read_csv(WRITTEN).to_dict("records") if WRITTEN.is_file() else []
        rows = [row for row in rows if row["model"] != model]
        rows += [{"model": model, "number": k, "text": text} for k, text in enumerate(texts[:SHOWN])]
        pd.DataFrame(rows).to_csv(WRITTEN, index=False, lineterminator="\n")
    inner = [[bar.length for bar in tune.bars if bar.is_inner] for tune in page().readable(texts)]
    most = [Counter(lengths).most_common(1)[0][1] for lengths in inner if lengths]
    bars = [len(lengths) for lengths in inner]
    more = {"even": sum(most) / sum(bars) if any(bars) else np.nan, "bars": sum(bars) / max(1, len(bars))}
    return page().measure(texts, parts()[1][0]) | more | known


def wanted() -> list[dict]:
    """The rows of ``tunes_seeds.csv``."""
    writers = [(model, seed, heat) for model in MODELS[1:] for seed in SEEDS for heat in HEATS]
    rows = [("real", 0, 1.0), *writers]
    return [dict(zip(("model", "seed", "heat"), row, strict=True)) for row in rows]


def main(arguments: list[str] | None = None) -> int:
    """Compute what is not stored yet: the search, then the scores; or only what is named."""
    session.load_tensorflow()
    asked = (sys.argv[1:] if arguments is None else arguments) or ["search", "scores"]
    if "search" in asked:
        complete(
            CHOICES,
            [{"step": f"counts of {order}"} for order in ORDERS] + [{"step": s} for s in SEARCH],
            search,
        )
    if "scores" in asked:
        complete(SCORES, wanted(), score)
    return 0


if __name__ == "__main__":
    sys.exit(main())
