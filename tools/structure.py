"""Check that a lesson keeps the rules of the house: ``python -m tools.structure`` checks all of them.

The rules stand in ``rules_frame`` (head and sections), ``rules_words`` (prose and code) and ``rules_outputs``
(what a run leaves behind).
"""

import sys
from pathlib import Path

from tools import rules_frame, rules_outputs, rules_words  # noqa: F401  importing them fills the registry
from tools.lessons import ROOT, Course
from tools.notebooks import chosen
from tools.rules import RULES, Page, Problem

__all__ = ["RULES", "Problem", "check"]


def check(path: Path, course: Course) -> list[Problem]:
    """Return what is wrong with the notebook at ``path``, in the order of its cells."""
    page = Page(path, course)
    problems = [
        Problem(name, path.name, message, cell, line)
        for name, rule in RULES.items()
        for cell, line, message in rule(page)
    ]
    return sorted(problems, key=lambda problem: (problem.cell or 0, problem.line or 0))


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Check the lessons named in ``arguments`` (none: all), print the problems, return the exit code."""
    course = Course.load(root)
    try:
        paths = chosen(sys.argv[1:] if arguments is None else arguments, course)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    problems = [problem for path in paths for problem in check(path, course)]
    for problem in problems:
        print(f"{problem} [{problem.rule}]")
    print(f"{len(paths)} lessons, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
