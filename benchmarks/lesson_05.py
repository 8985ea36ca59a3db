"""Lesson 05 with other seeds, budgets and sizes: does the forget gate clear where the stories say?

``python -m benchmarks.lesson_05`` (or ``make bench LESSON=05``) uses the functions of the pages, not a copy
of them. It writes four tables; what is stored is not run again.

``robustness_05.csv`` has a row for each of the ten variations that are named below. In each, one network is
trained for each of the three stories and scored once by the rule of the page; nothing is chosen. The rule:
a story holds in a network if three things are true. Where a thing ends, the forget gate (the mean of all
units) is lower than at the compared words; held open there, the network loses more than half of its lead
over a baseline that lacks the skill; the same clamp one word earlier costs less than half. The claim is
true if all three stories hold, false if none does, otherwise "true, but". The margin is that of "true,
but": the smaller of what the best story has above one half and what the worst has below it, in shares of
the lead (0 for a story whose gate does not close, or where one word earlier would do as well).

``bob_seeds.csv`` has, in six networks of the same seeds, who wins if the gate is held open at new names:
right answers where the first and the last subject ``differ`` in sex, and where they are the ``same``. The
columns ``between`` are of networks that read the texts of the vacant place and are asked at the end.
``desk_and_phone_seeds.csv`` has what the deeper page measures, in six networks of other seeds.
``stories_seeds.csv`` has the stories at 8, 24 and 64 units (``--sizes`` writes it anew), a row for each
story and network: difference (of the gate at the words of the story), before and after the clamp, baseline,
lost. There, three networks are trained side by side in one model, on one set of texts, as the first edition
of the lesson did. All together about half an hour on two idle cores.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from benchmarks.robustness import Variation, run_variations
from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils import session

SIZES = Path(__file__).with_name("stories_seeds.csv")
BOB = Path(__file__).with_name("bob_seeds.csv")
DEEPER = Path(__file__).with_name("desk_and_phone_seeds.csv")
NEEDED = {"network", "train", "accuracy", "open_at", "lost", "trial", "vacant_answers", "tally", "log_loss"}
NEEDED |= {"surprise", "score", "decide", "margin", "gates", "gate_stories", "keras"}
NEEDED_DEEPER = {"written", "exchanged", "alignment"}

SIX_SEEDS = (11, 12, 13, 14, 15, 16)  # of the weights and the texts; the pages use 0, and 99 to test
THREE_SEEDS, UNITS = (0, 1, 2), (8, 24, 64)
STORIES = {"full stop": "bob", "new name": "name", "new owner": "owner"}
STORIES |= {"dropped charge": "news", "over the phone": "phone"}
VARIATIONS = [Variation(f"seed {seed}", "seed", {"seed": seed, "test": 1000 + seed}) for seed in SIX_SEEDS]
VARIATIONS += [
    Variation("half the training", "training", {"epochs": 3}),
    Variation("twice the training", "training", {"epochs": 12}),
    Variation("a third of the learning rate", "setting", {"rate": 0.003}),
    Variation("64 units in place of 24", "size", {"units": 64}),
]


def trainer(lesson: SimpleNamespace, seed: int, units: int, **budget) -> Callable:
    """Make a function from a story to a network that the page's own functions have trained on it."""

    def trained(story):
        lesson.keras.utils.set_random_seed(seed)
        net = lesson.network(story, units)
        lesson.train(net, story, verbose=0, **budget)
        return net

    return trained


def plain(numbers: dict) -> dict:
    """Round to what a table can show."""
    return {name: round(float(value), 4) for name, value in numbers.items()}


def tried(story: str, result: dict) -> dict:
    """What the page's `trial` gives, by the names of the table."""
    return dict(zip((f"{story}.moved", f"{story}.lost", f"{story}.earlier"), result.values(), strict=True))


def bob(lesson: SimpleNamespace, trained: Callable, seed: int, test: int) -> tuple[dict, dict]:
    """Whom was the last sentence about? The trial at the full stops, and all numbers."""
    stories = lesson.gate_stories
    net, people = trained(stories.subjects(8000, seed=seed)), stories.subjects(1000, unseen=True, seed=test)
    marks = people.marks
    inside = marks["aside"] | marks["predicate"]
    result = lesson.trial(net, people, marks["inner_stop"], inside, lesson.accuracy, 1 / 2)
    at_names = lesson.trial(net, people, marks["later_name"], inside, lesson.accuracy, 1 / 2)
    f = lesson.gates.read(net, people.x).f.mean(axis=-1)
    shut = lesson.gates.Clamp("f", 0.0, steps=marks["inner_stop"])
    numbers = tried("bob", result) | tried("name", at_names)
    numbers |= {
        "f.first_name": f[marks["name"] & ~marks["later_name"]].mean(),
        "f.later_name": f[marks["later_name"]].mean(),
        "f.inside": f[inside].mean(),
        "f.inner_stop": f[marks["inner_stop"]].mean(),
        "bob.before": lesson.accuracy(net, people),
        "bob.shut": lesson.accuracy(net, people, shut),
        "bob.known_names": lesson.accuracy(net, stories.subjects(1000, seed=test)),
    }
    return result, numbers


def vacant(lesson: SimpleNamespace, trained: Callable, seed: int, test: int) -> tuple[dict, dict]:
    """Whom is this sentence about, asked at each word? The trial at the full stops, and all numbers."""
    stories = lesson.gate_stories
    net = trained(stories.subjects(8000, "now", seed=seed, between=True))
    places = stories.subjects(1000, "now", unseen=True, seed=test, between=True)
    marks, held_open = places.marks, lesson.open_at(places.marks["inner_stop"])
    inside = marks["aside"] | marks["predicate"]
    result = lesson.trial(net, places, marks["inner_stop"], inside, lesson.vacant_answers, 0)
    numbers = tried("vacant", result)
    until_the_name = lesson.open_at(marks["inner_stop"] | marks["between"])
    numbers |= {
        "vacant.before": lesson.vacant_answers(net, places),
        "vacant.stop": lesson.accuracy(net, places, at=marks["inner_stop"]),
        "vacant.stop_open": lesson.accuracy(net, places, held_open, at=marks["inner_stop"]),
        "vacant.inside": lesson.accuracy(net, places, at=marks["aside"]),
        "vacant.inside_open": lesson.accuracy(net, places, held_open, at=marks["aside"]),
        "vacant.open_until_name": lesson.vacant_answers(net, places, until_the_name),
    }
    for gate in ("i", "c_tilde"):
        nothing_written = lesson.gates.Clamp(gate, 0.0, steps=marks["inner_stop"])
        numbers[f"vacant.{gate}0"] = lesson.vacant_answers(net, places, nothing_written)
    return result, numbers


def owner(lesson: SimpleNamespace, trained: Callable, seed: int, test: int) -> tuple[dict, dict]:
    """Will the next review be good? The trial at the changes, and all losses."""
    stories, log_loss, tally = lesson.gate_stories, lesson.log_loss, lesson.tally
    known, reviews = stories.restaurant(8000, seed=seed), stories.restaurant(1000, unseen=True, seed=test)
    net, marks, alike = trained(known), reviews.marks, log_loss(tally(reviews), reviews)
    keep = min(np.arange(0.5, 1, 0.02), key=lambda share: log_loss(tally(known, share), known))
    result = lesson.trial(net, reviews, marks["change"], marks["decoy"], lesson.surprise, alike)
    clamps = {
        "open": lesson.open_at(marks["change"]),
        "decoy_open": lesson.open_at(marks["decoy"]),
        "i0_change": lesson.gates.Clamp("i", 0.0, steps=marks["change"]),
        "f0_decoy": lesson.gates.Clamp("f", 0.0, steps=marks["decoy"]),
    }
    numbers = tried("owner", result)
    numbers |= {
        "owner.before": lesson.surprise(net, reviews),
        "owner.alike": alike,
        "owner.fading": log_loss(tally(reviews, keep), reviews),
        "owner.best": log_loss(stories.best_forecast(reviews), reviews),
    }
    numbers |= {f"owner.{name}": lesson.surprise(net, reviews, change) for name, change in clamps.items()}
    return result, numbers


def measure(lesson: SimpleNamespace, seed=0, test=99, units=24, **budget) -> dict:
    """Train a network for each story of the lesson and score it by the rule of the page."""
    trained, results, numbers = trainer(lesson, seed, units, **budget), [], {}
    for story in (bob, vacant, owner):
        result, found = story(lesson, trained, seed, test)
        results.append(result)
        numbers |= found
    scores = [lesson.score(result) for result in results]
    return {"verdict": lesson.decide(scores), **plain({"margin": lesson.margin(scores)} | numbers)}


def bob_again(lesson: SimpleNamespace, trained: Callable, seed: int, test: int) -> dict:
    """Does Bob win if a new name cannot clear him? And what if Bob is asked in the texts of `vacant`?"""
    stories, numbers = lesson.gate_stories, {}
    for name, between in {"bob": False, "between": True}.items():
        net = trained(stories.subjects(8000, seed=seed, between=between))
        people = stories.subjects(1000, unseen=True, seed=test, between=between)
        first = stories.subjects(1000, "first", unseen=True, seed=test, between=between)  # the same texts
        marks, differ = people.marks, people.asked & (people.y != first.y)
        inside, open_at_names = marks["aside"] | marks["predicate"], lesson.open_at(marks["later_name"])
        result = lesson.trial(net, people, marks["inner_stop"], inside, lesson.accuracy, 1 / 2)
        numbers |= tried(name, result) | {f"{name}.before": lesson.accuracy(net, people)}
        for texts, at in {"differ": differ, "same": people.asked & ~differ}.items():
            numbers[f"{name}.{texts}"] = lesson.accuracy(net, people, open_at_names, at=at)
    return numbers


def news(lesson: SimpleNamespace, deeper: SimpleNamespace, trained: Callable, seed: int, test: int) -> dict:
    """The numbers of the news desk: the gates at retractions, and what clamps of whole lines cost."""
    stories, clamp = lesson.gate_stories, lesson.gates.Clamp
    net, desk = trained(stories.news_desk(8000, seed=seed)), stories.news_desk(1000, seed=test)
    marks, reading = desk.marks, lesson.gates.read(net, desk.x)
    f, lengths = reading.f.mean(axis=-1), deeper.written(reading)
    numbers = {
        "news.moved": f[marks["retraction"]].mean() - f[marks["other"]].mean(),
        "news.written": lengths[marks["retraction"]].mean() - lengths[marks["other"]].mean(),
        "news.accuracy": lesson.accuracy(net, desk),
        "news.before": lesson.accuracy(net, desk, at=marks["retracted"]),
    }
    told = marks["retraction"].cumsum(axis=1)
    later = (told == told[:, -1:]) & (told > 0) & (desk.x > 0)  # from the last retraction to the end
    clamps = {
        "f1_retraction": clamp("f", 1.0, steps=marks["retraction"]),
        "i0_retraction": clamp("i", 0.0, steps=marks["retraction"]),
        "f1_other": clamp("f", 1.0, steps=marks["other"]),
        "f1_to_the_end": clamp("f", 1.0, steps=marks["retraction"] | later),
        "f1_suspect": clamp("f", 1.0, steps=marks["suspect"]),
        "i0_suspect": clamp("i", 0.0, steps=marks["suspect"]),
    }
    for name, change in clamps.items():
        answers = lesson.gates.read(net, desk.x, changes=[change]).output.argmax(axis=-1)
        for kind in ("first", "replaced", "retracted"):
            numbers[f"news.{name}.{kind}"] = (answers == desk.y)[marks[kind]].mean()
        if name == "f1_suspect":
            nobody = answers[marks["first"]] == desk.answers.index("nobody")
            numbers["news.f1_suspect.first_nobody"] = nobody.mean()
    numbers["news.lost"] = lesson.lost(numbers["news.before"], numbers["news.f1_retraction.retracted"], 0)
    return numbers


def phone(lesson: SimpleNamespace, deeper: SimpleNamespace, trained: Callable, seed: int, test: int) -> dict:
    """The numbers of the telephone, in a network that is asked for the service."""
    stories, clamp = lesson.gate_stories, lesson.gates.Clamp
    net, texts = trained(stories.over_the_phone(8000, seed=seed)), stories.over_the_phone(1000, seed=test)
    marks, reading = texts.marks, lesson.gates.read(net, texts.x)
    i = reading.i.mean(axis=-1)
    numbers = {"phone.moved": i[marks["service"]].mean() - i[marks["medium"]].mean()}
    codes = ("mm", "sm", "ms", "ss")  # whose gate, whose candidate
    lengths = deeper.exchanged(reading, marks).values()
    numbers |= {f"phone.{code}": length for code, length in zip(codes, lengths, strict=True)}
    for word in ("service", "medium"):
        numbers[f"phone.alignment_{word}"] = deeper.alignment(reading, marks[word])
    clamps = {
        "i1_medium": clamp("i", 1.0, steps=marks["medium"]),
        "i1_elsewhere": clamp("i", 1.0, steps=(texts.x > 0) & ~marks["service"]),
        "i0_service": clamp("i", 0.0, steps=marks["service"]),
    }
    numbers["phone.before"] = before = lesson.accuracy(net, texts)
    numbers |= {f"phone.{name}": lesson.accuracy(net, texts, change) for name, change in clamps.items()}
    numbers["phone.lost"] = lesson.lost(before, numbers["phone.i1_elsewhere"], 1 / 8)
    return numbers


def desk_and_phone(lesson: SimpleNamespace, deeper: SimpleNamespace, seed: int) -> dict:
    """What the deeper page measures, in a network of this seed for each story."""
    trained, where = trainer(lesson, seed, 24), (seed, 1000 + seed)
    return news(lesson, deeper, trained, *where) | phone(lesson, deeper, trained, *where)


def side_by_side(lesson: SimpleNamespace, story, units: int) -> list:
    """Train three networks in one model, in which they share nothing but the input; a list of them."""
    keras = lesson.keras
    words = keras.Input((None,), dtype="int32")
    answers = []
    for seed in THREE_SEEDS:
        keras.utils.set_random_seed(seed)
        net = lesson.network(story, units)
        net.name = f"network_{seed}"
        answers.append(net(words))
    model = keras.Model(words, answers)
    adam = keras.optimizers.Adam(0.01, clipnorm=1)
    model.compile(adam, "sparse_categorical_crossentropy", jit_compile=True)
    weight = [story.asked / story.asked.mean()] * len(THREE_SEEDS)
    model.fit(story.x, [story.y] * len(THREE_SEEDS), sample_weight=weight, epochs=6, batch_size=64, verbose=0)
    return [keras.Model(words, answer) for answer in answers]


def run_sizes(lesson: SimpleNamespace, deeper: SimpleNamespace, path: Path = SIZES) -> None:
    """Train all stories at three sizes, and write a row for each story and network."""
    rows = []
    for units in UNITS:
        nets: dict[int, list] = {}  # the three networks of a story, by the address of its texts

        def trained(story, units=units, nets=nets):
            key = hash((story.x.tobytes(), story.y.tobytes()))
            nets.setdefault(key, side_by_side(lesson, story, units) if key not in nets else [])
            return nets[key].pop(0)

        for seed in THREE_SEEDS:
            numbers = bob(lesson, trained, 0, 99)[1] | owner(lesson, trained, 0, 99)[1]
            numbers |= news(lesson, deeper, trained, 0, 99) | phone(lesson, deeper, trained, 0, 99)
            numbers |= {"name.before": numbers["bob.before"], "bob.baseline": 1 / 2, "name.baseline": 1 / 2}
            numbers |= {"owner.baseline": numbers["owner.alike"], "news.baseline": 0, "phone.baseline": 1 / 8}
            for story, short in STORIES.items():
                before, base, share = (numbers[f"{short}.{name}"] for name in ("before", "baseline", "lost"))
                row = {"difference": numbers[f"{short}.moved"], "before": before}
                row |= {"after": before - share * (before - base), "baseline": base, "lost": share}
                rows.append({"story": story, "units": units, "seed": seed, **plain(row)})
        pd.DataFrame(rows).to_csv(path, index=False)
        print(f"{units} units", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Lesson 05 with other seeds, budgets, sizes.")
    parser.add_argument("--sizes", action="store_true", help="also train the stories at three sizes anew")
    options = parser.parse_args(arguments)
    session.load_tensorflow()
    lesson, deeper = whole_lesson("05", *NEEDED), whole_lesson("05d", *NEEDED_DEEPER)
    run_variations("05", VARIATIONS, lambda **settings: measure(lesson, **settings))
    seeds = [{"seed": seed} for seed in SIX_SEEDS]
    complete(BOB, seeds, lambda seed: bob_again(lesson, trainer(lesson, seed, 24), seed, 1000 + seed))
    complete(DEEPER, seeds, lambda seed: desk_and_phone(lesson, deeper, seed))
    if options.sizes:
        run_sizes(lesson, deeper)
    return 0


if __name__ == "__main__":
    sys.exit(main())
