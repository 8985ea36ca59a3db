"""Lesson 10, deeper page e: the same text by letters and by words, and what a network of letters keeps.

``python -m benchmarks.words`` uses the functions of the page, not a copy of them. It writes its tables row by
row; what is stored is not run again.

``words_or_letters.csv``: what a ``model`` (``counts`` or ``lstm``) that ``reads`` letters or words needs
on the part that is reported, in ``nats`` for each *letter*, whatever it reads. A text is cut into words so
that it can be put together again (the page's `in_words`: line ends, runs of letters with the space before
them, and all other signs one by one), and a word that is not among those known costs its unknown word, and
then its spelling, letter by letter, by counts of runs of letters in the rare words of the training text. So
both give a probability to the same text. ``each``: letters for each unit that is read; ``unknown``: the
share of units that must be spelled; ``spelling``: their part of the nats; ``seconds``: of the processor, one
thread, for training.

- **Texts.** ``shakespeare``: trained on the first nine tenths, reported on the last. ``reviews``: the
  restaurant reviews of `data/`, which a grammar generated, the training part and the test part.
- **Choices** are made on the last tenth of the training part, by models that learned from the rest. Of the
  counts: the length of runs (`LETTERS`, `WORDS`) and, of the words, how many are known (`KNOWN`); the
  discounts are tuned there. Of the network that reads words: the rows of `SEARCH`, with seed 0, in
  ``words_search.csv``, for each text (the last two of Shakespeare's were added when the first three had been
  run, since less dropout had won); it may not take longer than the network that reads letters. That one
  is the lesson's: of Shakespeare the three of the race, whose weights are stored (180 seconds on two cores),
  of the reviews trained anew with 1,500 updates by `benchmarks.lesson_10.train`. (At first both networks were
  trained by the page's `learn`, whose optimiser was chosen for words. With seed 0, letters of Shakespeare
  then came to 1.502, behind those of the race. That run is not in the table.)

``words_share.csv``: the same for the counts of the last eighth, quarter and half of Shakespeare's training
text, with their settings chosen there.

**The rule**, fixed before the first run of a network. The claim is Karpathy's (2015): "Currently it seems
that word-level models work better than character-level models". It is *true* if, with each of three seeds,
the network that reads words needs fewer nats a letter than the network that reads letters, on both texts;
*false* if it needs more with each seed on both; *true, but* if it is ahead with each seed on one of them,
and not on the other; otherwise *undecided*.

``letters_names.csv``: headings (a name and a colon on a line of its own) in what is written: by three
networks of the race, by the counts, in the text that is reported and in some of the training text.
``headings``: how many; ``new``: the share of them that is no heading of the training text; ``made_up``: the
share with a word that stands nowhere in the training text; ``again`` and ``made_up_again``: of all headings,
and of those made up, the share that stands again above another speech of the same text of 1,000 letters.
``dealt``: the headings of the training pieces, dealt out to them anew at random, so that one comes again only
by chance.

``letters_metre.csv``: lines of verse (the page's `verse`) in the same texts: mean and spread of their letters
and syllables, and ``ten``: the share with nine to eleven syllables. ``lines`` are ``as written``; ``cut
to own lengths``: the same words, broken anew into lines whose lengths in letters are drawn from the writer's
own; who follows syllables beside letters is ahead of that. Two rulers besides: ``cut to real lengths``, drawn
from the lines of the training text, and ``cut to forty letters``, all of them. (At first there were the real
lengths alone, read as what a writer reaches who counts letters. But forty letters each time reach as many
lines of nine to eleven syllables as Shakespeare has, so that ruler proves nothing. The other two were then
added.)
Syllables are counted by their vowels (the page's `syllables`).
"""

import functools
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import lesson_10
from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils import session
from utils.datasets import load_restaurant_reviews
from utils.generation import LetterNGrams
from utils.preprocessing import last_tenth

HERE = Path(__file__).parent
TABLE, SEARCHED, SHARES = (HERE / f"words_{name}.csv" for name in ("or_letters", "search", "share"))
NAMES, METRE = HERE / "letters_names.csv", HERE / "letters_metre.csv"
TEXTS, SEEDS = ("shakespeare", "reviews"), (0, 1, 2)
LETTERS, WORDS, KNOWN = (5, 6, 7, 8, 9, 10), (2, 3, 4), (1000, 2500, 5000, 8000)
SEARCH = {  # of the network that reads words; a grammar has fewer words than a thousand, so all are known
    "shakespeare": [
        {"size": 2500, "units": 128, "dropout": 0.2, "passes": 4},
        {"size": 2500, "units": 128, "dropout": 0.4, "passes": 5},
        {"size": 2500, "units": 256, "dropout": 0.4, "passes": 3},
        {"size": 5000, "units": 128, "dropout": 0.4, "passes": 3},
        {"size": 1000, "units": 256, "dropout": 0.4, "passes": 4},
        {"size": 2500, "units": 128, "dropout": 0.3, "passes": 8},
        {"size": 2500, "units": 192, "dropout": 0.3, "passes": 6},
    ],
    "reviews": [
        {"size": 1000, "units": 128, "dropout": 0.2, "passes": 4},
        {"size": 1000, "units": 256, "dropout": 0.2, "passes": 3},
    ],
}
PARTS_OF_TEXT = (8, 4, 2)
CUTS = ("as written", "cut to real lengths", "cut to own lengths", "cut to forty letters")
NEEDED = ("HEADING", "headings", "ids_of", "in_words", "learn", "losses", "speller", "syllables", "verse")


@functools.cache
def page():
    """The page's functions."""
    session.load_tensorflow()
    return whole_lesson("10e", *NEEDED)


@functools.cache
def parts(text: str, share: int = 1) -> tuple[str, str]:
    """A text to learn from, its last part if ``share`` is above 1, and one that is reported."""
    if text == "shakespeare":
        known, reported, _ = lesson_10.parts()
        return known[-(len(known) // share) :], reported
    table = load_restaurant_reviews(verbose=False)
    return tuple("\n\n".join(table.text[table.split == split]) for split in ("train", "test"))


def units_of(reads: str, text: str) -> list[str]:
    """A text as a list of what is read: letters or words."""
    return list(text) if reads == "letters" else page().in_words(text)


class Reading:
    """What is known of a text: its units by frequency, and how the others are spelled.

    Args:
        text: the text to learn from.
        reads: "letters" or "words".
        size: how many words are known, the unknown one among them; letters are all known.
    """

    def __init__(self, text: str, reads: str, size: int = 0) -> None:
        self.reads, units = reads, units_of(reads, text)
        self.ids = page().ids_of(units, size if reads == "words" else None)
        self.size = max(self.ids.values()) + 1
        self.stream = self.of(units)
        if reads == "words":
            self.spell = page().speller(units, self.ids)

    def of(self, units: list[str]) -> np.ndarray:
        """(T,) the ids of some units, 0 where they are not known."""
        return np.array([self.ids.get(unit, 0) for unit in units])

    def spelling(self, units: list[str]) -> tuple[float, float]:
        """The nats of the spelling of all that are not known, and their share."""
        unknown = [unit for unit in units if unit not in self.ids]
        if self.reads == "letters":
            return 0.0, len(unknown) / len(units)
        return sum(float(self.spell.nats(f"{u}\n", "\n").sum()) for u in unknown), len(unknown) / len(units)


def as_signs(ids: np.ndarray) -> str:
    """A string with a sign for each id."""
    return "".join(map(chr, ids.tolist()))


@functools.cache
def chosen_counts(text: str, reads: str, share: int) -> tuple[int, int, np.ndarray]:
    """How many words are known, the length of runs and the discounts: best on the last tenth."""
    rest, selection = last_tenth(parts(text, share)[0])
    units, best = units_of(reads, selection), (np.inf,)
    for size in KNOWN if reads == "words" else (0,):
        reading = Reading(rest, reads, size)
        spelled = reading.spelling(units)[0]
        letters = as_signs(np.arange(reading.size))
        for order in LETTERS if reads == "letters" else WORDS:
            counted = LetterNGrams(as_signs(reading.stream), order, letters)
            counted.tune(as_signs(reading.of(units)), as_signs(reading.stream[-order:]))
            loss = counted.nats(as_signs(reading.of(units)), as_signs(reading.stream[-order:])).sum()
            best = min(best, (loss + spelled, size, order, counted.discounts), key=lambda found: found[0])
    print(f"{text}, {reads}, counts: {best[1]} known, runs of {best[2]}", flush=True)
    return best[1:]


def by_counts(text: str, reads: str, share: int = 1) -> dict:
    """A row of the table, by counts."""
    size, order, discounts = chosen_counts(text, reads, share)
    known, reported = parts(text, share)
    began = time.process_time()
    reading = Reading(known, reads, size)
    counted = LetterNGrams(as_signs(reading.stream), order, as_signs(np.arange(reading.size)))
    counted.discounts = discounts
    seconds = time.process_time() - began
    units = units_of(reads, reported)
    loss = counted.nats(as_signs(reading.of(units)), as_signs(reading.stream[-order:])).sum()
    return scored(reading, units, float(loss), seconds)


def scored(reading: Reading, units: list[str], loss: float, seconds: float) -> dict:
    """The columns of a row."""
    letters = sum(map(len, units))
    spelled, unknown = reading.spelling(units)
    row = {"nats": (loss + spelled) / letters, "spelling": spelled / letters}
    return row | {"each": letters / len(units), "unknown": unknown, "seconds": seconds}


def trained(known: str, reported: str, seed: int, size: int, passes: int, **settings) -> dict:
    """Train a network that reads words on one text; the columns of its row on another."""
    reading = Reading(known, "words", size)
    began = time.process_time()
    network = page().learn(reading.stream, reading.size, passes, seed, **settings)
    seconds = time.process_time() - began
    units = units_of("words", reported)
    ids = np.concatenate([reading.stream[-1:], reading.of(units)])
    return scored(reading, units, float(page().losses(network, ids).sum()), seconds)


def search(text: str) -> dict:
    """The setting of the network that reads words with the lowest loss on the last tenth."""
    wanted = [{"text": one} | setting for one in TEXTS for setting in SEARCH[one]]

    def run(text: str, **setting) -> dict:
        rest, selection = last_tenth(parts(text)[0])
        found = trained(rest, selection, 0, **setting)
        return {"nats": found["nats"], "seconds": found["seconds"]}

    complete(SEARCHED, wanted, run)
    table = pd.read_csv(SEARCHED)
    best = table[table["text"] == text].sort_values("nats").iloc[0]
    return next(one for one in SEARCH[text] if all(best[name] == value for name, value in one.items()))


def by_letters(text: str, seed: int) -> dict:
    """A row of the table, by the lesson's network of letters."""
    known, reported = parts(text)
    seconds = np.nan
    if text == "shakespeare":
        network = lesson_10.stored_network(seed)
    else:
        began = time.process_time()
        network = lesson_10.train(seed, known=known)
        seconds = time.process_time() - began
    nats = float(lesson_10.carried(network, known, reported).mean())
    return {"nats": nats, "spelling": 0.0, "each": 1.0, "unknown": 0.0, "seconds": seconds}


def row(text: str, reads: str, model: str, seed: int) -> dict:
    """A row of ``words_or_letters.csv``."""
    if model == "counts":
        return by_counts(text, reads)
    return by_letters(text, seed) if reads == "letters" else trained(*parts(text), seed, **search(text))


# What is written


@functools.cache
def written(model: str, seed: int) -> list[str]:
    """Texts of 1,000 letters: real ones, or by a writer."""
    known, reported, _ = lesson_10.parts()
    if model == "real":
        return [reported[k : k + 1000] for k in range(0, len(reported) - 999, 1000)]
    if model == "training":
        places = np.random.default_rng(0).choice(len(known) // 1000, 128, replace=False)
        return [known[place * 1000 :][:1000] for place in places]
    if model == "counts":
        made = lesson_10.counted(known, *lesson_10.best_counts())
        return lesson_10.write_by_counts(made, 200 + seed)
    return lesson_10.write(lesson_10.stored_network(seed), 200 + seed)


def dealt(seed: int) -> list[str]:
    """The headings of the training pieces alone, as many in each piece, in a random order."""
    found = [page().HEADING.findall(text) for text in written("training", 0)]
    mixed = iter(np.random.default_rng(seed).permutation([name for names in found for name in names]))
    return ["".join(f"\n\n{next(mixed)}:\n" for _ in names) for names in found]


def names(model: str, seed: int) -> dict:
    """A row of ``letters_names.csv``."""
    texts = dealt(seed) if model == "dealt" else written(model, seed)
    found = page().headings(texts, lesson_10.parts()[0])
    made_up = found[found["made_up"]]
    shares = found[["new", "made_up", "again"]].mean().to_dict()
    shares |= {"headings": len(found), "made_up_again": made_up["again"].mean()}
    return shares | {"examples": ", ".join(made_up["name"].drop_duplicates()[:5])}


def metre(model: str, seed: int, lines: str) -> dict:
    """A row of ``letters_metre.csv``."""

    def verse(writer: str, number: int) -> list[str]:
        return [line for text in written(writer, number) for line in page().verse(text)]

    made = verse(model, seed)
    if lines != CUTS[0]:
        ruler = verse("training", 0) if lines == CUTS[1] else made
        lengths = [40] if lines == CUTS[3] else [len(line) for line in ruler]
        made = cut_again(made, lengths, seed)
    letters = np.array([len(line) for line in made])
    beats = np.array([page().syllables(line) for line in made])
    found = {"number": len(made), "letters": letters.mean(), "letters_spread": letters.std()}
    found |= {"syllables": beats.mean(), "syllables_spread": beats.std()}
    return found | {"ten": float(np.mean((beats >= 9) & (beats <= 11)))}


def cut_again(lines: list[str], lengths: list[int], seed: int) -> list[str]:
    """The words of all lines, one after the other, in lines of drawn lengths.

    A line ends at the word whose end comes nearest to its length.
    """
    rng, words = np.random.default_rng(seed), " ".join(lines).split(" ")
    made, line, length = [], "", rng.choice(lengths)
    for word in words:
        longer = f"{line} {word}".strip()
        if line and abs(len(longer) - length) > abs(len(line) - length):
            made.append(line)
            longer, length = word, rng.choice(lengths)
        line = longer
    return made


def main() -> None:
    """Compute what is not stored yet."""
    wanted = [
        {"text": text, "reads": reads, "model": model, "seed": seed}
        for text in TEXTS
        for model in ("counts", "lstm")
        for seed in (SEEDS if model == "lstm" else (0,))
        for reads in ("letters", "words")
    ]
    complete(TABLE, wanted, row)
    wanted = [{"share": share, "reads": reads} for share in PARTS_OF_TEXT for reads in ("letters", "words")]
    complete(SHARES, wanted, lambda share, reads: by_counts("shakespeare", reads, share))
    look_at_what_is_written()


def look_at_what_is_written() -> None:
    """Names and metre."""
    writers = [("real", 0), ("training", 0), *(("lstm", seed) for seed in SEEDS)]
    writers += [("counts", seed) for seed in SEEDS]
    wanted = [{"model": model, "seed": seed} for model, seed in [*writers, *(("dealt", s) for s in SEEDS)]]
    complete(NAMES, wanted, names)
    wanted = [{"model": model, "seed": seed, "lines": cut} for model, seed in writers for cut in CUTS]
    complete(METRE, wanted, metre)


if __name__ == "__main__":
    main()
