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

__all__ = ["STORING", "Vocabulary", "detokenise", "quote", "tokenise"]

STORING = "LSTM_COURSE_STORING"  # set by tools.notebooks.run, whose outputs are published
JOINERS = "\u200c\u200d"  # zero-width signs that join or part letters inside a word, in Hindi or Persian
STOPS = ".,;:!?…。、！？।؟،"


def tokenise(text: str, punctuation: bool = False) -> list[str]:
    """Cut a text into lower-case words.

    Accents and vowel signs belong to their letter, also where a text stores them apart (the text is brought
    to Unicode's form NFC first). An apostrophe inside a word stays. Signs that are neither letters, digits
    nor stops are left out. Scripts without spaces, such as Chinese, come out in one piece up to the next stop.

    Args:
        text: one text.
        punctuation: False gives words alone. True makes each stop a token of its own (full stop, comma,
            question mark ...), keeps words with a hyphen and decimals such as 0.5 in one piece, so that
            `detokenise` can write the text back.

    Returns:
        The tokens in order.

    Raises:
        TypeError: if ``text`` is not a string.
    """
    if not isinstance(text, str):
        raise TypeError(f"tokenise takes one text, not {type(text).__name__}: {text!r:.80}")
    text = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    marks = "" if text.isascii() else "".join(sorted(filter(_is_mark, set(text))))
    return _token_pattern(marks, punctuation).findall(text)


def _is_mark(sign: str) -> bool:
    return sign in JOINERS or unicodedata.category(sign).startswith("M")


@cache
def _token_pattern(marks: str, punctuation: bool) -> re.Pattern:
    """A pattern for tokens in a text with these combining marks; the re module has no class for them."""
    word = rf"[^\W_](?:[^\W_]|[{re.escape(marks)}])*" if marks else r"[^\W_]+"
    if not punctuation:
        return re.compile(rf"{word}(?:'{word})*")
    return re.compile(rf"\d+(?:[.,]\d+)+(?![^\W_])|{word}(?:['-]{word})*|[{re.escape(STOPS)}]")


def detokenise(tokens: Iterable[str]) -> str:
    """Write tokens as a text: stops stand next to the word before, sentences begin with a capital letter.

    Args:
        tokens: words and stops, as `tokenise` gives them with ``punctuation=True``.

    Returns:
        The text.
    """
    text = re.sub(rf" (?=[{re.escape(STOPS)}](?: |$))", "", " ".join(tokens))
    return re.sub(r"(^|[.!?…] )(\w)", lambda found: found[0].upper(), text)


class Vocabulary(Sequence):
    """The words that a model knows: a word for each id, an id for each word, and which ids are no words.

    It is a sequence: ``vocabulary[id]`` is a word, ``len(vocabulary)`` their number. `ids` is the way back,
    a dict from word to id. `pad`, `start`, `end` and `unknown` are the ids of the special words, or None.
    """

    def __init__(
        self,
        words: Iterable[str],
        pad: str | None = None,
        start: str | None = None,
        end: str | None = None,
        unknown: str | None = None,
    ) -> None:
        """Take the words in the order of their ids.

        Args:
            words: different words, those with a special meaning among them.
            pad: the word that fills up short rows, such as ``"<pad>"``; None if there is none.
            start: the word put before each text, or None.
            end: the word put after each text, or None.
            unknown: the word that stands for all others, or None.

        Raises:
            ValueError: if a word stands there twice, or a special word is not among the words.
        """
        self._words = list(words)
        self.ids: dict[str, int] = {word: k for k, word in enumerate(self._words)}
        if len(self.ids) < len(self._words):
            twice = next(word for word, count in Counter(self._words).items() if count > 1)
            raise ValueError(f"{twice!r} stands in the vocabulary twice: expected different words.")
        special = {"pad": pad, "start": start, "end": end, "unknown": unknown}
        for name, word in special.items():
            if word is not None and word not in self.ids:
                raise ValueError(f"{name} is {word!r}, which is not in the vocabulary: add it to the words.")
        self.pad, self.start, self.end, self.unknown = (
            None if word is None else self.ids[word] for word in special.values()
        )

    @classmethod
    def from_texts(cls, texts: Iterable[Sequence[str]], size: int | None = None) -> "Vocabulary":
        """Make a vocabulary of the words of some texts, the most frequent first.

        Args:
            texts: lists of words, of the training part alone.
            size: the largest number of ids, the four special ones among them; None keeps all words.

        Returns:
            A vocabulary that begins ``<pad>, <start>, <end>, <unknown>``.

        Raises:
            TypeError: if a text is a string, not a list of words.
        """
        counts: Counter[str] = Counter()
        for text in texts:
            if isinstance(text, str):
                raise TypeError(f"A text is {text[:40]!r}: expected a list of words, as tokenise gives it.")
            counts.update(text)
        special = ["<pad>", "<start>", "<end>", "<unknown>"]
        words = sorted(counts.keys() - set(special), key=lambda word: (-counts[word], word))
        return cls([*special, *words][:size], *special)

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, index):
        return self._words[index]

    def __contains__(self, word: object) -> bool:
        return word in self.ids

    def __repr__(self) -> str:
        return f"Vocabulary({len(self)} words: {', '.join(map(repr, self._words[:6]))} ...)"

    def encode(self, text: str | Sequence[str], end: bool = False) -> np.ndarray:
        """Turn a text into ids.

        Args:
            text: words, or a string, which `tokenise` cuts into words.
            end: whether to put the end's id behind.

        Returns:
            (tokens,) int32. It begins with the id of `start`, if there is one.

        Raises:
            ValueError: for a word that is not known where there is no `unknown`, and for ``end=True`` where
                there is no `end`.
        """
        words = tokenise(text) if isinstance(text, str) else list(text)
        strange = [word for word in words if word not in self.ids]
        if strange and self.unknown is None:
            near = difflib.get_close_matches(str(strange[0]), self.ids)
            raise ValueError(
                f"{strange[0]!r} is not in the vocabulary (near: {', '.join(near) or 'none'}), which has no "
                "word for the unknown: pass known words, or make it with unknown=..."
            )
        if end and self.end is None:
            raise ValueError("The vocabulary has no word for the end: make it with end=...")
        ids = [self.ids.get(word, self.unknown) for word in words]
        before = [] if self.start is None else [self.start]
        return np.array([*before, *ids, *([self.end] if end else [])], np.int32)

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Turn ids into words; padding, start and end are left out.

        Args:
            ids: ids of this vocabulary.

        Returns:
            The words in order.
        """
        silent = {self.pad, self.start, self.end}
        return [self._words[k] for k in ids if k not in silent]


def word_list(vocabulary: Sequence[str] | Mapping) -> list[str]:
    """Return the words of a vocabulary in the order of their ids.

    Args:
        vocabulary: a `Vocabulary`, a list of words, or a dict, from id to word or from word to id.

    Returns:
        The words; ``words[id]`` is the word of an id.

    Raises:
        ValueError: if the ids of a dict are not 0, 1, 2 ...
    """
    if not isinstance(vocabulary, Mapping):
        return list(vocabulary)
    from_ids = all(isinstance(key, int | np.integer) for key in vocabulary)
    words = dict(vocabulary) if from_ids else {number: word for word, number in vocabulary.items()}
    if sorted(words) != list(range(len(vocabulary))):
        raise ValueError(
            f"The {len(vocabulary)} ids of the vocabulary are not 0, 1, 2 ...: pass a word for every id."
        )
    return [words[number] for number in range(len(words))]


def quote(text: str, ours: bool, words: int = 60, width: int = 96) -> str:
    """Show the beginning of somebody else's text, but not in outputs that are stored.

    The IMDB reviews belong to those who wrote them, so no stored page may hold their text.

    Args:
        text: what was written.
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
