"""Texts as lists of words, checked: a string is easily passed in the place of a list."""

from collections.abc import Hashable, Iterable

__all__ = ["lists_of_words"]


def lists_of_words(name: str, texts: Iterable[Iterable[Hashable]]) -> list[list]:
    """Check that an argument holds texts that are cut into words.

    Args:
        name: what the argument is called, for the message.
        texts: one list of words, or of ids, for each text.

    Returns:
        The texts, each as a list.

    Raises:
        ValueError: if ``texts`` is a string or no list, or a text is a string or no list.
    """
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        raise ValueError(f"{name} is {_shortened(texts)}: expected a list of texts, each a list of words.")
    checked = []
    for text in texts:
        if isinstance(text, str):
            raise ValueError(
                f"A text in {name} is {_shortened(text)}: expected a list of words, such as "
                f"{text.split()[:5]}, or list(...) for characters."
            )
        if not isinstance(text, Iterable):
            raise ValueError(f"A text in {name} is {_shortened(text)}: expected a list of words.")
        checked.append(list(text))
    return checked


def _shortened(value: object) -> str:
    return repr(value[:40] if isinstance(value, str) else value)[:80]
