"""Restaurant reviews from a small seeded grammar: the rows of `data/restaurant_reviews.csv`.

A review is built in three steps, and each step is a few short functions:

1. a `Writer` has the facts of one visit (who, when, where) and draws words for it;
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
    """One clause about one aspect.

    Args:
        text: the clause.
        aspect: "food", "service" or "price".
        sign: +1 is praise, -1 is blame.
        lead: words before the clause when it is a sentence of its own.
    """

    text: str
    aspect: str
    sign: int
    lead: str = ""


@dataclass(frozen=True)
class Plan:
    """What a review says, before it is put into sentences. Pairs are (negative, positive).

    Args:
        kind: how the opinion is expressed, one of `SHARES`.
        deciding: the opinions that count.
        granted: opinions that are given but outweighed.
        link: the words between the granted and the deciding opinions.
        start: a pair of first sentences for a visit that changes half-way.
        verdict: a pair of overall judgements.
        verdict_sign: which of the pair the writer means, +1 or -1; 0 without a verdict.
        frame: the sentence for the verdict, with places for both of the pair.
        before: neutral sentences before the opinions.
        during: neutral sentences between them.
        after: neutral sentences after them.
    """

    kind: str
    deciding: tuple[Opinion, ...]
    granted: tuple[Opinion, ...] = ()
    link: str = ""
    start: tuple[str, str] | None = None
    verdict: tuple[str, str] | None = None
    verdict_sign: int = 0
    frame: str = ""
    before: tuple[str, ...] = ()
    during: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Review:
    """One row of the table, and its plan.

    Args:
        review_id: the number of the row, from 1.
        split: "train" or "test".
        label: the overall opinion, 0 negative, 1 positive.
        text: the review.
        kind: how the opinion is expressed, one of `SHARES`.
        food: the opinion on the food, -1 or +1; 0 if it is not mentioned.
        service: the same for the service.
        price: the same for the price.
        plan: what the review says.
    """

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
    """Find the label by the rule: the writer's overall judgement, else the food, else the other opinions.

    Granted opinions (before "but", after "although", before the turn) never count.

    Args:
        plan: what the review says.

    Returns:
        0 negative, 1 positive.
    """
    food = [opinion.sign for opinion in plan.deciding if opinion.aspect == "food"]
    sign = plan.verdict_sign or (food[0] if food else plan.deciding[0].sign)
    return int(sign > 0)


def aspects_of(plan: Plan) -> dict[str, int]:
    """Find the opinion on each aspect; where two differ, the one that is not granted is taken.

    Args:
        plan: what the review says.

    Returns:
        aspect -> -1 or +1, or 0 if it is not mentioned.
    """
    not_mentioned = dict.fromkeys(ASPECTS, 0)
    return not_mentioned | {opinion.aspect: opinion.sign for opinion in (*plan.granted, *plan.deciding)}


def sentences(text: str) -> str:
    """Write a capital after each full stop, and a full stop at the end.

    Args:
        text: one or more sentences.

    Returns:
        The text.
    """
    return " ".join(part[0].upper() + part[1:] + "." for part in text.removesuffix(".").split(". "))


def render(plan: Plan) -> str:
    """Put a plan into sentences, with neutral remarks before, between and after the opinions.

    Args:
        plan: what the review says.

    Returns:
        The text of the review.
    """
    granted, body = ([sentences(o.lead + o.text) for o in side] for side in (plan.granted, plan.deciding))
    if plan.kind == "contrast":
        all_granted = ", and ".join(opinion.text for opinion in plan.granted)
        body[0] = sentences(plan.link.format(a=all_granted, b=plan.deciding[0].text))
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
    """Make a row of the table from a plan.

    Args:
        review_id: the number of the row, from 1.
        split: "train" or "test".
        plan: what the review says.

    Returns:
        The row.
    """
    return Review(review_id, split, label_of(plan), render(plan), plan.kind, **aspects_of(plan), plan=plan)


def mirror(review: Review) -> Review:
    """Exchange the two sides of a review: what was granted now decides, so the label is the other one.

    Args:
        review: a review of kind "contrast" or "turn".

    Returns:
        A review with the same clauses in the other order.

    Raises:
        ValueError: if the review grants nothing, and so has no two sides.
    """
    plan = review.plan
    if not plan.granted:
        raise ValueError(f"a review of kind {review.kind!r} has no two sides to swap")
    plan = replace(plan, granted=plan.deciding, deciding=plan.granted, verdict_sign=-plan.verdict_sign)
    return make_review(review.review_id, review.split, plan)


def pick(rng: random.Random, items: Sequence):
    """Draw one of the items, with `random()`, whose values are the same in every version of Python.

    Args:
        rng: where the randomness comes from.
        items: at least one.

    Returns:
        One of the items.
    """
    return items[int(rng.random() * len(items))]


def shuffled(rng: random.Random, items: Sequence) -> list:
    """Return the items in random order, drawn as by `pick`.

    Args:
        rng: where the randomness comes from.
        items: the items; they are not changed.

    Returns:
        A new list.
    """
    items = list(items)
    for last in range(len(items) - 1, 0, -1):
        other = int(rng.random() * (last + 1))
        items[last], items[other] = items[other], items[last]
    return items


def with_article(word: str) -> str:
    """Put "a" or "an" before a word.

    Args:
        word: the word, in lower case.

    Returns:
        Both words.
    """
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


class Writer:
    """Draws words for one review: the facts of the visit stay the same, and words seldom occur twice.

    Args:
        rng: where the randomness comes from.
        split: "train" or "test".
    """

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
        """Return True with this probability, from 0 to 1."""
        return self.rng.random() < probability

    def fresh(self, items: Sequence):
        """Draw one of the items that this review has not used yet; if all are used, one of all.

        Args:
            items: at least one.

        Returns:
            One of the items.
        """
        item = pick(self.rng, [item for item in items if item not in self.used] or items)
        self.used.add(item)
        return item

    def fill(self, template: str, **words: str) -> str:
        """Put the facts of the visit into a template.

        Args:
            template: a text with places such as `{meal}`.
            **words: what else is to be put in, by the name of its place.

        Returns:
            The text.
        """
        return template.format(**self.facts, **words)

    def opinion(self, aspect: str, sign: int, denied: float = 0.0, compared: float = 0.0) -> Opinion:
        """Draw an opinion that belongs to this split: no clause about an aspect is in both train and test.

        Args:
            aspect: "food", "service" or "price".
            sign: +1 for praise, -1 for blame.
            denied: the probability that it denies the opposite, if it does not compare.
            compared: the probability that it compares.

        Returns:
            The opinion.
        """
        while True:
            used = set(self.used)
            opinion = self.draw(aspect, sign, denied, compared)
            held_out = zlib.crc32(opinion.text.encode()) % 3 == 0
            if held_out == (self.split == "test"):
                return opinion
            self.used = used

    def draw(self, aspect: str, sign: int, denied: float, compared: float) -> Opinion:
        """Draw the manner, the template and the words of one opinion, for any split.

        Args:
            aspect: "food", "service" or "price".
            sign: +1 for praise, -1 for blame.
            denied: the probability that it denies the opposite, if it does not compare.
            compared: the probability that it compares.

        Returns:
            The opinion.
        """
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
        """Draw a subject, with the verb that agrees with it.

        Args:
            aspect: "food", "service" or "price".

        Returns:
            "np" -> the subject, "was" -> "was" or "were".
        """
        food = aspect == "food"
        singular = SLOTS["dish"] if food else OPINIONS[f"{aspect} one"]
        plural = SLOTS["dishes"] if food else OPINIONS[f"{aspect} many"]
        noun = self.fresh(singular + plural)
        article = pick(self.rng, ("the ", "the ", "my ")) if food else ""
        return {"np": article + noun, "was": "were" if noun in plural else "was"}

    def remarks(self, groups: dict[str, list[str]], number: int) -> tuple[str, ...]:
        """Draw neutral sentences, at most one of each group, in the order of the visit.

        Args:
            groups: name -> sentences, in the order of the visit.
            number: how many sentences; fewer, if there are fewer groups.

        Returns:
            The sentences.
        """
        chosen = shuffled(self.rng, list(groups))[:number]
        return tuple(self.fill(pick(self.rng, groups[name])) for name in groups if name in chosen)

    def opinions(self, sign: int, aspects: Sequence[str], **manner: float) -> tuple[Opinion, ...]:
        """Draw an opinion on each aspect, all of the same sign.

        Args:
            sign: +1 for praise, -1 for blame.
            aspects: each "food", "service" or "price".
            **manner: the probabilities `denied` and `compared`, see `opinion`.

        Returns:
            The opinions.
        """
        return tuple(self.opinion(aspect, sign, **manner) for aspect in aspects)

    def aspects(self) -> list[str]:
        """Draw an order of the aspects in which the price occurs once, the others twice."""
        return shuffled(self.rng, ("food", "food", "service", "service", "price"))


def plan_plain(writer: Writer, sign: int) -> Plan:
    """Plan a review in which all opinions agree, and the words mean what they say.

    Args:
        writer: draws the words.
        sign: +1 for a positive review, -1 for a negative one.

    Returns:
        The plan.
    """
    opinions = writer.opinions(sign, writer.aspects()[: pick(writer.rng, (1, 2, 2, 3, 3, 4, 5))])
    return add_verdict(Plan("plain", opinions), writer, sign, 0.5, JUDGEMENTS, FRAMES["judged"] + FIRST)


def plan_negation(writer: Writer, sign: int) -> Plan:
    """Plan a review in which all opinions agree, and one or more deny the opposite or compare.

    Args:
        writer: draws the words.
        sign: +1 for a positive review, -1 for a negative one.

    Returns:
        The plan.
    """
    first, *others = writer.aspects()[: pick(writer.rng, (1, 2, 2, 3, 3, 4))]
    opinions = [writer.opinion(first, sign, denied=1.0, compared=0.25)]
    opinions += writer.opinions(sign, others, denied=0.35, compared=0.15)
    plan = Plan("negation", tuple(shuffled(writer.rng, opinions)))
    return add_verdict(plan, writer, sign, 0.5, JUDGEMENTS, FRAMES["judged"] + FIRST)


def plan_contrast(writer: Writer, sign: int) -> Plan:
    """Plan a review in which something is granted, and something else outweighs it.

    Args:
        writer: draws the words.
        sign: +1 for a positive review, -1 for a negative one.

    Returns:
        The plan.
    """
    aspects, number = writer.aspects(), pick(writer.rng, (1, 1, 1, 2))
    granted = writer.opinions(-sign, aspects[:number], denied=0.15)
    deciding = writer.opinions(sign, aspects[number:][: pick(writer.rng, (1, 2, 2, 3))], denied=0.15)
    plan = Plan("contrast", deciding, granted, writer.fresh(FRAMES["link"]))
    return add_verdict(plan, writer, sign, 0.45, BALANCED, FRAMES["judged"])


def plan_mixed(writer: Writer, sign: int) -> Plan:
    """Plan a review in which the aspects differ; either an overall judgement or the food decides.

    Args:
        writer: draws the words.
        sign: +1 for a positive review, -1 for a negative one.

    Returns:
        The plan.
    """
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
    """Plan a review of a visit that changes half-way; the opinions after the turn decide.

    Args:
        writer: draws the words.
        sign: +1 for a positive review, -1 for a negative one.

    Returns:
        The plan.
    """
    aspects, number = [a for a in writer.aspects() if a != "price"], pick(writer.rng, (1, 1, 2))
    granted = writer.opinions(-sign, aspects[:number], denied=0.15)
    deciding = writer.opinions(sign, aspects[number:][: pick(writer.rng, (2, 2, 3))], denied=0.15)
    start = writer.fresh(STARTS) if writer.chance(0.5) else None
    plan = Plan("turn", deciding, granted, writer.fill(writer.fresh(FRAMES["turn"])), start)
    return add_verdict(plan, writer, sign, 0.5, ENDS + BALANCED, FRAMES["judged"][:1])


def add_verdict(plan: Plan, writer: Writer, sign: int, probability: float, judgements, frames) -> Plan:
    """Add an overall judgement to a plan, or leave it as it is.

    Args:
        plan: the plan; it is not changed.
        writer: draws the words.
        sign: +1 for a positive judgement, -1 for a negative one.
        probability: of adding one.
        judgements: pairs (negative, positive) to draw from.
        frames: sentences to draw from, with places for both of the pair.

    Returns:
        The plan.
    """
    if not writer.chance(probability):
        return plan
    pair = tuple(writer.fill(text) for text in writer.fresh(judgements))
    frame = writer.fill(writer.fresh(frames), a="{a}", b="{b}")
    return replace(plan, verdict=pair, verdict_sign=sign, frame=frame)


PLANNERS = (plan_plain, plan_negation, plan_contrast, plan_mixed, plan_turn)
PLANS = dict(zip(SHARES, PLANNERS, strict=True))


def make_text(rng: random.Random, review_id: int, split: str, kind: str, sign: int) -> Review:
    """Draw one review: its opinions, and up to ten sentences about who came, when and how.

    Args:
        rng: where the randomness comes from.
        review_id: the number of the row, from 1.
        split: "train" or "test".
        kind: how the opinion is expressed, one of `SHARES`.
        sign: +1 for a positive review, -1 for a negative one.

    Returns:
        The review.
    """
    writer = Writer(rng, split)
    plan = PLANS[kind](writer, sign)
    before = writer.remarks(BEFORE, pick(rng, (0, 0, 1, 2, 3, 4, 5)))
    during = writer.remarks(DURING, pick(rng, (0, 1, 2, 3)))
    after = writer.remarks(AFTER, pick(rng, (0, 0, 1, 2)))
    return make_review(review_id, split, replace(plan, before=before, during=during, after=after))


def generate(rows: int = ROWS, seed: int = SEED) -> list[Review]:
    """Draw distinct reviews, one third of them for the test set, labels exactly balanced in every kind.

    Args:
        rows: how many, a multiple of 120, so that split, kind and label divide evenly.
        seed: for the random numbers.

    Returns:
        The reviews, in random order.

    Raises:
        ValueError: if ``rows`` is no multiple of 120, or not above 0.
    """
    if rows <= 0 or rows % 120:
        raise ValueError(f"rows must be a positive multiple of 120, got {rows}")
    rng = random.Random(seed)
    wanted = []
    for split, thirds in (("train", 2), ("test", 1)):
        for kind, share in SHARES.items():
            wanted += [(split, kind, sign) for sign in (-1, 1)] * (rows * thirds * share // 120)
    reviews: dict[str, Review] = {}
    for split, kind, sign in shuffled(rng, wanted):
        text = ""
        while text in reviews or not MIN_WORDS <= len(text.split()) <= MAX_WORDS:
            review = make_text(rng, len(reviews) + 1, split, kind, sign)
            text = review.text
        reviews[text] = review
    return list(reviews.values())
