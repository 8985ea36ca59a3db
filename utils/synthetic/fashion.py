"""Fashion descriptions from a grammar of our own, whose probabilities are known: no model can beat them.

A description names colour, material and garment at its beginning, colour and garment again at its end.
In between stand other colours, and a care instruction that follows from the material. The corpus
`data/fashion_descriptions.csv` is a sample from two *worlds*, each with exact probabilities:

- "seen": all combinations of facts but the new ones; training, validation and test descriptions.
- "new": only descriptions with a new pair of garment and colour, or of garment and material (see
  `NEW_COLOURS` and `NEW_MATERIALS` in `utils.synthetic.fashion_facts`). No description of "seen" has such a pair.

Each is the shop's whole range, renormalised to its part of the combinations: P(description | seen) and
P(description | new). The rules for words are the same in both. `share_of_new` is P(new) in the whole range.
"""

import sys
from collections.abc import Iterable, Iterator
from functools import cache

from utils.preprocessing.text import detokenise, tokenise
from utils.synthetic.fashion_facts import COLOURS, GARMENTS, MATERIALS, NEW_COLOURS, NEW_MATERIALS, table
from utils.synthetic.grammar import END, Grammar
from utils.synthetic.notation import joined_lines, read_text

__all__ = [
    "COLOURS",
    "END",
    "GARMENTS",
    "MATERIALS",
    "NEW_COLOURS",
    "NEW_MATERIALS",
    "care_fits",
    "catalogue",
    "colour_agrees",
    "floor",
    "garment_agrees",
    "grammar",
    "share_of_new",
]

RULES = read_text("grammars/fashion.txt")
LININGS = ("cotton", "silk", "satin", "viscose", "flannel")

# The bundled table.
SEED = 2026
SPLITS = {"train": 18_000, "val": 2_000, "test": 2_000, "test_new": 2_000}
FACTS = ("garment", "colour", "material", "occasion", "care")
PARTS = ("pattern", "fit", "detail", "season")  # empty where a description does not mention it
COLUMNS = ("description_id", "split", "description", *FACTS, *PARTS, "other_colours")


def _rules() -> str:
    """The rules of `data/grammars/fashion.txt`, with those for other colours and other materials written out."""
    rules = [RULES]
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
    if isinstance(description, str):
        return tokenise(description, punctuation=True)
    return [str(token) for token in description]


def _agrees(description: str | Iterable[str], names: Iterable[str]) -> bool | None:
    sentences = [part.split() for part in " ".join(_tokens(description)).split(".") if part.strip()]
    named = [[token for token in sentence if token in names] for sentence in sentences]
    return set(named[-1]) == {named[0][0]} if len(named) > 1 and named[0] and named[-1] else None


def _care_words() -> dict[str, str]:
    """The kind of care that a word tells: the words of one care list that no other rule has."""
    lists: dict[str, set[str]] = {}
    for line in joined_lines(RULES):
        head, _, body = line.partition(":")
        lists[head] = set(body.split())
    return {
        word: head.split()[1]
        for head, own in lists.items()
        if head.startswith("washing/")
        for word in own - set().union(*(other for name, other in lists.items() if name != head))
    }


CARE_WORDS = _care_words()


def catalogue(splits: dict[str, int] | None = None, seed: int = SEED) -> tuple[list[dict[str, str]], int]:
    """The rows of the table, and how often a text came up again and was left out.

    The draws are independent, so the order is as random as any: the first go to training, and so on.
    """
    splits = SPLITS if splits is None else splits
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    repeats = 0
    for world in ("seen", "new"):
        wanted = [
            split
            for split, n in splits.items()
            for _ in range(n)
            if (split == "test_new") == (world == "new")
        ]
        drawn = _descriptions(world, seed if world == "seen" else seed + 1)
        while wanted:
            row = next(drawn)
            if row["description"] in seen:
                repeats += 1
                continue
            seen.add(row["description"])
            rows.append({"description_id": str(len(rows) + 1), "split": wanted.pop(0), **row})
    return rows, repeats


def _descriptions(world: str, seed: int) -> Iterator[dict[str, str]]:
    for made in grammar(world).sample(sys.maxsize, seed):
        row = {"description": detokenise(made.tokens)}
        row |= {name: made.facts[name] for name in FACTS}
        row |= {name: made.parts.get(name, "") for name in PARTS}
        others = (token for token in made.tokens if token in COLOURS and token != row["colour"])
        yield row | {"other_colours": " ".join(others)}
