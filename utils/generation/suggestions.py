"""Suggest words as the keyboard of a phone does, and count the keystrokes that this saves.

    vocabulary = Vocabulary.from_texts(texts)
    counted = WordCounts(texts, vocabulary, order=3)
    keyboard = Keyboard(vocabulary)
    keyboard.shown(counted.begin(), "th")            # three words that begin with th
    typed = keyboard.type(counted, other_texts)
    typed.saved                                      # the share of keystrokes saved

A text is a list of tokens, words and stops, as `tokenise` with ``punctuation=True`` returns it. The user is
perfect: the right word is taken as soon as it is shown, and no key is pressed in vain.

**What a text costs.** Without suggestions each letter, each space and each stop is a keystroke: a word costs
its letters and one for the space after it, a stop costs one. (Before a stop there is no space; the one after
the word stands behind the stop, and the keyboard sees to that.) A suggestion is taken with one keystroke,
which types the word and its space: after k letters the word has cost k + 1. A word that is never shown is
typed in full. Capital letters and the ends of texts come by themselves.

A **forecaster** says how likely each word of a vocabulary is to come next, (words,) numbers of at least 0:
``begin()`` at the beginning of a text, ``read(token)`` after one more token. `WordCounts`, `WordNetwork`,
`Mixed` and `Frequent` are such. A text after another goes on with the token of the end.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from utils.arguments import is_real, whole_number
from utils.generation.ngrams import LetterNGrams
from utils.generation.one_step import Stepper
from utils.generation.texts import lists_of_words
from utils.preprocessing.text import Vocabulary, tokenise

__all__ = [
    "Forecaster",
    "Frequent",
    "Key",
    "Keyboard",
    "Mixed",
    "Typed",
    "WordCounts",
    "WordNetwork",
    "word_stream",
]

LAST_SIGN = chr(0x10FFFF)  # comes after all others when words are sorted


class Forecaster(Protocol):
    """Says how likely each word is to come next."""

    def begin(self) -> np.ndarray:
        """Begin a text; return (words,) how likely each word is to be the first."""

    def read(self, token: str) -> np.ndarray:
        """Read a token; return (words,) how likely each word is to be the next."""


@dataclass(frozen=True)
class Key:
    """One keystroke.

    Args:
        text: what was there before it, the beginning of the word included.
        shown: the words on the screen before it.
        pressed: the letter, space or stop, or the whole word that was taken from the screen.
        taken: whether a word was taken from the screen.
    """

    text: str
    shown: tuple[str, ...]
    pressed: str
    taken: bool


@dataclass(frozen=True)
class Typed:
    """How some texts were typed.

    Args:
        letters: keystrokes without suggestions.
        keystrokes: keystrokes with them.
        words: how many words the texts have.
        at_once: how many of them were shown before their first letter.
        unknown: how many of them are not in the vocabulary.
    """

    letters: int
    keystrokes: int
    words: int
    at_once: int
    unknown: int

    @property
    def saved(self) -> float:
        """The share of keystrokes that was saved, from 0 to 1; 0 if nothing was typed."""
        return 1 - self.keystrokes / self.letters if self.letters else 0.0


class Keyboard:
    """Shows the likeliest words that begin with the letters typed so far.

    Only words are shown: no stops, and none of the special words of the vocabulary. Of two words that are
    equally likely, the one that comes first in the vocabulary is shown first.

    Args:
        vocabulary: the words that can be shown.
        places: how many words are shown at a time, at least 1.

    Raises:
        ValueError: if ``vocabulary`` is no `Vocabulary`, has no word that can be shown, or ``places`` is no
            whole number of at least 1.
    """

    def __init__(self, vocabulary: Vocabulary, places: int = 3) -> None:
        self.vocabulary = _checked(vocabulary)
        self.places = whole_number("places", places, 1)
        special = {vocabulary.pad, vocabulary.start, vocabulary.end, vocabulary.unknown}
        shown = sorted((word, k) for k, word in enumerate(vocabulary) if k not in special and _is_word(word))
        if not shown:
            raise ValueError("vocabulary has no word that can be shown: make it from texts with words.")
        self._words = [word for word, _ in shown]
        self._ids = np.array([k for _, k in shown])
        self._place = {word: place for place, word in enumerate(self._words)}
        self._ranges = lru_cache(maxsize=None)(self._find_ranges)

    def shown(self, likely: np.ndarray, begun: str = "") -> list[str]:
        """Choose the words to show.

        Args:
            likely: (words,) how likely each word of the vocabulary is to come next.
            begun: the letters of the word that are typed already.

        Returns:
            At most `places` different words that begin with these letters and are longer, the likeliest
            first.

        Raises:
            ValueError: if ``likely`` has another shape.
        """
        first, end = self._range(begun)
        first += first < end and self._words[first] == begun  # this word is there already
        ids = self._ids[first:end]
        likely = self._check(likely)[ids]
        if len(ids) > self.places:  # sorting all of them would take longer
            least = np.partition(likely, -self.places)[-self.places]
            ids, likely = ids[likely >= least], likely[likely >= least]
        best = np.lexsort((ids, -likely))[: self.places]
        return [self.vocabulary[k] for k in ids[best]]

    def letters_needed(self, likely: np.ndarray, word: str) -> int:
        """Count the letters to type until a word is shown.

        Args:
            likely: (words,) how likely each word of the vocabulary is to come next.
            word: the word.

        Returns:
            From 0 to ``len(word) - 1``; ``len(word)`` if it is never shown.

        Raises:
            ValueError: if ``likely`` has another shape.
        """
        likely = self._check(likely)[self._ids]
        if word not in self._place:
            return len(word)
        place = self._place[word]
        ahead = (likely > likely[place]) | ((likely == likely[place]) & (self._ids < self._ids[place]))
        many = np.concatenate([[0], np.cumsum(ahead)])  # of the words ahead of it, those before each place
        for k, (first, end) in enumerate(self._ranges(word)):
            if many[end] - many[first] < self.places:
                return k
        return len(word)

    def type(self, forecaster: Forecaster, texts: Iterable[Sequence[str]]) -> Typed:
        """Type texts, one after the other, and count.

        Args:
            forecaster: see the module; it begins with the first text and reads on after each other.
            texts: lists of words and stops.

        Returns:
            The numbers.

        Raises:
            ValueError: if a text is no list of words, or the forecaster's vocabulary has another size.
        """
        letters = keystrokes = words = at_once = unknown = 0
        likely = forecaster.begin()
        for text in lists_of_words("texts", texts):
            for token in text:
                letters += _letters(token)
                if _is_word(token):
                    needed = self.letters_needed(likely, token)
                    keystrokes += needed + 1
                    words += 1
                    at_once += needed == 0
                    unknown += token not in self._place
                else:
                    keystrokes += 1
                likely = forecaster.read(token)
            likely = forecaster.read(self.vocabulary[self.vocabulary.end])
        return Typed(letters, keystrokes, words, at_once, unknown)

    def keys(self, forecaster: Forecaster, text: Sequence[str]) -> Iterator[Key]:
        """Type one text, key by key.

        Args:
            forecaster: see the module; it begins anew.
            text: a list of words and stops.

        Yields:
            Each keystroke, with what was shown before it.

        Raises:
            ValueError: if the forecaster's vocabulary has another size.
        """
        likely, before = forecaster.begin(), ""
        for token in text:
            if not _is_word(token):
                yield Key(before, tuple(self.shown(likely)), token, False)
                before = before.removesuffix(" ") + token + " "
            else:
                for k in range(len(token) + 1):
                    shown = tuple(self.shown(likely, token[:k]))
                    if token in shown:
                        yield Key(before + token[:k], shown, token, True)
                        break
                    yield Key(before + token[:k], shown, (token + " ")[k], False)
                before += token + " "
            likely = forecaster.read(token)

    def offer(self, forecaster: Forecaster, text: str) -> list[str]:
        """Choose the words to show after what somebody has typed so far.

        Args:
            forecaster: see the module; it reads the whole words and stops of the text.
            text: as it was typed, capital letters and all. If it ends in the middle of a word, the words
                shown begin with this beginning.

        Returns:
            At most `places` words, in small letters.

        Raises:
            TypeError: if ``text`` is no string.
            ValueError: if the forecaster's vocabulary has another size.
        """
        done, begun = _begun(text)
        likely = forecaster.begin()
        for token in tokenise(done, punctuation=True):
            likely = forecaster.read(token)
        return self.shown(likely, "".join(tokenise(begun, punctuation=True)))

    @staticmethod
    def take(text: str, word: str) -> str:
        """Complete a text by a word that was shown, and a space.

        Args:
            text: what was typed so far.
            word: the word that is taken.

        Returns:
            The text with the word. The letters that were typed stay as they are; only the rest is added.

        Raises:
            TypeError: if ``text`` is no string.
        """
        done, begun = _begun(text)
        return done + begun + word[len(begun) :] + " "

    def _check(self, likely: np.ndarray) -> np.ndarray:
        likely = np.asarray(likely)
        if likely.shape != (len(self.vocabulary),):
            raise ValueError(
                f"likely has the shape {likely.shape}: expected ({len(self.vocabulary)},), a number for each "
                "word of the keyboard's vocabulary. Use the vocabulary that the forecaster was made with."
            )
        return likely

    def _range(self, begun: str) -> tuple[int, int]:
        """Where the sorted words that begin with some letters begin and end."""
        return bisect_left(self._words, begun), bisect_left(self._words, begun + LAST_SIGN)

    def _find_ranges(self, word: str) -> list[tuple[int, int]]:
        """The same for all beginnings of a word, the shortest first, each without itself."""
        found = []
        for k in range(len(word)):
            first, end = self._range(word[:k])
            found.append((first + (self._words[first] == word[:k]), end))
        return found


class Frequent:
    """The baseline: how often each word was counted, whatever came before it.

    Args:
        texts: lists of words and stops.
        vocabulary: all words that can come.

    Raises:
        ValueError: if ``vocabulary`` is no `Vocabulary` with words for the end and for unknown words, or if
            there is no text, or a text is no list of words.
    """

    def __init__(self, texts: Iterable[Sequence[str]], vocabulary: Vocabulary) -> None:
        ids = word_stream(texts, _checked(vocabulary))
        self._likely = np.bincount(ids, minlength=len(vocabulary)) / len(ids)

    def begin(self) -> np.ndarray:
        """Return (words,), the share of each word in the texts."""
        return self._likely

    def read(self, token: str) -> np.ndarray:
        """Return the same."""
        return self._likely


class WordCounts:
    """Counts of all runs of up to ``order`` words, smoothed after Kneser and Ney.

    They are the counts of `LetterNGrams`. To these a letter is any sign, so each word gets a sign of its own.

    Args:
        texts: lists of words and stops; each is counted after the end of the one before.
        vocabulary: all words that can come.
        order: the length of the longest run, in words.

    Raises:
        ValueError: as `Frequent`, and if ``order`` is below 1.
    """

    def __init__(self, texts: Iterable[Sequence[str]], vocabulary: Vocabulary, order: int) -> None:
        self.vocabulary = _checked(vocabulary)
        text = _as_signs(word_stream(texts, vocabulary))
        self.counts = LetterNGrams(text, order, letters=_as_signs(np.arange(len(vocabulary))))
        self._read = ""

    def tune(self, texts: Iterable[Sequence[str]]) -> None:
        """Choose the discounts, so that the mean loss on other texts is lowest.

        Args:
            texts: lists of words and stops that were not counted.

        Raises:
            ValueError: if there is no text, or a text is no list of words.
        """
        self.counts.tune(_as_signs(word_stream(texts, self.vocabulary)))

    def begin(self) -> np.ndarray:
        """Begin a text; return (words,) probabilities of the first."""
        self._read = ""
        return self.read(self.vocabulary[self.vocabulary.end])

    def read(self, token: str) -> np.ndarray:
        """Read a token; return (words,) probabilities of the next."""
        self._read = (self._read + chr(_id(token, self.vocabulary)))[-self.counts.order :]
        return self.counts.probabilities(self._read)


class WordNetwork:
    """A trained network that knows the first words of a vocabulary, and reads token by token.

    What it gives to the unknown word is shared among the words that it does not know, by how often they were
    counted.

    Args:
        model: a Keras model ``Embedding -> LSTM ... -> Dense``, see `Stepper`; it tells the first
            ``model.layers[0].input_dim`` ids of the vocabulary apart.
        vocabulary: all words that can come, the most frequent first.
        texts: lists of words and stops, to share by.

    Raises:
        TypeError: if ``model`` is no Keras model.
        ValueError: as `Frequent` and `Stepper`, and if the model has more ids than the vocabulary, or does
            not know the special words.
    """

    def __init__(self, model, vocabulary: Vocabulary, texts: Iterable[Sequence[str]]) -> None:
        self.vocabulary = _checked(vocabulary)
        self._step = Stepper(model)
        self.size, special = self._step.vocab_size, max(vocabulary.end, vocabulary.unknown)
        if not special < self.size <= len(vocabulary):
            raise ValueError(
                f"The model has {self.size} ids, the vocabulary {len(vocabulary)} words, the special ones "
                f"among the first {special + 1}: expected the model's ids to be the vocabulary's first."
            )
        rest = np.bincount(word_stream(texts, vocabulary), minlength=len(vocabulary))[self.size :]
        self._shares = rest / max(1, rest.sum())
        self._states = None

    def begin(self) -> np.ndarray:
        """Begin a text; return (words,) probabilities of the first."""
        self._states = None
        return self.read(self.vocabulary[self.vocabulary.end])

    def read(self, token: str) -> np.ndarray:
        """Read a token; return (words,) probabilities of the next."""
        known = _id(token, self.vocabulary)
        known = known if known < self.size else self.vocabulary.unknown
        log_probs, self._states = self._step([known], self._states)
        p = np.exp(log_probs[0])
        rest = p[self.vocabulary.unknown] * self._shares
        if len(rest):
            p[self.vocabulary.unknown] = 0
        return np.concatenate([p, rest])


class Mixed:
    """A weighted mean of two forecasts.

    Args:
        first: a forecaster.
        second: another, with the same vocabulary.
        weight: of the first, from 0 to 1; the second has the rest.

    Raises:
        ValueError: if ``weight`` is no number from 0 to 1.
    """

    def __init__(self, first: Forecaster, second: Forecaster, weight: float) -> None:
        if not (is_real(weight) and 0 <= weight <= 1):
            raise ValueError(f"weight is {weight!r}: expected a number from 0 to 1.")
        self.first, self.second, self.weight = first, second, weight

    def begin(self) -> np.ndarray:
        """Begin a text; return (words,) how likely each word is to be the first."""
        return self._mean(self.first.begin(), self.second.begin())

    def read(self, token: str) -> np.ndarray:
        """Read a token; return (words,) how likely each word is to be the next."""
        return self._mean(self.first.read(token), self.second.read(token))

    def _mean(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return self.weight * first + (1 - self.weight) * second


def _is_word(token: str) -> bool:
    """Tell words from stops."""
    return any(sign.isalnum() for sign in token)


def _begun(text: str) -> tuple[str, str]:
    """Cut off the beginning of a word that a text ends with; it is empty after a space or a stop."""
    if not isinstance(text, str):
        raise TypeError(f"text is {text!r:.60}: expected what was typed so far, a string.")
    begun = re.search(r"[^\W_](?:[^\W_]|['’-])*\Z", text)
    return (text[: begun.start()], begun[0]) if begun else (text, "")


def _letters(token: str) -> int:
    """Keystrokes of a token without suggestions: a word has a space after it."""
    return len(token) + 1 if _is_word(token) else 1


def _checked(vocabulary: Vocabulary) -> Vocabulary:
    """Check that there is a vocabulary with the special words that are needed here."""
    if not isinstance(vocabulary, Vocabulary) or vocabulary.end is None or vocabulary.unknown is None:
        raise ValueError(
            f"vocabulary is {vocabulary!r:.60}: expected a Vocabulary with words for the end of a text and "
            "for unknown words, as Vocabulary.from_texts makes it."
        )
    return vocabulary


def _id(token: str, vocabulary: Vocabulary) -> int:
    return vocabulary.ids.get(token, vocabulary.unknown)


def word_stream(texts: Iterable[Sequence[str]], vocabulary: Vocabulary) -> np.ndarray:
    """Put all texts into one row of ids, with the end before the first and after each.

    Args:
        texts: lists of words and stops.
        vocabulary: gives the ids; a word that it lacks gets the id of the unknown word.

    Returns:
        (tokens,) int.

    Raises:
        ValueError: if there is no text, or a text is no list of words.
    """
    texts = lists_of_words("texts", texts)
    if not texts:
        raise ValueError("texts is empty: pass at least one text, a list of words.")
    ids = [vocabulary.end]
    for text in texts:
        ids += [_id(token, vocabulary) for token in text] + [vocabulary.end]
    return np.array(ids)


def _as_signs(ids: np.ndarray) -> str:
    """A string with a sign for each id; which sign it is does not matter."""
    return "".join(map(chr, ids.tolist()))
