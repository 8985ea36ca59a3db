"""The facts of the fashion descriptions: which garments, materials, colours and occasions go together.

`table()` lists every combination that can occur, with its weight; the rest of the module is its data.
Everything here was written for the course.
"""

from functools import cache

from utils.synthetic.notation import read_lists

TEXTS = read_lists("words/fashion.txt")
COLOURS = {
    name: int(weight or 1)
    for name, _, weight in (word.partition("*") for word in TEXTS["colours"]["all"][0].split())
}
MATERIALS = {name: tuple(rest.split()) for name, (rest,) in TEXTS["materials"].items()}
GARMENTS = {name: rest.replace(";", "/").split("/") for name, (rest,) in TEXTS["garments"].items()}
NEVER = {name: rest.split() for name, (rest,) in TEXTS["never"].items()}
NEW_COLOURS, NEW_MATERIALS = (
    frozenset(tuple(pair.split()) for pair in pairs) for pairs in TEXTS["new"].values()
)


@cache
def table() -> list[tuple[dict[str, str], float, bool]]:
    """List every combination of facts that may occur.

    All garments have the same total weight, and so have the pairs of material and occasion that a garment
    may have; colours have the weights of `COLOURS`, whatever the garment.

    Returns:
        (facts, weight, is_new) for each; is_new is True if it has a pair of the new world.
    """
    rows = []
    for garment, (looks, materials, occasions) in GARMENTS.items():
        number, cut = looks.split()
        fits = [
            (material, occasion)
            for material in materials.split()
            for occasion in occasions.split()
            if material not in NEVER.get(occasion, ())
        ]
        for material, occasion in fits:
            facts = {"garment": garment, "material": material, "occasion": occasion}
            facts |= {"number": number, "cut": cut}
            facts |= dict(zip(("surface", "warmth", "care"), MATERIALS[material], strict=True))
            for colour, weight in COLOURS.items():
                is_new = (garment, colour) in NEW_COLOURS or (garment, material) in NEW_MATERIALS
                rows.append((facts | {"colour": colour}, weight / len(fits), is_new))
    return rows
