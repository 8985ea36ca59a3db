"""Fashion descriptions from a grammar whose probabilities are known: no model can beat them.

A description names colour, material and garment at its beginning, colour and garment again at its end.
In between there are other colours, and a care instruction that follows from the material. The corpus
`data/fashion_descriptions.csv` is a sample from two *worlds*, each with exact probabilities:

- "seen": all combinations of facts except the new ones; training, validation and test descriptions.
- "new": only descriptions with a new pair of garment and colour, or of garment and material (see
  `NEW_COLOURS` and `NEW_MATERIALS` in `utils.synthetic.fashion_facts`). "seen" has no such pair.

Each is a part of the shop's whole range, renormalised: P(description | seen) and P(description | new). The
rules for words are the same in both. `share_of_new` is P(new) in the whole range.
"""

import sys
from collections.abc import Iterable, Iterator
from functools import cache

from utils.arguments import one_of
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
    """Return the rules of `data/grammars/fashion.txt` and those for other colours and other materials."""
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
    """Return the grammar of a world.

    Args:
        world: "seen" or "new".

    Returns:
        The grammar; the same object each time.

    Raises:
        ValueError: for another world.
    """
    one_of("world", world, ("seen", "new"))
    return Grammar([(facts, p) for facts, p, is_new in table() if is_new == (world == "new")], _rules())


def share_of_new() -> float:
    """Compute the probability of the new combinations in the whole range, from 0 to 1."""
    return sum(weight for _, weight, is_new in table() if is_new) / sum(weight for _, weight, _ in table())


def floor(world: str = "seen") -> float:
    """Compute the lowest mean loss that any model can reach on a world.

    Its exponential is the lowest perplexity. The floor holds for the mean over all texts. On a sample of
    texts a model may by chance have a slightly lower loss; `grammar(world).surprisal` gives the floor of the
    sample.

    Args:
        world: "seen" or "new".

    Returns:
        Nats per token; words, stops and the END are tokens.

    Raises:
        ValueError: for another world.
    """
    return grammar(world).entropy() / grammar(world).mean_tokens()


def colour_agrees(description: str | Iterable[str]) -> bool | None:
    """Tell whether the last sentence names the colour of the garment, and no other.

    The garment's colour is the first colour of the first sentence.

    Args:
        description: any text, or its tokens.

    Returns:
        True or False; None if the first or the last sentence names no colour, or if there is only one.
    """
    return _agrees(description, COLOURS)


def garment_agrees(description: str | Iterable[str]) -> bool | None:
    """Tell whether the last sentence names the first garment of the first sentence, and no other.

    Args:
        description: any text, or its tokens.

    Returns:
        True or False; None if the first or the last sentence names no garment, or if there is only one.
    """
    return _agrees(description, GARMENTS)


def care_fits(description: str | Iterable[str]) -> bool | None:
    """Tell whether the care instruction suits the material.

    The first material is the garment's; later ones may be its lining. An instruction is recognised by the
    words that occur nowhere else (`CARE_WORDS`). Several that contradict each other never fit.

    Args:
        description: any text, or its tokens.

    Returns:
        True or False; None if the material or the instruction is missing.
    """
    tokens = _tokens(description)
    material = next((token for token in tokens if token in MATERIALS), None)
    found = {CARE_WORDS[token] for token in tokens if token in CARE_WORDS}
    return found == {MATERIALS[material][2]} if material and found else None


def _tokens(description: str | Iterable[str]) -> list[str]:
    """Return the tokens of a text; of tokens, a list."""
    if isinstance(description, str):
        return tokenise(description, punctuation=True)
    return [str(token) for token in description]


def _agrees(description: str | Iterable[str], names: Iterable[str]) -> bool | None:
    """Tell whether the last sentence has the first of the names in the first sentence, and no other."""
    sentences = [part.split() for part in " ".join(_tokens(description)).split(".") if part.strip()]
    named = [[token for token in sentence if token in names] for sentence in sentences]
    return set(named[-1]) == {named[0][0]} if len(named) > 1 and named[0] and named[-1] else None


def _care_words() -> dict[str, str]:
    """Map each word that only the instructions for one kind of care have to that kind of care."""
    lists: dict[str, set[str]] = {}
    for line in joined_lines(RULES):
        head, _, body = line.partition(":")
        lists[head] = set(body.split())
    return {
        word: head.split()[1]
        for head, words in lists.items()
        if head.startswith("washing/")
        for word in words - set().union(*(other for name, other in lists.items() if name != head))
    }


CARE_WORDS = _care_words()


def catalogue(splits: dict[str, int] | None = None, seed: int = SEED) -> tuple[list[dict[str, str]], int]:
    """Draw the rows of the bundled table.

    The draws are independent, so the rows need no shuffling: the first go to training, and so on.

    Args:
        splits: name of the split -> number of rows; by default those of the bundled table.
        seed: for the random numbers, at least 0.

    Returns:
        The rows, column -> value, and how often a text occurred again and was left out.
    """
    splits = SPLITS if splits is None else splits
    rows: list[dict[str, str]] = []
    texts: set[str] = set()
    repeats = 0
    for world in ("seen", "new"):
        splits_to_fill = [
            split
            for split, n in splits.items()
            for _ in range(n)
            if (split == "test_new") == (world == "new")
        ]
        descriptions = _descriptions(world, seed if world == "seen" else seed + 1)
        while splits_to_fill:
            row = next(descriptions)
            if row["description"] in texts:
                repeats += 1
                continue
            texts.add(row["description"])
            rows.append({"description_id": str(len(rows) + 1), "split": splits_to_fill.pop(0), **row})
    return rows, repeats


def _descriptions(world: str, seed: int) -> Iterator[dict[str, str]]:
    """Draw rows of the table without end, column -> value."""
    for drawn in grammar(world).sample(sys.maxsize, seed):
        row = {"description": detokenise(drawn.tokens)}
        row |= {name: drawn.facts[name] for name in FACTS}
        row |= {name: drawn.parts.get(name, "") for name in PARTS}
        others = (token for token in drawn.tokens if token in COLOURS and token != row["colour"])
        yield row | {"other_colours": " ".join(others)}
