"""Restaurant reviews from a small seeded grammar: what `data/restaurant_reviews.csv` holds.

A review is built in three steps, and each step is a few short functions:

1. a `Writer` holds the facts of one visit (who, when, where) and draws words for it;
2. a `Plan` says which opinions are given, in which order, and which of them count;
3. `render`, `label_of` and `aspects_of` turn the plan into text and into the columns of the table.

The label is never drawn word by word. It follows from the plan by one rule, see `label_of`.
"""

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from utils.synthetic.notation import read_lists

SEED = 2024
ROWS = 6000
COLUMNS = ("review_id", "split", "label", "text", "kind", "food", "service", "price")
ASPECTS = ("food", "service", "price")
SHARES = {"plain": 8, "negation": 4, "contrast": 3, "mixed": 2, "turn": 3}  # twentieths of all reviews
MIN_WORDS, MAX_WORDS = 10, 150

TEXTS = read_lists("words/restaurant_reviews.txt")
SLOTS, BEFORE, DURING, AFTER = (TEXTS[name] for name in ("slots", "before", "during", "after"))
OPINIONS, CLAUSES, FRAMES = (TEXTS[name] for name in ("opinions", "clauses", "frames"))
JUDGEMENTS, STARTS, ENDS = ([tuple(pair.split(" / ")) for pair in pairs] for pairs in TEXTS["pairs"].values())
REPUTATION, BALANCED = JUDGEMENTS[:8], JUDGEMENTS[:-2]
FIRST = FRAMES["judged first"]


@dataclass(frozen=True)
class Opinion:
    """One clause about one aspect: +1 is praise, -1 is blame. The lead opens a sentence of its own."""

    text: str
    aspect: str
    sign: int
    lead: str = ""


@dataclass(frozen=True)
class Plan:
    """What a review says, before it is put into sentences. Pairs are (negative, positive)."""

    kind: str
    deciding: tuple[Opinion, ...]
    granted: tuple[Opinion, ...] = ()  # said, but outweighed by what decides
    link: str = ""  # what stands between the granted and the deciding opinions
    start: tuple[str, str] | None = None
    verdict: tuple[str, str] | None = None
    verdict_sign: int = 0
    frame: str = ""  # of the verdict
    before: tuple[str, ...] = ()
    during: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Review:
    """One row of the table, and the plan it was made from."""

    review_id: int
    split: str
    label: int
    text: str
    kind: str
    food: int
    service: int
    price: int
    plan: Plan


def label_of(plan: Plan) -> int:
    """The rule: the writer's overall judgement, else the food, else the opinions that are left.

    Granted opinions (before "but", after "although", before the turn) never count.
    """
    food = [opinion.sign for opinion in plan.deciding if opinion.aspect == "food"]
    sign = plan.verdict_sign or (food[0] if food else plan.deciding[0].sign)
    return int(sign > 0)


def aspects_of(plan: Plan) -> dict[str, int]:
    """-1, 0 or +1 for each aspect; where two opinions differ, the one that is not granted is taken."""
    found = dict.fromkeys(ASPECTS, 0)
    return found | {opinion.aspect: opinion.sign for opinion in (*plan.granted, *plan.deciding)}


def sentences(text: str) -> str:
    """A capital after each full stop, and a full stop at the end."""
    return " ".join(part[0].upper() + part[1:] + "." for part in text.removesuffix(".").split(". "))


def render(plan: Plan) -> str:
    """Put the plan into sentences; neutral remarks stand before, between and after the opinions."""
    granted, body = ([sentences(o.lead + o.text) for o in side] for side in (plan.granted, plan.deciding))
    if plan.kind == "contrast":
        whole = ", and ".join(opinion.text for opinion in plan.granted)
        body[0] = sentences(plan.link.format(a=whole, b=plan.deciding[0].text))
    elif plan.kind == "turn":
        start = [sentences(plan.start[plan.granted[0].sign > 0])] if plan.start else []
        body = [*start, *granted, plan.link, *body]
    for place, remark in enumerate(plan.during):
        body.insert(min(2 * place + 1, len(body)), remark)
    body = [*plan.before, *body, *plan.after]
    if plan.verdict:
        opposite, meant = plan.verdict if plan.verdict_sign > 0 else plan.verdict[::-1]
        verdict = sentences(plan.frame.format(a=opposite, b=meant))
        body.insert(0 if plan.frame in FIRST else len(body), verdict)
    return " ".join(body)


def make_review(review_id: int, split: str, plan: Plan) -> Review:
    return Review(review_id, split, label_of(plan), render(plan), plan.kind, **aspects_of(plan), plan=plan)


def mirror(review: Review) -> Review:
    """The same clauses in the other order: what was granted now decides, so the label is the other one."""
    plan = review.plan
    if not plan.granted:
        raise ValueError(f"a review of kind {review.kind!r} has no two sides to swap")
    plan = replace(plan, granted=plan.deciding, deciding=plan.granted, verdict_sign=-plan.verdict_sign)
    return make_review(review.review_id, review.split, plan)


def pick(rng: random.Random, items: Sequence):
    """One of the items. Built on `random()`, whose values are the same in every version of Python."""
    return items[int(rng.random() * len(items))]


def shuffled(rng: random.Random, items: Sequence) -> list:
    items = list(items)
    for last in range(len(items) - 1, 0, -1):
        other = int(rng.random() * (last + 1))
        items[last], items[other] = items[other], items[last]
    return items


def with_article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


class Writer:
    """Draws words for one review: the facts of the visit stay the same, no word list repeats itself."""

    def __init__(self, rng: random.Random, split: str):
        self.rng, self.split, self.used = rng, split, set()
        self.facts = facts = {}
        for slot, words in SLOTS.items():
            for number, word in enumerate(shuffled(rng, words)[:4], start=1):
                facts[f"{slot}{number}"] = word
            facts[slot] = facts[f"{slot}1"]
        facts["Companion"] = facts["companion"].capitalize()
        facts["stretch"] = "evening" if facts["meal"] == "dinner" else "afternoon"
        facts["hour"] = pick(rng, ("ten", "half past ten") if facts["meal"] == "dinner" else ("two", "three"))
        facts |= {f"a_{slot}": with_article(facts[slot]) for slot in ("weather", "shop", "shop2")}

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def fresh(self, items: Sequence):
        """One of the items that this review has not used yet."""
        item = pick(self.rng, [item for item in items if item not in self.used] or items)
        self.used.add(item)
        return item

    def fill(self, template: str, **words: str) -> str:
        return template.format(**self.facts, **words)

    def opinion(self, aspect: str, sign: int, denied: float = 0.0, compared: float = 0.0) -> Opinion:
        """Draw an opinion that belongs to this split: no clause about an aspect is in both train and test."""
        while True:
            used = set(self.used)
            opinion = self.draw(aspect, sign, denied, compared)
            held_out = zlib.crc32(opinion.text.encode()) % 3 == 0
            if held_out == (self.split == "test"):
                return opinion
            self.used = used

    def draw(self, aspect: str, sign: int, denied: float, compared: float) -> Opinion:
        """Choose the manner, the template and the words of one opinion."""
        side, other = ("+", "-") if sign > 0 else ("-", "+")
        words, act = OPINIONS[f"{aspect} grade {side}"], ""
        if self.chance(compared):
            words = OPINIONS[f"{aspect} grade {other}"]
            template = self.fresh(CLAUSES["compared"] + CLAUSES.get(f"{aspect} compared {side}", []))
        elif self.chance(denied):
            words = OPINIONS[f"{aspect} grade {other}"]
            template, act = self.fresh(CLAUSES["denied"]), self.fresh(OPINIONS[f"{aspect} denial {side}"])
            template = CLAUSES["act"][0] if self.chance(0.15) else template
        else:
            manner = pick(self.rng, ("graded", "graded", "act", "extreme"))
            template, act = self.fresh(CLAUSES[manner]), self.fresh(OPINIONS[f"{aspect} act {side}"])
            words = OPINIONS[f"{aspect} extreme {side}"] if manner == "extreme" else words
        filled = self.subject(aspect)
        filled |= {slot: self.fill(self.fresh(CLAUSES[slot])) for slot in ("aside", "result", "degree")}
        filled |= {"adj": self.fresh(words), "adj2": self.fresh(words), "act": act.format(**filled)}
        text = self.fill(template, **filled)
        leads = template.startswith("{np} ") and "." not in template and self.chance(0.25)
        return Opinion(text, aspect, sign, self.fill(self.fresh(CLAUSES["lead"])) + " " if leads else "")

    def subject(self, aspect: str) -> dict[str, str]:
        """A subject with the verb that agrees with it."""
        food = aspect == "food"
        one = SLOTS["dish"] if food else OPINIONS[f"{aspect} one"]
        many = SLOTS["dishes"] if food else OPINIONS[f"{aspect} many"]
        noun = self.fresh(one + many)
        article = pick(self.rng, ("the ", "the ", "my ")) if food else ""
        return {"np": article + noun, "was": "were" if noun in many else "was"}

    def remarks(self, groups: dict[str, list[str]], number: int) -> tuple[str, ...]:
        """Neutral sentences, at most one of each group, in the order of the visit."""
        chosen = shuffled(self.rng, list(groups))[:number]
        return tuple(self.fill(pick(self.rng, groups[name])) for name in groups if name in chosen)

    def opinions(self, sign: int, aspects: Sequence[str], **manner: float) -> tuple[Opinion, ...]:
        return tuple(self.opinion(aspect, sign, **manner) for aspect in aspects)

    def aspects(self) -> list[str]:
        """Aspects in an order to draw from; the price is mentioned once at most."""
        return shuffled(self.rng, ("food", "food", "service", "service", "price"))


def plan_plain(writer: Writer, sign: int) -> Plan:
    """All opinions agree; the words mean what they say."""
    given = writer.opinions(sign, writer.aspects()[: pick(writer.rng, (1, 2, 2, 3, 3, 4, 5))])
    return add_verdict(Plan("plain", given), writer, sign, 0.5, JUDGEMENTS, FRAMES["judged"] + FIRST)


def plan_negation(writer: Writer, sign: int) -> Plan:
    """All opinions agree, and one or more are said by denying the opposite or by a comparison."""
    first, *others = writer.aspects()[: pick(writer.rng, (1, 2, 2, 3, 3, 4))]
    given = [writer.opinion(first, sign, denied=1.0, compared=0.25)]
    given += writer.opinions(sign, others, denied=0.35, compared=0.15)
    plan = Plan("negation", tuple(shuffled(writer.rng, given)))
    return add_verdict(plan, writer, sign, 0.5, JUDGEMENTS, FRAMES["judged"] + FIRST)


def plan_contrast(writer: Writer, sign: int) -> Plan:
    """Something is granted, something else outweighs it."""
    aspects, number = writer.aspects(), pick(writer.rng, (1, 1, 1, 2))
    granted = writer.opinions(-sign, aspects[:number], denied=0.15)
    deciding = writer.opinions(sign, aspects[number:][: pick(writer.rng, (1, 2, 2, 3))], denied=0.15)
    plan = Plan("contrast", deciding, granted, writer.fresh(FRAMES["link"]))
    return add_verdict(plan, writer, sign, 0.45, BALANCED, FRAMES["judged"])


def plan_mixed(writer: Writer, sign: int) -> Plan:
    """The aspects differ. Either there is an overall judgement, or the food decides."""
    judged = writer.chance(0.75)
    food, service = pick(writer.rng, (-1, 1)) if judged else sign, pick(writer.rng, (-1, 1))
    price = -food if food == service else pick(writer.rng, (-1, 1))
    signs = {"food": food, "service": service, "price": price}
    aspects = shuffled(writer.rng, ("food", *ASPECTS) if writer.chance(0.5) else ASPECTS)
    plan = Plan("mixed", tuple(writer.opinion(aspect, signs[aspect], 0.15, 0.1) for aspect in aspects))
    if judged and writer.chance(0.4):
        return add_verdict(plan, writer, sign, 1.0, REPUTATION, FRAMES["revised"])
    return add_verdict(plan, writer, sign, float(judged), BALANCED, FRAMES["judged"] + FIRST)


def plan_turn(writer: Writer, sign: int) -> Plan:
    """The visit changes half-way. What comes after the turn decides."""
    aspects, number = [a for a in writer.aspects() if a != "price"], pick(writer.rng, (1, 1, 2))
    granted = writer.opinions(-sign, aspects[:number], denied=0.15)
    deciding = writer.opinions(sign, aspects[number:][: pick(writer.rng, (2, 2, 3))], denied=0.15)
    start = writer.fresh(STARTS) if writer.chance(0.5) else None
    plan = Plan("turn", deciding, granted, writer.fill(writer.fresh(FRAMES["turn"])), start)
    return add_verdict(plan, writer, sign, 0.5, ENDS + BALANCED, FRAMES["judged"][:1])


def add_verdict(plan: Plan, writer: Writer, sign: int, probability: float, judgements, frames) -> Plan:
    if not writer.chance(probability):
        return plan
    pair = tuple(writer.fill(text) for text in writer.fresh(judgements))
    frame = writer.fill(writer.fresh(frames), a="{a}", b="{b}")
    return replace(plan, verdict=pair, verdict_sign=sign, frame=frame)


PLANNERS = (plan_plain, plan_negation, plan_contrast, plan_mixed, plan_turn)
PLANS = dict(zip(SHARES, PLANNERS, strict=True))


def make_text(rng: random.Random, review_id: int, split: str, kind: str, sign: int) -> Review:
    """One review: its opinions, and up to ten sentences about who came, when and how."""
    writer = Writer(rng, split)
    plan = PLANS[kind](writer, sign)
    before = writer.remarks(BEFORE, pick(rng, (0, 0, 1, 2, 3, 4, 5)))
    during = writer.remarks(DURING, pick(rng, (0, 1, 2, 3)))
    after = writer.remarks(AFTER, pick(rng, (0, 0, 1, 2)))
    return make_review(review_id, split, replace(plan, before=before, during=during, after=after))


def generate(rows: int = ROWS, seed: int = SEED) -> list[Review]:
    """Draw distinct reviews, one third of them for the test set, labels exactly balanced in every kind.

    rows: a multiple of 120, so that split, kind and label divide evenly; otherwise a ValueError.
    """
    if rows <= 0 or rows % 120:
        raise ValueError(f"rows must be a positive multiple of 120, got {rows}")
    rng = random.Random(seed)
    cells = []
    for split, thirds in (("train", 2), ("test", 1)):
        for kind, share in SHARES.items():
            cells += [(split, kind, sign) for sign in (-1, 1)] * (rows * thirds * share // 120)
    reviews: dict[str, Review] = {}
    for split, kind, sign in shuffled(rng, cells):
        text = ""
        while text in reviews or not MIN_WORDS <= len(text.split()) <= MAX_WORDS:
            review = make_text(rng, len(reviews) + 1, split, kind, sign)
            text = review.text
        reviews[text] = review
    return list(reviews.values())
