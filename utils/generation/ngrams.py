"""Predict the next word, or the next letter, by counting how often it followed what came before it.

    counted = NGrams(texts, order=3, vocab_size=5000)
    counted.tune(validation_texts)
    perplexity = np.exp(counted.nats(test_texts).mean())
    written = counted.write(n=10)

A text is a list of words. Long contexts are rare, so each is mixed with the next shorter one (Jelinek and
Mercer 1980; the weights in the form of MacKay and Peto 1995).

    letters = LetterNGrams(text, order=8)
    letters.tune(another_text)
    nats = letters.nats(validation_text).mean()
    probability = letters.probabilities("To be, or not to b")

Letters come in one long text, a million of them, and most contexts of seven letters are seen once. There the
smoothing decides, so it is the one that Chen and Goodman (1999) found best, and the counts are sorted arrays:
a dict for each context would be slower and larger by far.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from utils.arguments import whole_number
from utils.generation.sampling import log_softmax
from utils.generation.texts import lists_of_words

__all__ = ["LetterNGrams", "NGrams"]

START, END = "<start>", "<end>"
LEAST_DISCOUNT = 0.01  # of a letter n-gram: so no letter has the probability 0


class NGrams:
    """Counts of all runs of up to `order` words in some texts; start and end of a text count as words.

    `strength` holds one number for each length of context, from 0 to order - 1 words. The larger the number,
    the more often a context must be counted to outweigh the next shorter one. All are 1 until `tune` chooses
    them.

    Args:
        texts: one list of words for each text.
        order: the length of the longest run, in words.
        vocab_size: the number of different tokens that can come, words and the end. A word that was never
            counted has the probability 1 / vocab_size before it is mixed with anything.

    Raises:
        ValueError: if ``order`` or ``vocab_size`` is below 1, if there is no text, or if a text is a string
            and not a list of words.
    """

    def __init__(self, texts: Iterable[Sequence[str]], order: int, vocab_size: int) -> None:
        whole_number("order", order, 1)
        whole_number("vocab_size", vocab_size, 1)
        self.order, self.vocab_size, self.strength = order, vocab_size, [1.0] * order
        self._counts: dict = defaultdict(Counter)
        for tokens in self._padded(texts, order):
            for k in range(order - 1, len(tokens)):
                for n in range(order):
                    self._counts[tuple(tokens[k - n : k])][tokens[k]] += 1
        self._totals = {context: found.total() for context, found in self._counts.items()}

    def tune(self, texts: Sequence[Sequence[str]], choices: Sequence[float] = (0.1, 1, 10, 100)) -> None:
        """Choose each strength by the loss on some texts, from the shortest context to the longest.

        Args:
            texts: one list of words for each text, of the validation part.
            choices: the numbers to try.

        Raises:
            ValueError: if there is no text, or a text is a string and not a list of words.
        """
        for order in range(1, self.order + 1):
            tried = {}
            for self.strength[order - 1] in choices:
                tried[self.strength[order - 1]] = self.nats(texts, order).mean()
            self.strength[order - 1] = min(tried, key=tried.get)

    def nats(self, texts: Iterable[Sequence[str]], order: int | None = None) -> np.ndarray:
        """Compute the loss, -log P, of each word and of the end of each text.

        Args:
            texts: one list of words for each text.
            order: use contexts of at most order - 1 words; None for the order that was counted.

        Returns:
            (tokens,) float64, in nats, text after text.

        Raises:
            ValueError: if there is no text, or a text is a string and not a list of words.
        """
        order = self.order if order is None else order
        return np.array(
            [
                -np.log(self._mixed(tokens[k - order + 1 : k], tokens[k]))
                for tokens in self._padded(texts, order)
                for k in range(order - 1, len(tokens))
            ]
        )

    def right(self, texts: Iterable[Sequence[str]]) -> np.ndarray:
        """Tell of each word, and of the end of each text, whether it is the one that was counted most often.

        It is predicted from the longest context that was counted, at most order - 1 words.

        Args:
            texts: one list of words for each text.

        Returns:
            (tokens,) bool, text after text.

        Raises:
            ValueError: if there is no text, or a text is a string and not a list of words.
        """
        likeliest: dict = {}
        found = []
        for tokens in self._padded(texts, self.order):
            for k in range(self.order - 1, len(tokens)):
                context = tuple(tokens[k - self.order + 1 : k])
                if context not in likeliest:
                    longest = next(context[n:] for n in range(self.order) if context[n:] in self._totals)
                    likeliest[context] = max(self._counts[longest], key=self._counts[longest].get)
                found.append(likeliest[context] == tokens[k])
        return np.array(found)

    def write(
        self,
        n: int,
        choose: Callable[[np.ndarray], np.ndarray] | None = None,
        max_tokens: int = 60,
        seed: int = 0,
    ) -> list[list[str]]:
        """Write texts from the counts of the longest context alone, so that every run in them was seen.

        Args:
            n: how many texts.
            choose: a way to choose from `sampling`, such as top_p(0.9); None draws by the counts.
            max_tokens: a text is cut there if it does not end before.
            seed: of the random numbers.

        Returns:
            n lists of words.
        """
        rng, found = np.random.default_rng(seed), []
        for _ in range(n):
            tokens = [START] * (self.order - 1)
            while END not in tokens and len(tokens) < max_tokens + self.order - 1:
                context = tuple(tokens[len(tokens) - self.order + 1 :])
                words, counts = zip(*self._counts[context].items(), strict=True)
                log_probs = np.log([counts]) - np.log(sum(counts))
                p = np.exp(log_softmax(log_probs if choose is None else choose(log_probs)))[0]
                tokens.append(words[rng.choice(len(words), p=p / p.sum())])
            found.append([token for token in tokens[self.order - 1 :] if token != END])
        return found

    def _mixed(self, context: list[str], word: str) -> float:
        """P(word | context), mixed from all contexts, the empty one first."""
        p = 1 / self.vocab_size
        for n, strength in zip(range(len(context) + 1), self.strength, strict=False):
            shorter = tuple(context[len(context) - n :])
            if shorter in self._totals:
                p = (self._counts[shorter][word] + strength * p) / (self._totals[shorter] + strength)
        return p

    @staticmethod
    def _padded(texts: Iterable[Sequence[str]], order: int) -> list[list[str]]:
        """Each text with order - 1 start tokens before it and an end token after it."""
        texts = lists_of_words("texts", texts)
        if not texts:
            raise ValueError("texts is empty: pass at least one text, a list of words.")
        return [[START] * (order - 1) + text + [END] for text in texts]


class _Runs(NamedTuple):
    """The different runs of n letters, sorted, and what followed the runs of n - 1 letters, their contexts.

    Args:
        keys: (runs,) int64, the place of a run's first n - 1 letters among those runs, times the number of
            letters, plus the id of its last letter.
        counts: (runs,) int32; of the longest runs, how often each occurs; of the others, after how many
            different letters.
        totals: (contexts,) int32, the sum of the counts of all runs that begin with a context.
        kinds: (contexts, 3) int32, how many of these runs have the count 1, the count 2, and a larger one.
    """

    keys: np.ndarray
    counts: np.ndarray
    totals: np.ndarray
    kinds: np.ndarray


class _Numbers(NamedTuple):
    """What decides the probabilities of some letters: how often each was counted after its context.

    Args:
        counts: (letters,) int, of the letter after the context; 0 if it was never counted there.
        totals: (letters,) or one int, the sum of the counts after the context; 0 if it was never counted.
        kinds: (letters, 3) or (3,) int, how many letters were counted once, twice, and more often there.
    """

    counts: np.ndarray
    totals: np.ndarray
    kinds: np.ndarray


class LetterNGrams:
    """Counts of all runs of up to `order` letters in one text, smoothed after Kneser and Ney.

    From each count something is taken off, more from larger counts: ``discounts[n - 1]`` holds what runs of n
    letters lose that were counted once, twice, and more often. What a context saves in this way goes to the
    next shorter context, whose forecast takes its place; below the shortest all letters are equally likely.
    In a shorter context a letter counts by the number of different letters that the run was seen to follow,
    not by its occurrences: these are what the longer context has already told (Kneser and Ney 1995; three
    discounts: Chen and Goodman 1999). The beginning of the text counts as one such letter.

    The discounts are those of Chen and Goodman's formula until `tune` chooses them.

    Args:
        text: the text, a string; spaces and line ends are letters, too.
        order: the length of the longest run, in letters; the longest context has one letter less.
        letters: all letters that can come; None for those of the text, sorted.

    Raises:
        ValueError: if ``text`` is no string or is shorter than ``order``, if ``order`` is below 1, or if
            ``letters`` lacks a letter of the text or has one twice.
    """

    def __init__(self, text: str, order: int, letters: Sequence[str] | None = None) -> None:
        self.order = whole_number("order", order, 1)
        if not isinstance(text, str):
            raise ValueError(f"text is {text!r:.60}: expected one text, a string.")
        if len(text) < order:
            raise ValueError(f"text has {len(text)} letters: expected at least order, {order}.")
        self.letters = sorted(set(text)) if letters is None else list(letters)
        self._id = {letter: k for k, letter in enumerate(self.letters)}
        if len(self._id) < len(self.letters):
            raise ValueError("letters has a letter twice: pass each letter once.")
        self._runs = self._count(self._to_ids("text", text))
        self.discounts = np.array([_usual_discounts(runs.counts) for runs in self._runs])

    @property
    def nbytes(self) -> int:
        """Memory of the counts, in bytes."""
        return sum(array.nbytes for runs in self._runs for array in runs)

    def tune(self, text: str, before: str = "") -> None:
        """Choose all discounts together, so that the mean loss on a text is lowest.

        Args:
            text: a text that was not counted.
            before: what came before it.

        Raises:
            ValueError: as `nats`, and if ``text`` is empty.
        """
        from scipy.optimize import minimize  # only here

        if text == "":
            raise ValueError("text is empty: pass at least one letter to tune on.")
        numbers = list(self._look_up(text, before))

        def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
            return self._loss_and_slope(numbers, flat.reshape(-1, 3))

        limits = [(LEAST_DISCOUNT, most) for most in (1, 2, 3)] * self.order
        found = minimize(loss, self.discounts.ravel(), jac=True, bounds=limits, method="L-BFGS-B")
        self.discounts = found.x.reshape(-1, 3)

    def nats(self, text: str, before: str = "") -> np.ndarray:
        """Compute the loss, -log P, of each letter.

        Args:
            text: the text.
            before: what came before it; the first letters are predicted from it, but not counted.

        Returns:
            (letters,) float64, in nats.

        Raises:
            ValueError: if one of the texts is no string or has a letter that is not in `letters`.
        """
        p = 1 / len(self.letters)
        for numbers, discounts in zip(self._look_up(text, before), self.discounts, strict=True):
            p = _with_longer(p, numbers, discounts)
        return -np.log(p)

    def probabilities(self, context: str) -> np.ndarray:
        """Compute the probability of each letter after a context.

        Args:
            context: the letters before it; the last order - 1 of them matter.

        Returns:
            (letters,) float64 in the order of `letters`; each is above 0, and they add up to 1.

        Raises:
            ValueError: as `nats`.
        """
        ids = self._to_ids("context", context)
        ids = ids[max(0, len(ids) - self.order + 1) :]
        p = 1 / len(self.letters)
        for n, places in enumerate(self._places(ids)):
            if n > len(ids) or places[len(ids) - n] < 0:
                break  # there is no longer context, or it was not counted; then a still longer one was not
            runs, place = self._runs[n], places[len(ids) - n]
            first = place * len(self.letters)
            start, end = np.searchsorted(runs.keys, (first, first + len(self.letters)))
            counts = np.zeros(len(self.letters), np.int32)
            counts[runs.keys[start:end] - first] = runs.counts[start:end]
            p = _with_longer(p, _Numbers(counts, runs.totals[place], runs.kinds[place]), self.discounts[n])
        return p

    def _to_ids(self, name: str, text: str) -> np.ndarray:
        """The id of each letter, int64; ValueError for what is no string, and for an unknown letter."""
        if not isinstance(text, str):
            raise ValueError(f"{name} is {text!r:.60}: expected one text, a string.")
        ids = np.fromiter((self._id.get(letter, -1) for letter in text), np.int64, len(text))
        if len(ids) and ids.min() < 0:
            letter = text[int(ids.argmin())]
            raise ValueError(
                f"{name} has the letter {letter!r}, which is not among the {len(self.letters)} letters: "
                "name all letters that can come with letters=..., when you count."
            )
        return ids

    def _count(self, ids: np.ndarray) -> list[_Runs]:
        """Count all runs, the shortest first."""
        keys_and_counts: list[tuple[np.ndarray, np.ndarray]] = []
        places = np.zeros(len(ids) + 1, np.int64)  # of the run of n letters that begins here; now n is 0
        for n in range(1, self.order + 1):
            begun = places[: len(ids) - n + 1] * len(self.letters) + ids[n - 1 :]
            keys, first, longer, counts = np.unique(
                begun, return_index=True, return_inverse=True, return_counts=True
            )
            if keys_and_counts:  # each of these runs adds one to the run that it ends with
                shorter = keys_and_counts[-1][0]
                letters_before = np.bincount(places[first + 1], minlength=len(shorter))
                letters_before[places[0]] += 1  # the beginning of the text
                keys_and_counts[-1] = shorter, letters_before
            keys_and_counts.append((keys, counts))
            places = longer
        found, contexts = [], 1
        for keys, counts in keys_and_counts:
            begins = keys // len(self.letters)
            totals = np.bincount(begins, counts, contexts)
            kinds = [np.bincount(begins, _kind(counts) == kind, contexts) for kind in (1, 2, 3)]
            found.append(
                _Runs(keys, *(a.astype(np.int32) for a in (counts, totals, np.stack(kinds, axis=1))))
            )
            contexts = len(keys)
        return found

    def _places(self, ids: np.ndarray) -> Iterator[np.ndarray]:
        """For runs of 0, 1 ... order - 1 letters, the place of each that begins here; -1 if never counted."""
        places = np.zeros(len(ids) + 1, np.int64)
        yield places
        for n, runs in enumerate(self._runs[:-1]):
            places = self._find(runs, places[: max(0, len(ids) - n)], ids[n:])
            yield places

    def _find(self, runs: _Runs, begins: np.ndarray, last: np.ndarray) -> np.ndarray:
        """The places of runs, each given by the place of its context and the id of its last letter; or -1."""
        keys = begins * len(self.letters) + last  # below 0, and so not found, where `begins` is -1
        places = np.minimum(np.searchsorted(runs.keys, keys), len(runs.keys) - 1)
        return np.where(runs.keys[places] == keys, places, -1)

    def _look_up(self, text: str, before: str) -> Iterator[_Numbers]:
        """What was counted, for each letter of a text, the shortest context first; see `_Numbers`."""
        earlier = self._to_ids("before", before)
        earlier = earlier[max(0, len(earlier) - self.order + 1) :]
        ids = np.concatenate([earlier, self._to_ids("text", text)])
        for n, (runs, places) in enumerate(zip(self._runs, self._places(ids), strict=True)):
            # The context of letter k begins at k - n; the first n letters have no context of this length.
            contexts = np.concatenate([np.full(n, -1), places[: max(0, len(ids) - n)]])[: len(ids)]
            found = self._find(runs, contexts, ids)
            numbers = (
                np.where(found >= 0, runs.counts[found], 0),
                np.where(contexts >= 0, runs.totals[contexts], 0),
                np.where(contexts[:, None] >= 0, runs.kinds[contexts], 0),
            )
            yield _Numbers(*(array[len(earlier) :] for array in numbers))

    def _loss_and_slope(self, numbers: list[_Numbers], discounts: np.ndarray) -> tuple[float, np.ndarray]:
        """The mean loss of a text, and its derivatives by the discounts, (order * 3,)."""
        p = [1 / len(self.letters)]
        for row, discount in zip(numbers, discounts, strict=True):
            p.append(_with_longer(p[-1], row, discount))
        by_p = -1 / p[-1] / len(p[-1])
        slope = np.zeros_like(discounts)
        for n in range(self.order - 1, -1, -1):
            row = numbers[n]
            for kind in (1, 2, 3):  # p = (counts - discount + saved * p below) / totals
                by_discount = row.kinds[:, kind - 1] * p[n] - (_kind(row.counts) == kind)
                slope[n, kind - 1] = (by_p * by_discount / np.maximum(row.totals, 1)).sum()
            by_p = by_p * np.where(row.totals > 0, row.kinds @ discounts[n] / np.maximum(row.totals, 1), 1)
        return float(-np.log(p[-1]).mean()), slope.ravel()


def _kind(counts: np.ndarray) -> np.ndarray:
    """0 for what was never counted, 1 and 2 for what was once and twice, 3 for what was more often."""
    return np.minimum(counts, 3)


def _with_longer(p: np.ndarray | float, numbers: _Numbers, discounts: np.ndarray) -> np.ndarray:
    """The probabilities by a context of one letter more, from those by the shorter one, both (letters,)."""
    kept = numbers.counts - np.array([0.0, *discounts])[_kind(numbers.counts)]
    saved = numbers.kinds @ discounts
    return np.where(numbers.totals > 0, (kept + saved * p) / np.maximum(numbers.totals, 1), p)


def _usual_discounts(counts: np.ndarray) -> np.ndarray:
    """What runs lose that were counted once, twice, more often: the formula of Chen and Goodman (1999).

    It needs runs that were counted once, twice and three times. Where there are none, as of single letters in
    a long text, half of a count is taken off, and 1.5 from three on.
    """
    once, twice, thrice, four_times = (int((counts == k).sum()) for k in (1, 2, 3, 4))
    if 0 in (once, twice, thrice):
        return np.array([0.5, 1.0, 1.5])
    share = once / (once + 2 * twice)
    found = [
        k - (k + 1) * share * b / a
        for k, a, b in ((1, once, twice), (2, twice, thrice), (3, thrice, four_times))
    ]
    return np.clip(found, LEAST_DISCOUNT, (1, 2, 3))
