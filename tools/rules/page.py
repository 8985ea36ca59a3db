"""What a rule is made of: the page it reads, the problem it reports, the registry it stands in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from tools.course import Course, Entry
from tools.notebooks.files import FOLDED, read

_FENCE = re.compile(r"^\s*(```|~~~)")
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*$")
# What a reader does not read as a sentence: comments, inline code, formulas, addresses of links, HTML tags.
_NOT_WORDS = re.compile(r"<!--.*?-->|`[^`]*`|\$[^$]+\$|(?<=\])\([^)]*\)|https?://\S+|<[^>]+>")


CLAIM = "> **Claim.** "


@dataclass(frozen=True)
class Problem:
    """One broken rule; cells and lines count from 1."""

    rule: str
    file: str
    message: str
    cell: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.cell:
            place.append(f"cell {self.cell}")
        if self.line:
            place.append(f"line {self.line}")
        return f"{', '.join(place)}: {self.message}"


@dataclass(frozen=True)
class Line:
    """A line of Markdown with its place."""

    cell: int
    number: int
    text: str


@dataclass(frozen=True)
class Heading:
    """A heading with its place."""

    cell: int
    number: int
    level: int
    text: str


# A rule yields (cell, line, message), cell and line None where the problem has no single place.
Found = Iterator[tuple[int | None, int | None, str]]
Rule = Callable[["Page"], Found]
RULES: dict[str, Rule] = {}
EDITION: dict[str, int] = {}  # the edition from which on a rule is asked of a page


def rule(name: str, edition: int = 1) -> Callable[[Rule], Rule]:
    """Register a function as the rule ``name``, asked of pages from that edition on."""

    def register(function: Rule) -> Rule:
        if name in RULES:
            raise ValueError(f"there are two rules called {name}")
        RULES[name] = function
        EDITION[name] = edition
        return function

    return register


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def is_shown(cell: NotebookNode) -> bool:
    """Whether the source of a code cell is not folded."""
    return not FOLDED & set(tags(cell))


def code_lines(cell: NotebookNode) -> list[str]:
    """Return the lines of a cell that are not blank."""
    return [line for line in cell.source.splitlines() if line.strip()]


class Page:
    """A lesson as the rules read it."""

    def __init__(self, path: Path, course: Course) -> None:
        self.path, self.course = path, course
        self.entry: Entry | None = course.page_at(path)
        nb = read(path)
        self.metadata: NotebookNode = nb.metadata
        self.cells: list[NotebookNode] = nb.cells
        self.size = path.stat().st_size

    def of_type(self, cell_type: str) -> list[tuple[int, NotebookNode]]:
        """Return the cells of one type with their numbers."""
        return [
            (number, cell) for number, cell in enumerate(self.cells, start=1) if cell.cell_type == cell_type
        ]

    @cached_property
    def code(self) -> list[tuple[int, NotebookNode]]:
        """The code cells with their numbers."""
        return self.of_type("code")

    @cached_property
    def own_code(self) -> list[tuple[int, NotebookNode]]:
        """The code cells that the lesson's author wrote: all but the setup cell."""
        return [(number, cell) for number, cell in self.code if "setup" not in tags(cell)]

    @cached_property
    def outputs(self) -> list[tuple[int, NotebookNode]]:
        """All outputs with the numbers of their cells."""
        return [(number, output) for number, cell in self.code for output in cell.outputs]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of all Markdown cells, without those of code fences and display formulas."""
        found = []
        for number, cell in self.of_type("markdown"):
            inside = ""
            for row, text in enumerate(cell.source.splitlines(), start=1):
                fence = "```" if _FENCE.match(text) else "$$" if text.count("$$") % 2 else ""
                if fence:
                    inside = "" if inside == fence else inside or fence
                elif not inside:
                    found.append(Line(number, row, text))
        return found

    @cached_property
    def headings(self) -> list[Heading]:
        """All headings in order."""
        matches = ((line, _HEADING.match(line.text)) for line in self.lines)
        return [Heading(line.cell, line.number, len(m[1]), m[2]) for line, m in matches if m]

    @cached_property
    def prose(self) -> list[Line]:
        """The lines of Markdown as a reader reads them: no code, formulas, addresses, tags, no quotations."""
        return [
            Line(line.cell, line.number, _NOT_WORDS.sub(" ", line.text))
            for line in self.lines
            if not line.text.lstrip().startswith(">")
        ]

    def section(self, title: str) -> list[Line]:
        """Return the lines between ``## title`` and the next heading of that level."""
        start = self.heading(title)
        if start is None:
            return []
        end = self.after(start)
        first, last = (start.cell, start.number), (end.cell, end.number) if end else (len(self.cells) + 1, 0)
        return [line for line in self.lines if first < (line.cell, line.number) < last]

    def heading(self, title: str) -> Heading | None:
        """Return the heading ``## title``, None if there is none."""
        return next((h for h in self.headings if h.level == 2 and h.text == title), None)

    def after(self, heading: Heading) -> Heading | None:
        """Return the next heading of level 2 after ``heading``, None if it is the last."""
        place = (heading.cell, heading.number)
        return next((h for h in self.headings if h.level == 2 and (h.cell, h.number) > place), None)

    @cached_property
    def unfolded(self) -> list[Line]:
        """The lines of prose that a reader sees without opening a folded answer."""
        kept, inside = [], 0
        for line in self.prose:
            # Tags are no words, so they have been taken out of prose: look at the line itself.
            source = self.cells[line.cell - 1].source.splitlines()[line.number - 1]
            inside += source.count("<details")
            if not inside:
                kept.append(line)
            inside -= source.count("</details>")
        return kept

    @property
    def predictions(self) -> list[int]:
        """The numbers of the Markdown cells that ask for a prediction."""
        return [
            number
            for number, cell in self.of_type("markdown")
            if "predict" in tags(cell) or "**Predict.**" in cell.source
        ]

    @property
    def figures(self) -> list[int]:
        """The numbers of the code cells that show a picture."""
        return sorted(
            {number for number, output in self.outputs for mime in output.get("data", {}) if "image/" in mime}
        )

    @property
    def claim(self) -> str:
        """The claim under test as Question quotes it, in one line; empty if it is not there."""
        words: list[str] = []
        for line in self.section("Question"):
            if words and not line.text.startswith(">"):
                break
            if words or line.text.startswith(CLAIM):
                words.append(line.text.removeprefix(CLAIM).lstrip("> "))
        return " ".join(" ".join(words).split())

    def holds(self, title: str, cell: int) -> bool:
        """Tell whether code cell number ``cell`` stands under ``## title``."""
        start = self.heading(title)
        if start is None:
            return False
        end = self.after(start)
        return start.cell < cell and (end is None or cell < end.cell)
