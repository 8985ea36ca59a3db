"""Check that a lesson keeps the rules of the house: ``python -m tools.rules`` checks all of them.

The rules stand in ``frame`` (head and sections), ``words`` (prose and code), ``names`` (what cells bind) and
``outputs`` (what a run leaves behind).
"""

import argparse
import sys
from pathlib import Path

from tools.course import ROOT, Course
from tools.notebooks.run import chosen
from tools.rules import frame, names, outputs, words  # noqa: F401  importing them fills the registry
from tools.rules.page import PENDING, RULES, Page, Problem

__all__ = ["RULES", "Problem", "check"]


def check(path: Path, course: Course, pending: bool = False) -> list[Problem]:
    """Say what is wrong with a lesson.

    Args:
        path: the notebook.
        course: the course it belongs to.
        pending: whether to check the rules, too, that are not yet asked of the lessons.

    Returns:
        The problems in the order of the cells.
    """
    page = Page(path, course)
    problems = [
        Problem(name, path.name, message, cell, line)
        for name, rule in RULES.items()
        if pending or name not in PENDING
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
        "--pending", action="store_true", help="also the rules that are not yet asked of the lessons"
    )
    options = parser.parse_args(arguments)
    course = Course.load(root)
    try:
        paths = chosen(options.lessons, course)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    problems = [problem for path in paths for problem in check(path, course, options.pending)]
    for problem in problems:
        print(f"{problem} [{problem.rule}]")
    print(f"{len(paths)} lessons, {len(problems)} problems")
    return 1 if problems else 0
