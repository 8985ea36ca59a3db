"""Lesson 05 at other sizes: do gates move as told, and does it matter, with 8, 24 and 64 units?

``python -m benchmarks.lesson_05`` (or ``make bench LESSON=05``) uses the lesson's own functions, not
a copy of them. It trains each story with three seeds at each size, and writes one row per network to
``stories_seeds.csv``, which the lesson shows: story, units, seed, difference (of the gate at the words of
the story, against the other words that the lesson names), d, p, before and after the clamp (accuracy, of
the owner's story log loss), baseline, lost (share of the lead over it). Takes about five minutes.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from utils import session

LESSON = ROOT / "notebooks" / "05_what_gates_learn.ipynb"
RESULT = Path(__file__).with_name("stories_seeds.csv")
UNITS = (8, 24, 64)
NEEDED = {
    "SEEDS",
    "accuracy",
    "clamp",
    "effect",
    "gates",
    "log_loss",
    "lost",
    "gate_stories",
    "tally",
    "train",
}


def cases(lesson: SimpleNamespace, units: int) -> Iterator[tuple]:
    """Yield what is compared in each story.

    Its name; for each network the gate, (rows, timesteps); the two groups of words; before, after, baseline.
    """
    stories, accuracy, clamp = lesson.gate_stories, lesson.accuracy, lesson.clamp

    def read(nets, story, gate):
        return [getattr(lesson.gates.read(net, story.x), gate).mean(axis=-1) for net in nets]

    for name, question in {"full stop": "last", "vacant at the full stop": "now"}.items():
        nets = lesson.train(stories.subjects(8000, question, seed=0), units)
        people = stories.subjects(1000, question, unseen=True, seed=99)
        marks, f = people.marks, read(nets, people, "f")
        inside = marks["aside"] | marks["predicate"]
        if question == "now":
            at = marks["stop"]
            after = accuracy(nets, people, clamp("f", 1.0, people, "stop"), at=at)
            before = accuracy(nets, people, at=at)
            # Who never forgets is right at no full stop, and below, at no retraction.
            yield name, f, marks["inner_stop"], inside, before, after, 0
            continue
        before = accuracy(nets, people)
        for name, mark in {"full stop": "inner_stop", "new name": "later_name"}.items():
            after = accuracy(nets, people, clamp("f", 1.0, people, mark))
            yield name, f, marks[mark], inside, before, after, 1 / 2

    nets = lesson.train(stories.news_desk(8000, seed=0), units)
    desk = stories.news_desk(1000, seed=99)
    at, f = desk.marks["retracted"], read(nets, desk, "f")
    after = accuracy(nets, desk, clamp("f", 1.0, desk, "retraction"), at=at)
    before, marks = accuracy(nets, desk, at=at), desk.marks
    yield "dropped charge", f, marks["retraction"], marks["other"], before, after, 0

    nets = lesson.train(stories.over_the_phone(8000, seed=0), units)
    phone = stories.over_the_phone(1000, seed=99)
    marks = phone.marks
    elsewhere = lesson.gates.Clamp("i", 1.0, steps=(phone.x > 0) & ~marks["service"])
    before, after = accuracy(nets, phone), accuracy(nets, phone, elsewhere)
    yield "over the phone", read(nets, phone, "i"), marks["service"], marks["medium"], before, after, 1 / 8

    nets = lesson.train(stories.restaurant(8000, seed=0), units)
    reviews = stories.restaurant(1000, unseen=True, seed=99)
    marks = reviews.marks

    def losses(*changes):
        said = [lesson.gates.read(net, reviews.x, changes=changes).output[..., 1] for net in nets]
        return [lesson.log_loss(p, reviews) for p in said]

    before, after = losses(), losses(clamp("f", 1.0, reviews, "change"))
    baseline = lesson.log_loss(lesson.tally(reviews), reviews)
    yield "new owner", read(nets, reviews, "f"), marks["change"], marks["decoy"], before, after, baseline


def rows(lesson: SimpleNamespace, units: int) -> pd.DataFrame:
    """One row per story and seed."""
    table = []
    for story, gates, here, there, before, after, baseline in cases(lesson, units):
        for seed, gate, one, other in zip(lesson.SEEDS, gates, before, after, strict=True):
            difference, d, p = lesson.effect(gate, here, there)
            share = lesson.lost(one, other, baseline)
            table.append([story, units, seed, difference, d, p, one, other, baseline, share])
    columns = ["story", "units", "seed", "difference", "d", "p", "before", "after", "baseline", "lost"]
    return pd.DataFrame(table, columns=columns).round(4)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        description="The stories of lesson 05 at several sizes, three seeds each."
    )
    parser.add_argument("--units", type=int, nargs="+", default=UNITS)
    parser.add_argument("--out", type=Path, default=RESULT, help="the table to write")
    chosen = parser.parse_args(arguments)
    session.load_tensorflow()
    lesson = whole_lesson("05", *NEEDED)
    tables = []
    for units in chosen.units:
        tables.append(rows(lesson, units))
        print(tables[-1].to_string(index=False), flush=True)
        pd.concat(tables).to_csv(chosen.out, index=False)  # after each: a long run may be stopped
    return 0


if __name__ == "__main__":
    sys.exit(main())
