"""Write the bundled restaurant reviews: a small seeded grammar, standard library only.

A review is built in three steps, and each step is a few short functions:

1. a `Writer` holds the facts of one visit (who, when, where) and draws words for it;
2. a `Plan` says which opinions are given, in which order, and which of them count;
3. `render`, `label_of` and `aspects_of` turn the plan into text and into the columns of the table.

The label is never drawn word by word. It follows from the plan by one rule, see `label_of`.

    python data/make_restaurant_reviews.py            # rewrite restaurant_reviews.csv
    python data/make_restaurant_reviews.py --check    # compare, write nothing
    python data/make_restaurant_reviews.py --linear   # the linear models of the data card (scikit-learn)
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

SEED = 2024
ROWS = 6000
PATH = Path(__file__).with_name("restaurant_reviews.csv")
COLUMNS = ("review_id", "split", "label", "text", "kind", "food", "service", "price")
ASPECTS = ("food", "service", "price")
SHARES = {"plain": 8, "negation": 4, "contrast": 3, "mixed": 2, "turn": 3}  # twentieths of all reviews
MIN_WORDS, MAX_WORDS = 10, 150


def word_lists(text: str) -> dict[str, tuple[str, ...]]:
    """Read `name: one | another | a third`. An indented line continues the list above it."""
    entries = [line.split(":", 1) for line in text.strip().replace("\n  ", " ").split("\n")]
    return {name: tuple(item.strip() for item in items.split("|")) for name, items in entries}


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Read one `negative / positive` pair from each line."""
    return tuple(tuple(side.strip() for side in line.split("/")) for line in text.strip().split("\n"))


# Words without an opinion, and slots of the sentences below. Weather and journey have good and bad words,
# but these are drawn without a look at the label: an opinion about the weather is not one about the food.
SLOTS = word_lists("""
companion: my sister | my brother | my neighbour | my daughter | my uncle | my cousin | my aunt | my son
  | my flatmate | my colleague | my grandmother | my teacher | my partner | my nephew
meal: lunch | dinner
day: Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
street: Mill Street | Harbour Road | Station Square | Church Lane | Bridge Street | Market Row | Orchard Way
  | Castle Hill | Weaver Street | Canal Side
place: the Copper Kettle | the Blue Lantern | the Old Ferry | the Green Door | the Three Herons
  | the Corner House | the Silver Spoon | the Garden Gate | the White Stag | the Red Barn
dish: soup | risotto | lamb | fish stew | lentil curry | roast chicken | mushroom pie | onion tart | rice
  | beef | trout | lasagne | pork | spinach omelette | duck | barley stew | potato gratin | goulash
dishes: noodles | dumplings | sardines | mussels | prawns | beans | chips | meatballs | fritters | pancakes
  | sausages | fish cakes | potatoes | courgettes
topic: the football | a new job | the summer holidays | an old film | the garden | a wedding in June
  | the elections | a house by the sea | the history of the town | a book about birds
shop: bakery | library | shoe shop | post office | bicycle shop | pharmacy | bank | optician
spot: by the window | near the door | upstairs | in the back room | on the terrace | next to the bar
drink: water | red wine | white wine | beer | apple juice | tea | lemonade | cider
colour: white | green | yellow | blue | brown | grey | red | orange
number: six | seven | eight | nine | ten | eleven | twelve
many: fourteen | fifteen | sixteen | eighteen | twenty | thirty
ride: bus | tram | train | ferry | taxi
weather: good | bad | wonderful | dreadful | lovely | awful | excellent | terrible
journey: good | bad | wonderful | awful | excellent | terrible | interesting | dull | delightful | slow
""")

# Sentences without an opinion, in the order of the visit. A review takes at most one of each line.
BEFORE = word_lists("""
who: We went there on {day} with {companion}. | It was {day}, and I was out with {companion}.
  | {Companion} and I had {meal} there last {day}. | On {day} {companion} took me there for {meal}.
weather: The weather was {weather}. | It was {a_weather} {day} as far as the weather goes.
journey: We walked there from {street2}. | The {ride} ride was {journey}.
  | We came by {ride}, and the journey was {journey}.
  | We had come from the cinema, where the film was {journey}.
where: The restaurant is on {street}, next to {a_shop}. | You find it on {street}, opposite {a_shop}.
since: It opened {number} years ago. | It has been there for {many} years. | It used to be {a_shop2}.
booking: We had booked a table for {number2}. | {Companion} had rung up a day earlier. | We had no booking.
why: It was the birthday of {companion}. | {Companion} had read about it in the newspaper.
  | We had passed it many times on the way to {place}.
room: The walls are {colour}, and the chairs are {colour2}. | There are {colour} lamps over the tables.
menu: The menu has {number4} pages. | The menu is written on a board. | The menu changes every {day2}.
seat: We sat {spot}. | Our table was {spot}. | They put us {spot}.
""")
DURING = word_lists("""
guests: About {number3} of the {many2} tables were taken. | There were {many2} people in the room.
dish: {Companion} and I shared the {dish1}. | At the next table they had the {dish2}.
  | The board outside said {dish1} and {dish2}.
drink: We drank {drink}. | {Companion} drank {drink}, and I had {drink2}.
talk: At the next table they were talking about {topic}. | {Companion} told me about {topic}.
scene: A radio was playing in the kitchen. | A dog slept under the table beside us.
  | Somebody was tuning a piano. | The phone rang twice behind the counter.
  | {Companion} took a photograph of the street.
""")
AFTER = word_lists("""
payment: We paid by card. | {Companion} paid this time. | We shared the bill.
home: We took the {ride2} home. | {Companion} drove us home. | We walked home along {street3}.
  | On the way home we talked about {topic2}.
hour: It was {hour} when we left. | We were there until {hour}.
""")

# How an aspect is praised (+) and blamed (-). A grade can be denied ("not bland"), an extreme cannot.
OPINIONS = word_lists("""
food grade +: good | fresh | tasty | well seasoned | carefully cooked | appetising | full of flavour
  | satisfying | nicely spiced | well made | interesting | hearty
food grade -: bad | stale | bland | badly seasoned | overcooked | unappetising | lukewarm | greasy
  | poorly spiced | dull | oily | soggy
food extreme +: delicious | superb | excellent | wonderful | outstanding | magnificent
food extreme -: inedible | dreadful | awful | terrible | disgusting | appalling
food act +: disappeared from the plate in minutes | made us order a second portion
  | tasted of butter and herbs | tasted like a Sunday at home | brought a smile to every face
  | {was} worth crossing the town for
food act -: stayed on the plate to the end | made us reach for the water | tasted of old frying oil
  | tasted like the day before | went back to the kitchen untouched | {was} a waste of a plate
food denial +: could not have been better | left nothing to be desired | did not disappoint anyone
food denial -: could not have been worse | left nobody satisfied | did not please anyone
service one: the waiter | the waitress | the head waiter | the man at the door | the woman at the bar
  | the cook | the boy who brought the bread | the student who took our order
service many: the two brothers who run the place | the people behind the counter | the two girls at the till
service grade +: competent | friendly | attentive | helpful | polite | patient | quick | cheerful | welcoming
  | thoughtful | kind | reliable
service grade -: incompetent | unfriendly | distracted | unhelpful | rude | impatient | slow | sullen | cold
  | careless | arrogant | forgetful
service extreme +: excellent | wonderful | delightful | outstanding | charming
service extreme -: terrible | dreadful | awful | appalling | hopeless
service act +: remembered what we had ordered | brought us water straight away | found us a better table
  | answered every question with a smile | made us feel at home | had time for everybody
service act -: forgot what we had ordered | kept us waiting for ages | gave our table to somebody else
  | answered every question with a sigh | made us feel like intruders | had time for everybody else
service denial +: never kept us waiting | did not forget a thing | could not have done more for us
service denial -: never looked our way | did not smile once | could not have done less for us
price one: the bill | the price of the set menu | the price of the wine | the price of the main course
price many: the prices | the prices on the menu | the prices of the drinks
price grade +: fair | reasonable | modest | sensible | honest | affordable
price grade -: unfair | unreasonable | steep | excessive | inflated | exaggerated
price extreme +: a bargain | a pleasant surprise | a gift
price extreme -: an insult | a nasty surprise | a scandal
price act +: {was} lower than we had expected | {was} easy to accept | made us smile
price act -: {was} higher than we had expected | {was} hard to accept | made us wince
price denial +: could not have been fairer | did not hurt at all
price denial -: could not have been less fair | did not please us at all
""")

# How an opinion becomes a clause. After "denied" and "compared" the word comes from the other side:
# "hardly fresh" is blame, "Last year the rice was bland. Not any more." is praise.
CLAUSES = word_lists("""
act: {np} {act}
graded: {np} {was} {adj} | {np} {was} {degree} {adj} | {np} {was} {adj} and {adj2} | I found {np} {adj}
  | we all agreed that {np} {was} {adj} | {np}, {aside}, {was} {adj} | {np} {was} so {adj} that {result}
  | what I remember best is how {adj} {np} {was}
extreme: {np} {was} {adj} | {np} {was} simply {adj} | {np}, {aside}, {was} {adj} | I found {np} {adj}
  | {np} {was} nothing short of {adj}
denied: {np} {was} not {adj} | {np} {was} not {adj} at all | {np} {was} never {adj} | {np} {was} hardly {adj}
  | {np} {was} anything but {adj} | {np} {was} far from {adj} | {np} {was} not in the least {adj}
  | {np} {was} neither {adj} nor {adj2} | I would not call {np} {adj} | nobody at our table found {np} {adj}
  | I do not think that anyone would call {np} {adj} | nothing about {np} struck me as {adj}
  | not one of us thought that {np}, {aside}, {was} {adj} | neither {companion} nor I found {np} {adj}
  | it would be wrong to call {np} {adj} | I cannot say that {np} {was} {adj}
compared: Last year {np} {was} {adj}. Not any more. | {Companion} had told us that {np} would be {adj}. That
  was a mistake. | I had expected {np} to be {adj}. It was the other way round. | When we came in spring, {np}
  {was} {adj} and {adj2}. How things have changed. | A few years ago {np} {was} {adj}. Those days are gone.
food compared +: {np} {was} not quite as good as at {place}, which is still high praise.
food compared -: {np} {was} a little better than at {place}, which is faint praise.
aside: I have to say | in my view | to my mind | when I think of it now | if I remember it well
  | at least on that day | as far as I can judge
result: {companion} mentioned it twice | we talked about it for the whole {stretch}
  | I remember it to this day | we noticed it at once | {companion} still tells people about it
degree: really | rather
lead: to be honest, | if you ask me, | for the record, | as {companion} will confirm,
  | I must say that | I noticed that
""")

# Overall judgements, negative / positive. The first eight can be quoted from somebody else,
# the last two fit only where all opinions agree.
JUDGEMENTS = pairs("""
it is not worth the trip / it is worth the trip
there is no worse place in town / there is no better place in town
it is a place to avoid / it is a place to remember
it does not deserve its good name / it deserves its good name
it is easy to find a better place / it is hard to find a better place
it would be a pity to go again / it would be a pity not to go again
nobody should go there twice / nobody should go there only once
the kitchen has lost its way / the kitchen has found its way
we will not be back / we will be back
I cannot recommend it / I cannot recommend it enough
nothing could bring us back / nothing could keep us away
we left in a bad mood / we left in a good mood
I regret that we went / I am glad that we went
it was a wasted {stretch} / it was a lovely {stretch}
the {stretch} was badly spent / the {stretch} was well spent
two stars would be too many / four stars would be too few
we waited for it to pick up, and it never did / we waited for it to go wrong, and it never did
I had hoped for more / I could not have hoped for more
""")
REPUTATION, BALANCED = JUDGEMENTS[:8], JUDGEMENTS[:-2]
STARTS = pairs("""
it began badly / it began well
the start was not promising / the start was promising
for the first half hour we wanted to leave / for the first half hour we wanted to stay for ever
our first impression was poor / our first impression was excellent
""")
ENDS = pairs("""
by the dessert the good start was forgotten / by the dessert the bad start was forgotten
by the dessert we had lost all patience / by the dessert we had forgiven everything
it ended badly / it ended well
""")

# Frames. {b} is what counts. {a} is the opposite: quoted, withdrawn or granted.
# All that stands before "but" and its like is granted, and so is the clause that follows "although".
FRAMES = word_lists("""
judged: {b} | {b} | all in all, {b} | on balance, {b} | taking everything together, {b}
judged first: let me say it first: {b} | in one sentence: {b} | the short version: {b}
revised: {Companion} says that {a}. I disagree: {b} | They say that {a}. That is not so: {b} | In the end {b},
  even if {companion} says that {a} | {b}, whatever makes {companion} think that {a} | After the starter I
  would have said that {a}. Now I say that {b} | Now I say that {b}. At first I would have said that {a}
link: {a}, but {b} | {a}, but {b} | {a}. But {b} | {a}. Even so, {b} | {a}, and yet {b}
  | {a}. Nevertheless, {b} | {a}. All the same, {b} | it is true that {a}, but {b} | although {a}, {b}
  | {b}, although {a} | even though {a}, {b} | {b}, even though {a} | {b}, and it hardly matters that {a}
turn: Then everything changed. | After that it was as if we had walked into another restaurant. | When the
  main course came, the {stretch} took a turn. | Half an hour later it was a different story. | Somewhere
  between two courses things began to change. | From the second course on, nothing was as before.
""")
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
            template = self.fresh(CLAUSES["compared"] + CLAUSES.get(f"{aspect} compared {side}", ()))
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

    def remarks(self, groups: dict[str, tuple[str, ...]], number: int) -> tuple[str, ...]:
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


def to_csv(reviews: list[Review]) -> str:
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([getattr(review, column) for column in COLUMNS] for review in reviews)
    return buffer.getvalue()


def write(path: str | Path, reviews: list[Review]) -> None:
    Path(path).write_bytes(to_csv(reviews).encode("utf-8"))


def linear_models(reviews: list[Review]) -> None:
    """Print the test accuracy of TF-IDF and logistic regression, for words and for words with pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    train, test = ([r for r in reviews if r.split == split] for split in ("train", "test"))
    for name, longest in (("words", 1), ("words and pairs", 2), ("words, pairs, triples", 3)):
        tfidf = TfidfVectorizer(ngram_range=(1, longest), token_pattern=r"[a-z]+", sublinear_tf=True)
        model = LogisticRegression(C=10, max_iter=1000)
        model.fit(tfidf.fit_transform([r.text for r in train]), [r.label for r in train])
        hits = model.predict(tfidf.transform([r.text for r in test])) == [r.label for r in test]
        kinds = {kind: [h for h, r in zip(hits, test, strict=True) if r.kind == kind] for kind in SHARES}
        print(f"{name:22} {hits.mean():.3f}  ", *(f"{k} {sum(h) / len(h):.2f}" for k, h in kinds.items()))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write the bundled restaurant reviews.")
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    parser.add_argument("--linear", action="store_true", help="print the accuracy of linear models")
    chosen = parser.parse_args(arguments)
    reviews = generate()
    if chosen.linear:
        linear_models(reviews)
    elif chosen.check:
        same = PATH.exists() and PATH.read_bytes() == to_csv(reviews).encode("utf-8")
        print(f"{PATH.name} is {'up to date' if same else 'not what this script writes'}")
        return int(not same)
    else:
        write(PATH, reviews)
        print(f"{PATH.name}: {len(reviews)} reviews")
    return 0


if __name__ == "__main__":
    sys.exit(main())
