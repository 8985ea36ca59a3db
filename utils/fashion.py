"""Fashion descriptions from a grammar of our own, whose probabilities are known: no model can beat them.

A description names colour, material and garment at its beginning, colour and garment again at its end.
In between stand other colours, and a care instruction that follows from the material. The corpus
`data/fashion_descriptions.csv` is a sample from two *worlds*, each with exact probabilities:

- "seen": all combinations of facts but the new ones; training, validation and test descriptions.
- "new": only descriptions with a new pair of garment and colour, or of garment and material (see
  `NEW_COLOURS` and `NEW_MATERIALS` in `utils.fashion_facts`). No description of "seen" has such a pair.

Each is the shop's whole range, renormalised to its part of the combinations: P(description | seen) and
P(description | new). The rules for words are the same in both. `share_of_new` is P(new) in the whole range.
"""

import re
from collections.abc import Iterable
from functools import cache

from utils.fashion_facts import COLOURS, GARMENTS, MATERIALS, NEW_COLOURS, NEW_MATERIALS, table
from utils.fashion_words import GRAMMAR
from utils.grammar import END, Grammar

__all__ = [
    "COLOURS",
    "END",
    "GARMENTS",
    "MATERIALS",
    "NEW_COLOURS",
    "NEW_MATERIALS",
    "care_fits",
    "colour_agrees",
    "floor",
    "garment_agrees",
    "grammar",
    "share_of_new",
    "text_of",
    "tokens_of",
]


LININGS = ("cotton", "silk", "satin", "viscose", "flannel")


def _rules() -> str:
    """The rules of `fashion_words`, with those for other colours and other materials written out."""
    rules = [GRAMMAR.strip()]
    for colour in COLOURS:
        others = [other for other in COLOURS if other != colour]
        rules.append(f"other/colour {colour}: {' | '.join(others)}")
        pairs = (f"{one} and {two}" for one in others for two in others if one != two)
        rules.append(f"pair/colour {colour}: {' | '.join(pairs)}")
    for material in MATERIALS:
        linings = [lining for lining in LININGS if lining != material]
        rules.append(f"lining/material {material}: {' | '.join(linings)}")
    return "\n".join(rules)


@cache
def grammar(world: str = "seen") -> Grammar:
    """The grammar of a world, "seen" or "new"; ValueError for another."""
    if world not in ("seen", "new"):
        raise ValueError(f"world is {world!r}: expected 'seen' or 'new'.")
    return Grammar([(facts, p) for facts, p, is_new in table() if is_new == (world == "new")], _rules())


def share_of_new() -> float:
    """The share of the whole range that the new combinations have, 0 to 1."""
    return sum(weight for _, weight, is_new in table() if is_new) / sum(weight for _, weight, _ in table())


def floor(world: str = "seen") -> float:
    """The least mean loss in nats per token (words, stops and the END) that any model can reach on a world.

    `np.exp` of it is the least perplexity. It holds for the mean over all texts; on a sample of texts a
    model may come out a little lower by luck, `grammar(world).surprisal` shows by how much.
    """
    return grammar(world).entropy() / grammar(world).mean_tokens()


def tokens_of(text: str) -> list[str]:
    """Lower-case words of `text`, and each `.` and `,` as a token of its own; other signs are left out.

    Words keep an apostrophe or a hyphen inside them. TypeError for anything but a string.
    """
    if not isinstance(text, str):
        raise TypeError(f"tokens_of takes one text, not {type(text).__name__}: {text!r:.80}")
    return re.findall(r"[^\W_]+(?:['-][^\W_]+)*|[.,]", text.lower().replace("’", "'"))


def text_of(tokens: Iterable[str]) -> str:
    """Tokens as a text: stops stand next to the word before, sentences begin with a capital letter."""
    text = re.sub(r" (?=[.,])", "", " ".join(tokens))
    return re.sub(r"(^|\. )(\w)", lambda found: found[0].upper(), text)


def colour_agrees(description: str | Iterable[str]) -> bool | None:
    """Is the colour of the end that of the beginning? None where either names none; for any text.

    The first colour of the first sentence is the garment's; all colours of the last sentence must be it.
    """
    return _agrees(description, COLOURS)


def garment_agrees(description: str | Iterable[str]) -> bool | None:
    """Is the garment of the end that of the beginning? None where either names none; for any text."""
    return _agrees(description, GARMENTS)


def care_fits(description: str | Iterable[str]) -> bool | None:
    """Does the care instruction suit the material? None where one of them is missing; for any text.

    The first material is the garment's, later ones may be its lining. An instruction is known by the words
    that occur in no other place (`CARE_WORDS`); several that contradict each other never fit.
    """
    tokens = _tokens(description)
    material = next((token for token in tokens if token in MATERIALS), None)
    found = {CARE_WORDS[token] for token in tokens if token in CARE_WORDS}
    return found == {MATERIALS[material][2]} if material and found else None


def _tokens(description: str | Iterable[str]) -> list[str]:
    return tokens_of(description) if isinstance(description, str) else [str(token) for token in description]


def _agrees(description: str | Iterable[str], names: Iterable[str]) -> bool | None:
    sentences = [part.split() for part in " ".join(_tokens(description)).split(".") if part.strip()]
    named = [[token for token in sentence if token in names] for sentence in sentences]
    return set(named[-1]) == {named[0][0]} if len(named) > 1 and named[0] and named[-1] else None


def _care_words() -> dict[str, str]:
    """The kind of care that a word tells: the words of one care list that no other rule has."""
    lists: dict[str, set[str]] = {}
    for line in re.sub(r"\n\s+", " ", GRAMMAR.strip()).split("\n"):
        head, _, body = line.partition(":")
        lists[head] = set(body.split())
    return {
        word: head.split()[1]
        for head, own in lists.items()
        if head.startswith("washing/")
        for word in own - set().union(*(other for name, other in lists.items() if name != head))
    }


CARE_WORDS = _care_words()
