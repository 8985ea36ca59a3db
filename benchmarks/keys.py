"""Lesson 10, deeper page: keystrokes that suggestions of the next word save, by a network and by counting.

``python -m benchmarks.keys`` uses the network of the page, not a copy of it, and `utils.generation` for the
rest. It writes two tables row by row; what is stored is not run again.

``keys_saved.csv``: for each ``text``, ``model`` and ``seed``, the share of keystrokes ``saved`` by three
suggestions (`utils.generation.suggestions` says what is counted), the share of words that are shown
``at_once``, before their first letter, the share of words that are ``unknown``, the share that would be saved
``at_most``, with one keystroke for each word and stop, and the mean loss in ``nats`` of the tokens that are
known. ``seconds`` are those of training, on one thread, while other programs ran (and once or twice
it had to wait for them).

- **Texts.** Of Shakespeare the last tenth of the letters is typed; of the reviews, which a grammar generated,
  the first 500 of the test part. What is chosen is chosen on the last tenth of the rest, and what is left,
  eight or nine tenths of the rest, is what all models learn from. Each speech of Shakespeare, and each
  review, is a text of its own; the network carries its state from text to text.
- **Models.** ``frequent``: the three most frequent words with the letters typed. ``counts``: runs of words,
  smoothed after Kneser and Ney; of the orders in `ORDERS` the one that saves most on the part that chooses,
  where the discounts are tuned, too. ``lstm``: the page's network, as many passes as in `PASSES`. It knows
  the `SIZE` most frequent words and shares what it gives to the unknown among the others, by how often they
  were counted. ``mixture``: both, with the ``weight`` of the network, of those in `WEIGHTS`, that has the
  lowest loss on the part that chooses. All can show every word that occurs in what they learn from.

**The rule**, fixed before the first full run. The claim under test is "the LSTM saves more keystrokes than
the counts with every seed on both texts". It holds if ``saved`` of each of the three seeds is above that of
the counts, on Shakespeare and on the reviews; otherwise it does not. `keys.saved_lstm` and
`keys.saved_ngram` are the mean over the seeds and the counts' on Shakespeare, `keys.reviews.saved_lstm` and
`keys.reviews.saved_ngram` those on the reviews.

**What was tried before**, with seed 0 on the first 200 speeches of the part of Shakespeare that chooses: the
settings in `PILOT`, of which the last was taken, for the reviews, too. The counts saved 0.4411 there. No text
that is typed for the table was read for it.

``keys_ms.csv``: milliseconds for three suggestions after a whole word (``word``), and for the next three
after one more letter (``letter``): the median of 500 words, all models word by word in turn, in one run, on
one thread. Only ratios are worth comparing.
"""

import functools
import time
from pathlib import Path

import numpy as np

from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils import session
from utils.datasets import load_restaurant_reviews, load_shakespeare
from utils.generation import Frequent, Keyboard, Mixed, WordCounts, WordNetwork
from utils.preprocessing import Vocabulary, last_tenth

SAVED = Path(__file__).with_name("keys_saved.csv")
MS = Path(__file__).with_name("keys_ms.csv")
TEXTS, SEEDS = ("shakespeare", "reviews"), (0, 1, 2)
ALONE, TRAINED = ("frequent", "counts"), ("lstm", "mixture")
ORDERS = (2, 3, 4, 5)
WEIGHTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SIZE, PASSES = 2500, {"shakespeare": 4, "reviews": 4}
REVIEWS = 500
PILOT = {  # share of keystrokes saved; Adam or Muon and its rate, words known, dropout, rows x steps, passes
    ("Adam 0.004", 3000, 0.3, "32x32", 3): 0.4203,
    ("Adam 0.004", 3000, 0.3, "32x32", 6): 0.4368,
    ("Adam 0.004", 2500, 0.2, "16x32", 4): 0.4385,
    ("Adam 0.006", 2500, 0.2, "32x16", 4): 0.4438,
    ("Muon 0.01", 2500, 0.2, "32x32", 4): 0.4469,
    ("Muon 0.02", 2500, 0.2, "32x32", 4): 0.4513,
}


@functools.cache
def page():
    """The page's functions."""
    session.load_tensorflow()
    return whole_lesson("10e", "as_texts", "learn_words")


@functools.cache
def parts(text: str) -> tuple[list, list, list]:
    """Texts to learn from, to choose by, and to type; each a list of lists of words and stops."""
    as_texts = page().as_texts
    if text == "shakespeare":
        loaded = load_shakespeare(verbose=False)
        if loaded.is_stand_in:
            raise ValueError("this is a generated play: nothing is stored.")
        rest, typed = last_tenth(loaded.text)
        return *(as_texts(part.split("\n\n")) for part in last_tenth(rest)), as_texts(typed.split("\n\n"))
    table = load_restaurant_reviews(verbose=False)
    rest, typed = (as_texts(table.text[table.split == split]) for split in ("train", "test"))
    return *last_tenth(rest), typed[:REVIEWS]


@functools.cache
def vocabulary(text: str) -> Vocabulary:
    """All words of the texts to learn from."""
    return Vocabulary.from_texts(parts(text)[0])


class Judged:
    """A forecaster whose loss is noted while it is used."""

    def __init__(self, forecaster, words: Vocabulary) -> None:
        self.forecaster, self.words, self.likely_read = forecaster, words, []

    def begin(self) -> np.ndarray:
        """Begin a text."""
        self.likely = self.forecaster.begin()
        return self.likely

    def read(self, token: str) -> np.ndarray:
        """Note how likely the token was, if it is known, and read it."""
        if token in self.words:
            self.likely_read.append(self.likely[self.words.ids[token]])
        self.likely = self.forecaster.read(token)
        return self.likely

    @property
    def nats(self) -> float:
        """The mean loss of the tokens that are known."""
        return float(-np.log(self.likely_read).mean())


@functools.cache
def frequent(text: str) -> Frequent:
    """The baseline."""
    return Frequent(parts(text)[0], vocabulary(text))


@functools.cache
def counts(text: str) -> WordCounts:
    """The counts of the order that saves most where it is chosen."""
    learned, chooses, _ = parts(text)
    words, best = vocabulary(text), (0.0, None)
    for order in ORDERS:
        counted = WordCounts(learned, words, order)
        counted.tune(chooses)
        saved = Keyboard(words).type(counted, chooses).saved
        print(f"{text}, runs of {order} words: {saved:.4f} where it is chosen", flush=True)
        best = max(best, (saved, counted), key=lambda found: found[0])
    return best[1]


@functools.cache
def network(text: str, seed: int) -> tuple[WordNetwork, float]:
    """The page's network, and the seconds of its training."""
    learned, words = parts(text)[0], vocabulary(text)
    start = time.perf_counter()
    model = page().learn_words(learned, words, PASSES[text], seed, size=SIZE)
    return WordNetwork(model, words, learned), time.perf_counter() - start


@functools.cache
def weight(text: str, seed: int) -> float:
    """The network's weight in the mixture, by the loss where it is chosen."""
    likely = []
    for forecaster in (network(text, seed)[0], counts(text)):
        judged = Judged(forecaster, vocabulary(text))
        judged.begin()
        for token in [token for tokens in parts(text)[1] for token in [*tokens, "<end>"]]:
            judged.read(token)
        likely.append(np.array(judged.likely_read))
    return min(WEIGHTS, key=lambda share: -np.log(share * likely[0] + (1 - share) * likely[1]).mean())


def forecaster(text: str, model: str, seed: int):
    """One of the models."""
    if model in ALONE:
        return {"frequent": frequent, "counts": counts}[model](text)
    trained = network(text, seed)[0]
    return trained if model == "lstm" else Mixed(trained, counts(text), weight(text, seed))


def row(text: str, model: str, seed: int) -> dict:
    """A row of ``keys_saved.csv``."""
    words = vocabulary(text)
    judged = Judged(forecaster(text, model, seed), words)
    typed = Keyboard(words).type(judged, parts(text)[2])
    tokens = sum(map(len, parts(text)[2]))
    return {
        "saved": typed.saved,
        "at_once": typed.at_once / typed.words,
        "unknown": typed.unknown / typed.words,
        "at_most": 1 - tokens / typed.letters,
        "nats": judged.nats,
        "order": counts(text).counts.order if model in ("counts", "mixture") else 0,
        "weight": weight(text, seed) if model == "mixture" else float(model == "lstm"),
        "seconds": network(text, seed)[1] if model == "lstm" else 0.0,
    }


@functools.cache
def milliseconds(text: str) -> dict[str, dict]:
    """Of each model, the median time for three suggestions, all in turn."""
    keyboard = Keyboard(vocabulary(text))
    models = {model: forecaster(text, model, 0) for model in (*ALONE, *TRAINED[:1])}
    tokens = [token for tokens in parts(text)[2] for token in [*tokens, "<end>"]][:520]
    times = {model: {"word": [], "letter": []} for model in models}
    for model in models.values():
        model.begin()
    for token in tokens:
        for name, model in models.items():
            start = time.perf_counter()
            likely = model.read(token)
            shown = keyboard.shown(likely)
            then = time.perf_counter()
            keyboard.shown(likely, shown[0][:1])
            times[name]["word"].append(1000 * (then - start))
            times[name]["letter"].append(1000 * (time.perf_counter() - then))
    return {
        name: {kind: float(np.median(values[20:])) for kind, values in found.items()}
        for name, found in times.items()
    }


def main() -> None:
    """Compute what is not stored yet."""
    wanted = []
    for text in TEXTS:
        wanted += [{"text": text, "model": model, "seed": 0} for model in ALONE]
        wanted += [{"text": text, "model": model, "seed": seed} for seed in SEEDS for model in TRAINED]
    complete(SAVED, wanted, row)
    complete(
        MS,
        [{"text": text, "model": model} for text in TEXTS for model in (*ALONE, "lstm")],
        lambda text, model: milliseconds(text)[model],
    )


if __name__ == "__main__":
    main()
