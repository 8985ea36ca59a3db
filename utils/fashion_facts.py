"""What may be combined with what in the shop of `utils.fashion`: garments, materials, colours, occasions.

`table()` lists every combination that can occur with its weight; the rest of the module is its data.
Everything here was written for the course.
"""

from functools import cache

_COLOURS = """
black*3 navy*3 white*2 cream*2 grey*2 charcoal burgundy rust mustard khaki sage teal plum coral
cobalt lilac ivory olive emerald copper
"""

# material: surface, warmth, care
_MATERIALS = """
cotton: flat any warm
linen: flat light warm
poplin: flat light warm
flannel: flat heavy warm
denim: tough any warm
corduroy: tough heavy warm
viscose: flat light gentle
nylon: tough any gentle
fleece: tough heavy gentle
wool: woolly heavy hand
cashmere: woolly heavy hand
merino: woolly any hand
mohair: woolly heavy hand
silk: flat light dry
satin: flat light dry
velvet: tough heavy dry
tweed: woolly heavy dry
leather: tough any wipe
suede: tough any wipe
"""

# garment: one or many, cut; materials / occasions
_GARMENTS = """
coat: one outer; wool cashmere mohair tweed suede velvet / office evening weekend outdoors
jacket: one outer; tweed corduroy denim leather suede linen nylon / office weekend outdoors
parka: one outer; nylon cotton fleece / weekend outdoors
raincoat: one outer; nylon cotton / office weekend outdoors
cape: one outer; wool mohair tweed velvet cashmere / evening weekend outdoors
blazer: one tailored; wool linen tweed velvet cotton corduroy / office evening weekend
waistcoat: one tailored; wool tweed linen silk velvet suede / office evening weekend
jumper: one knit; wool merino cashmere mohair cotton / office weekend outdoors home
cardigan: one knit; wool merino cashmere mohair cotton / office weekend home
hoodie: one knit; cotton fleece merino cashmere / weekend outdoors home
shirt: one top; cotton poplin linen flannel denim silk / office evening weekend outdoors
blouse: one top; silk satin cotton viscose linen poplin / office evening weekend
tunic: one top; linen cotton viscose silk merino / office weekend home
skirt: one bottom; cotton denim wool tweed silk satin leather suede corduroy linen velvet
  / office evening weekend
kilt: one bottom; wool tweed flannel / evening weekend outdoors
dress: one whole; cotton linen silk satin velvet wool viscose merino poplin / office evening weekend
jumpsuit: one whole; cotton linen viscose denim silk satin velvet / office evening weekend
gown: one whole; silk satin velvet / evening
robe: one night; cotton silk satin flannel fleece velvet cashmere / home
trousers: many bottom; wool cotton linen corduroy flannel tweed leather velvet
  / office evening weekend outdoors
culottes: many bottom; linen cotton viscose wool silk / office weekend
shorts: many bottom; cotton linen denim nylon / weekend outdoors
joggers: many bottom; cotton fleece nylon merino cashmere / weekend outdoors home
leggings: many bottom; cotton merino nylon viscose / weekend outdoors home
dungarees: many whole; denim corduroy cotton linen / weekend outdoors
pyjamas: many night; cotton silk satin flannel linen poplin viscose / home
"""

# What nobody wears: these materials are left out on these occasions.
_NEVER = """
office: fleece nylon satin
evening: fleece nylon denim flannel
outdoors: silk satin velvet cashmere mohair poplin viscose
home: leather suede tweed denim
"""

# Pairs of the new world: they occur in no description of the seen world.
_NEW_COLOURS = """
coat sage | jacket plum | parka cobalt | raincoat mustard | cape teal | blazer rust | waistcoat olive
| jumper emerald | cardigan coral | hoodie burgundy | shirt khaki | blouse copper | tunic ivory | skirt lilac
| kilt charcoal | dress rust | jumpsuit teal | gown olive | robe plum | trousers coral | culottes cobalt
| shorts lilac | joggers sage | leggings mustard | dungarees burgundy | pyjamas khaki
"""
_NEW_MATERIALS = """
coat suede | jacket linen | cape cashmere | blazer velvet | waistcoat silk | jumper mohair | cardigan merino
| shirt flannel | blouse viscose | skirt leather | dress merino | jumpsuit denim | trousers tweed
| pyjamas satin
"""


def _entries(text: str) -> dict[str, str]:
    """Read `name: what belongs to it`. An indented line continues the line above it."""
    lines = text.strip().replace("\n  ", " ").split("\n")
    return {name: rest.strip() for name, rest in (line.split(":") for line in lines)}


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    """Read `garment other | garment other | ...`."""
    return frozenset(tuple(pair.split()) for pair in text.replace("\n", " ").split("|"))


COLOURS = {name: int(weight or 1) for name, _, weight in (word.partition("*") for word in _COLOURS.split())}
MATERIALS = {name: tuple(rest.split()) for name, rest in _entries(_MATERIALS).items()}
GARMENTS = {name: rest.replace(";", "/").split("/") for name, rest in _entries(_GARMENTS).items()}
NEVER = {name: rest.split() for name, rest in _entries(_NEVER).items()}
NEW_COLOURS, NEW_MATERIALS = _pairs(_NEW_COLOURS), _pairs(_NEW_MATERIALS)


@cache
def table() -> list[tuple[dict[str, str], float, bool]]:
    """(facts, weight, is_new) for every combination that may occur; is_new: it holds a pair of the new world.

    All garments have the same total weight, and so have the pairs of material and occasion that a garment
    may have; colours have the weights of `COLOURS`, whatever the garment.
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
