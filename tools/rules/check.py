"""Check that a lesson keeps the rules of the house: ``python -m tools.rules`` checks all of them.

The rules are in ``frame`` (head and sections), ``words`` (prose and code), ``minutes`` (what a class
takes), ``names`` (what cells bind) and ``outputs`` (what a run leaves behind).
"""

import argparse
import sys
from pathlib import Path

from tools.course import ROOT, Course
from tools.notebooks.run import chosen
from tools.rules import frame, minutes, names, outputs, words  # noqa: F401  importing them fills the registry
from tools.rules.page import EDITION, RULES, Page, Problem

__all__ = ["RULES", "Problem", "check"]


def check(path: Path, course: Course, edition: int | None = None) -> list[Problem]:
    """Say what is wrong with a lesson.

    Args:
        path: the notebook.
        course: the course it belongs to.
        edition: ask what is asked of this edition; by default, of the one that course.toml names.

    Returns:
        The problems in the order of the cells.
    """
    page = Page(path, course)
    if edition is None:
        edition = page.entry.edition if page.entry else 1
    problems = [
        Problem(name, path.name, message, cell, line)
        for name, rule in RULES.items()
        if EDITION[name] <= edition
        for cell, line, message in rule(page)
    ]
    return sorted(problems, key=lambda problem: (problem.cell or 0, problem.line or 0))


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Check the lessons named in ``arguments`` (none: all), print the problems, return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.rules", description="Check that lessons keep the rules."
    )
    parser.add_argument("lessons", nargs="*", help="numbers, names, globs or paths; none means all")
    parser.add_argument(
        "--edition", type=int, help="ask what is asked of this edition, whatever course.toml says"
    )
    options = parser.parse_args(arguments)
    course = Course.load(root)
    try:
        paths = chosen(options.lessons, course)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    problems = [problem for path in paths for problem in check(path, course, options.edition)]
    for problem in problems:
        print(f"{problem} [{problem.rule}]")
    print(f"{len(paths)} lessons, {len(problems)} problems")
    return 1 if problems else 0
