"""Texts as tokens and as word ids, and back."""

import difflib
import os
import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from utils.arguments import whole_number

__all__ = ["STORING", "Vocabulary", "detokenise", "quote", "tokenise", "word_list"]

STORING = "LSTM_COURSE_STORING"  # set by tools.notebooks.run, whose outputs are published
JOINERS = "\u200c\u200d"  # zero-width signs that join or part letters inside a word, in Persian or Hindi
STOPS = (
    ".,;:!?…"
    "。，、；：！？"  # Chinese and Japanese
    "।॥"  # Hindi and other languages of India
    "،؛؟۔"  # Arabic, Persian, Urdu
    "։።។။"  # Armenian, Ethiopic, Khmer, Burmese
)
SENTENCE_ENDS = ".!?…։"  # in scripts with capital letters
BETWEEN_DIGITS = ".,:٫٬"  # as in 0.5, 1,000 and 12:30; the last two are Arabic
ONE_SPELLING = str.maketrans({"’": "'", "‐": "-", "‑": "-", "\u00ad": None})  # the last is the soft hyphen


def tokenise(text: str, punctuation: bool = False) -> list[str]:
    """Split a text into lower-case words.

    Accents and vowel signs belong to their letter, even where a text stores them as separate signs (tokens
    are in Unicode's form NFC). An apostrophe inside a word is kept. Signs that are neither letters, digits
    nor stops are left out. In a script without spaces, such as Chinese, everything up to the next stop is
    one token.

    Args:
        text: one text.
        punctuation: False gives words only. With True each stop (full stop, comma, question mark ...) is a
            token of its own, and words with a hyphen and numbers such as 0.5 stay in one piece, so that
            `detokenise` can write the text again.

    Returns:
        The tokens in order. None of them contains white space.

    Raises:
        TypeError: if ``text`` is not a string.
    """
    if not isinstance(text, str):
        raise TypeError(f"tokenise takes one text, not {type(text).__name__}: {text!r:.80}")
    text = unicodedata.normalize("NFC", text.translate(ONE_SPELLING).lower())
    marks = "" if text.isascii() else "".join(sorted(filter(_is_mark, set(text))))
    return _token_pattern(marks, punctuation).findall(text)


def _is_mark(sign: str) -> bool:
    """Tell whether a sign belongs to the letter before it."""
    return sign in JOINERS or unicodedata.category(sign).startswith("M")


@cache
def _token_pattern(marks: str, punctuation: bool) -> re.Pattern:
    """Build the pattern of a token in a text with these marks; the re module has no class for them."""
    part = rf"[^\W_](?:[^\W_]|[{re.escape(marks)}])*" if marks else r"[^\W_]+"
    if not punctuation:
        return re.compile(rf"{part}(?:'{part})*")
    inside = rf"['-]|(?<=\d)[{BETWEEN_DIGITS}](?=\d)"
    decimal_point = r"(?<!\S)\.(?=\d)"  # as in .5
    return re.compile(rf"(?:{decimal_point})?{part}(?:(?:{inside}){part})*|[{re.escape(STOPS)}]")


def detokenise(tokens: Iterable[str]) -> str:
    """Write tokens as a text: no space before a stop, a capital letter at the beginning of a sentence.

    Args:
        tokens: words and stops, as returned by `tokenise` with ``punctuation=True``.

    Returns:
        The text. `tokenise` turns it into the same tokens again.
    """
    text = re.sub(rf" (?=[{re.escape(STOPS)}](?: |$))", "", " ".join(tokens))
    return re.sub(rf"(^|[{SENTENCE_ENDS}] )(\w)", lambda found: found[1] + _capital(found[2]), text)


def _capital(letter: str) -> str:
    """Return the capital letter, or the letter itself where the capital has another small letter (ß, ı)."""
    return letter.upper() if letter.upper().lower() == letter else letter


class Vocabulary(Sequence):
    """The words that a model knows, each with its id, and the ids that have a special meaning.

    A vocabulary is a sequence: ``vocabulary[id]`` is a word and ``len(vocabulary)`` the number of words.
    The dict `ids` leads from a word to its id. `pad`, `start`, `end` and `unknown` are the ids of the special
    words; each is None if there is no such word.

    Args:
        words: different words in the order of their ids, the special ones among them. A dict, from word to
            id or from id to word, is put into this order.
        pad: the word that fills up short rows, such as ``"<pad>"``, or None.
        start: the word put before each text, or None.
        end: the word put after a text, or None.
        unknown: the word that replaces all words outside the vocabulary, or None.

    Raises:
        ValueError: if a word occurs twice, if a special word is not among the words, or if the ids of a dict
            are not 0, 1, 2 ...
    """

    def __init__(
        self,
        words: Iterable[str] | Mapping,
        pad: str | None = None,
        start: str | None = None,
        end: str | None = None,
        unknown: str | None = None,
    ) -> None:
        self._words = word_list(words)
        self.ids: dict[str, int] = {word: k for k, word in enumerate(self._words)}
        if len(self.ids) < len(self._words):
            twice = next(word for word, count in Counter(self._words).items() if count > 1)
            raise ValueError(f"{twice!r} is in the vocabulary more than once: pass each word once.")
        special = {"pad": pad, "start": start, "end": end, "unknown": unknown}
        for name, word in special.items():
            if word is not None and word not in self.ids:
                raise ValueError(f"{name} is {word!r}, which is not in the vocabulary: add it to the words.")
        self.pad, self.start, self.end, self.unknown = (
            None if word is None else self.ids[word] for word in special.values()
        )

    @classmethod
    def from_texts(cls, texts: Iterable[Sequence[str]], size: int | None = None) -> "Vocabulary":
        """Make a vocabulary of the words of some texts, the most frequent words first.

        Args:
            texts: lists of words. Pass the training texts only.
            size: the largest number of ids, including the four special ones; None keeps all words.

        Returns:
            A vocabulary that begins with ``<pad>, <start>, <end>, <unknown>``.

        Raises:
            TypeError: if a text is a string instead of a list of words.
            ValueError: if ``size`` is not a whole number of at least 4.
        """
        special = ["<pad>", "<start>", "<end>", "<unknown>"]
        if size is not None:
            whole_number("size", size, len(special), "the special words need as many ids")
        counts: Counter[str] = Counter()
        for text in texts:
            if isinstance(text, str):
                raise TypeError(f"A text is {text[:40]!r}: expected a list of words, as tokenise returns it.")
            counts.update(text)
        words = sorted(counts.keys() - set(special), key=lambda word: (-counts[word], word))
        return cls([*special, *words][:size], *special)

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, index):
        return self._words[index]

    def __contains__(self, word: object) -> bool:
        return word in self.ids

    def __repr__(self) -> str:
        first = ", ".join(map(repr, self._words[:6]))
        return f"Vocabulary({len(self)} words: {first}{' ...' if len(self) > 6 else ''})"

    def encode(self, text: str | Sequence[str], end: bool = False) -> np.ndarray:
        """Turn a text into ids.

        Args:
            text: one text, either as a string, which `tokenise` splits into words, or as a list of words.
            end: whether to add the id of `end` after the text.

        Returns:
            (tokens,) int32. The first is the id of `start`, if there is one.

        Raises:
            TypeError: if a word is not a string.
            ValueError: if a word is not in the vocabulary and there is no `unknown`, if ``text`` is a list of
                texts, or if ``end`` is True and there is no `end`.
        """
        words = tokenise(text) if isinstance(text, str) else list(text)
        for word in words:
            if not isinstance(word, str):
                raise TypeError(
                    f"A word is {word!r:.80}: encode takes one text, as a string or a list of words."
                )
            if word not in self.ids:
                self._check_unknown(word)
        if end and self.end is None:
            raise ValueError("The vocabulary has no word for the end of a text: make it with end=...")
        ids = [self.ids.get(word, self.unknown) for word in words]
        before = [] if self.start is None else [self.start]
        return np.array([*before, *ids, *([self.end] if end else [])], np.int32)

    def _check_unknown(self, word: str) -> None:
        """Refuse an unknown word if nothing can replace it, or if it is a whole text."""
        if len(word.split()) > 1:
            raise ValueError(
                f"A word is {word[:40]!r}, with spaces in it: encode takes one text, not a list."
            )
        if self.unknown is None:
            near = difflib.get_close_matches(word, self.ids)
            similar = f" (similar: {', '.join(near)})" if near else ""
            raise ValueError(
                f"{word!r} is not in the vocabulary{similar}, and there is no word for unknown words: "
                "pass words of the vocabulary, or make it with unknown=..."
            )

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Turn ids into words; padding, start and end are left out.

        Args:
            ids: (tokens,) ids of this vocabulary.

        Returns:
            The words in order.

        Raises:
            ValueError: if ``ids`` is not one row of whole numbers from 0 to the largest id.
        """
        row = np.asarray(list(ids))
        if row.ndim != 1 or (row.size and row.dtype.kind not in "iu"):
            raise ValueError(
                f"ids has the shape {row.shape} and holds {row.dtype}: expected one row of whole numbers."
            )
        if row.size and not (row.min() >= 0 and row.max() < len(self)):
            raise ValueError(
                f"ids go from {row.min()} to {row.max()}: this vocabulary has the ids 0 to {len(self) - 1}. "
                "Use the vocabulary that the ids were made with."
            )
        silent = {self.pad, self.start, self.end}
        return [self._words[k] for k in row.tolist() if k not in silent]


def word_list(vocabulary: Iterable[str] | Mapping) -> list[str]:
    """Return the words of a vocabulary in the order of their ids.

    Args:
        vocabulary: a `Vocabulary`, a list of words, or a dict, either from id to word or from word to id.

    Returns:
        The words; ``words[id]`` is the word with this id.

    Raises:
        ValueError: if the ids of a dict are not 0, 1, 2 ...
    """
    if not isinstance(vocabulary, Mapping):
        return list(vocabulary)
    from_ids = all(isinstance(key, int | np.integer) for key in vocabulary)
    words = dict(vocabulary) if from_ids else {number: word for word, number in vocabulary.items()}
    if set(words) != set(range(len(vocabulary))):
        raise ValueError(
            f"The ids of the {len(vocabulary)} words are not 0, 1, 2 ...: pass exactly one word for each id."
        )
    return [words[number] for number in range(len(words))]


def quote(text: str, ours: bool, words: int = 60, width: int = 96) -> str:
    """Show the beginning of somebody else's text, but not in outputs that are stored.

    The IMDB reviews belong to the people who wrote them, so no stored page may contain their text.

    Args:
        text: the text to show.
        ours: whether this project wrote it, so that it may be shown anywhere.
        words: how many words to show.
        width: columns of a line.

    Returns:
        The text, wrapped; in a run whose outputs are stored, a note in its place.
    """
    if os.environ.get(STORING) and not ours:
        return "   (Run this cell to read the review: its words are not ours to store.)"
    split = text.split()
    shown = " ".join(split[:words]) + (" …" if len(split) > words else "")
    return textwrap.fill(shown, width, initial_indent="   ", subsequent_indent="   ")
