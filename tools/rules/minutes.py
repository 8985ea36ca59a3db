"""The minutes that a lesson takes in class, computed: ``python -m tools.rules.minutes 04`` shows the sum.

The shares are an estimate, the same for all lessons, so that announced minutes can be compared.
"""

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.course import ROOT, Course
from tools.notebooks.run import chosen
from tools.rules.page import Found, Page, code_lines, is_shown, rule

WORDS_PER_MINUTE = 130  # spoken, with the pauses of a class
SECONDS_PER_CODE_LINE = 9
MINUTES_PER_PREDICTION = 2
MINUTES_PER_FIGURE = 1
MINUTES_FOR_VERDICT = 5
CORE_MINUTES = 75
STEP = 5  # announced minutes are rounded to this


@dataclass(frozen=True)
class Minutes:
    """What a class spends its time on: words of prose, shown lines of code, predictions, figures."""

    words: int
    lines: int
    predictions: int
    figures: int

    @property
    def total(self) -> float:
        """The minutes of all, with the verdict."""
        return (
            self.words / WORDS_PER_MINUTE
            + self.lines * SECONDS_PER_CODE_LINE / 60
            + self.predictions * MINUTES_PER_PREDICTION
            + self.figures * MINUTES_PER_FIGURE
            + MINUTES_FOR_VERDICT
        )

    @property
    def announced(self) -> int:
        """The total as a lesson announces it."""
        return STEP * round(self.total / STEP)

    def __str__(self) -> str:
        return (
            f"{self.words} words, {self.lines} lines of code, {self.predictions} predictions, "
            f"{self.figures} figures: {self.total:.0f} minutes, announced as {self.announced}"
        )


def count(page: Page) -> Minutes:
    """Count what takes time on a page; folded answers, blank lines and folded cells are left out."""
    words = sum(len(re.findall(r"\w[\w'’-]*", line.text)) for line in page.unfolded)
    lines = sum(len(code_lines(cell)) for _, cell in page.code if is_shown(cell))
    return Minutes(words, lines, len(page.predictions), len(page.figures))


@rule("minutes", edition=2)
def minutes(page: Page) -> Found:
    """The announced minutes are the computed ones; a lesson fits its hour, a deeper page may be longer."""
    if page.entry is None:
        return
    counted = count(page)
    if page.entry.minutes != counted.announced:
        yield None, None, f"course.toml announces {page.entry.minutes} minutes: {counted}"
    if counted.total > CORE_MINUTES and not page.entry.is_deeper:
        yield None, None, f"at most {CORE_MINUTES} minutes: {counted}"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Print the minutes of the pages named in ``arguments`` (none: all); return an exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.rules.minutes", description="Compute the teaching time of lessons."
    )
    parser.add_argument("lessons", nargs="*", help="numbers, names, globs or paths; none means all")
    course = Course.load(root)
    try:
        paths = chosen(parser.parse_args(arguments).lessons, course)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for path in paths:
        print(f"{path.relative_to(course.notebooks)}: {count(Page(path, course))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
