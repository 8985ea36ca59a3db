"""Run exercises cell by cell in this process, and read answers that checks must refuse, or accept."""

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from nbformat import NotebookNode

from tools.course import ROOT, Course
from tools.notebooks.files import read
from tools.publish.exercises import present, student
from utils.checks.predictions import forget_predictions

COURSE = Course.load(ROOT)
FILES = present(COURSE)
TESTS = Path(__file__).parent


@dataclass(frozen=True)
class Attempt:
    """An answer: its lesson, the answer cell it replaces, the mistake, what the check must say.

    Of a right answer, `mistake` says what is unusual, and `words` is empty. `source` is the answer, or what
    it changes in the solution (see `changed`).
    """

    file: str
    answer: str
    mistake: str
    words: str
    source: str

    def __str__(self) -> str:
        return f"{self.file[:2]} {self.answer}: {self.mistake}"

    def instead_of(self, solution: str) -> str:
        """The whole answer, where `solution` is the cell that it takes the place of."""
        return changed(solution, self.source) if is_change(self.source) else self.source


def is_change(source: str) -> bool:
    """Whether an answer is written as a change of the solution."""
    return source.lstrip().startswith("# - ")


def changed(solution: str, change: str) -> str:
    """A solution with some of its lines changed.

        # - p = np.exp(logits / temperature)
        # + p = np.exp(logits * temperature)

    Lines after ``# -`` are looked for between the marks of the solution, whatever their indentation, and
    those after ``# +`` take their place. ``ValueError`` if they are not there exactly once.
    """
    given, mark, rest = solution.partition("### BEGIN SOLUTION")
    lines = rest.split("\n")
    for blocks in re.findall(r"((?:# - .*\n)+)((?:# \+ .*\n)*)", change + "\n"):
        old, new = ([line[4:] for line in block.splitlines()] for block in blocks)
        bare = [line.strip() for line in old]
        here = [[line.strip() for line in lines[k : k + len(old)]] == bare for k in range(len(lines))]
        if here.count(True) != 1:
            raise ValueError(f"the solution has {old} {here.count(True)} times: expected these lines once.")
        first = here.index(True)
        indentation = lines[first][: -len(bare[0])]
        lines[first : first + len(old)] = [indentation + line for line in new]
    return given + mark + "\n".join(lines)


def attempts(text: str, file: str, right: bool = False) -> Iterator[Attempt]:
    """The answers in a file of ``answers/wrong``, or of ``answers/right``.

    All may use what stands before the first. Raises ``ValueError`` if a heading has not its parts.
    """
    form = "answer | what is unusual" if right else "answer | mistake | words of the check"
    shared, *all_parts = text.split("\n# %% ")
    for part in all_parts:
        heading, _, source = part.partition("\n")
        parts = [words.strip() for words in heading.split("|")]
        if len(parts) != form.count("|") + 1 or not all(parts):
            raise ValueError(f"{file}: expected '# %% {form}', not {heading!r}")
        answer, mistake, *words = parts
        whole = source if is_change(source) else f"{shared}\n{source}"
        yield Attempt(file, answer, mistake, "".join(words), whole)


def all_attempts(kind: str) -> list[Attempt]:
    """The answers of a kind, ``wrong`` or ``right``, to all exercises that exist."""
    found = []
    for file in FILES:
        path = TESTS / "answers" / kind / f"{file[:2]}.py"
        if path.is_file():
            found += attempts(path.read_text(encoding="utf-8"), file, right=kind == "right")
    return found


def meta(cell: NotebookNode) -> dict:
    """What nbgrader knows of a cell."""
    return cell.metadata.get("nbgrader", {})


@dataclass(frozen=True)
class Exercise:
    """One graded check with its answer cells; places count cells from 0."""

    file: str
    name: str  # grade_id of the check, without "-check"
    answers: dict[str, int]
    first: int
    check: int

    def __str__(self) -> str:
        return f"{self.file[:2]} {self.name}"


class Lesson:
    """The solutions and stubs of a lesson, and the names that each cell of the solved notebook has found."""

    def __init__(self, file: str) -> None:
        nb = read(COURSE.notebooks / "solutions" / file)
        self.file, self.cells = file, nb.cells
        self.stubs = student(COURSE, file, nb).cells
        self.exercises = list(self._exercises())
        self._before: dict[str, dict] = {}
        self._solved: dict[str, dict] = {}

    def _exercises(self) -> Iterator[Exercise]:
        answers: dict[str, int] = {}
        for place, cell in enumerate(self.cells):
            if cell.cell_type == "code" and meta(cell).get("solution"):
                answers[meta(cell)["grade_id"]] = place
            elif cell.cell_type == "code" and meta(cell).get("grade"):
                name = meta(cell)["grade_id"].removesuffix("-check")
                yield Exercise(self.file, name, answers, min(answers.values(), default=place), place)
                answers = {}

    def names_before(self, exercise: Exercise) -> dict:
        """What the solved notebook has defined before the first answer of ``exercise``."""
        self._run_once()
        return dict(self._before[exercise.name])

    def _run_once(self) -> None:
        if self._before:
            return
        names: dict = {"__name__": "__main__"}
        firsts = {one.first: one.name for one in self.exercises}
        checks = {one.check: one.name for one in self.exercises}
        for place, cell in enumerate(self.cells):
            if place in firsts:
                self._before[firsts[place]] = dict(names)
            if place in checks:
                self._solved[checks[place]] = dict(names)
            run(cell.source, names, cell.cell_type)

    def names_solved(self, exercise: Exercise) -> dict:
        """What is defined when the check's turn comes in the solved notebook.

        A prediction is forgotten after each test, so an exercise that notes one is run again. Any other is
        not: its network would be trained a second time.
        """
        cells = self.cells[exercise.first : exercise.check]
        if any("note_prediction(" in cell.source for cell in cells):
            return self.names_after(exercise)
        self._run_once()
        return dict(self._solved[exercise.name])

    def said_after(self, exercise: Exercise, answer: Attempt) -> tuple[str, str]:
        """What the check prints to an answer that comes after the solution; what the cells below print."""
        forget_predictions()
        place = exercise.answers[answer.answer]
        if place == exercise.check - 1:
            names = self.names_solved(exercise)  # nothing stands between: the solution need not run again
            run(answer.source, names)
        else:
            names = self.names_before(exercise)
            for here in range(exercise.first, exercise.check):
                run(self.cells[here].source, names, self.cells[here].cell_type)
                if here == place:
                    run(answer.source, names)
        said = run(self.cells[exercise.check].source, names)
        below = takewhile(lambda cell: not cell.source.startswith("## "), self.cells[exercise.check + 1 :])
        return said, " ".join(run(cell.source, names, cell.cell_type) for cell in below)

    def names_after(self, exercise: Exercise, stub: bool = False, instead: Attempt | None = None) -> dict:
        """What is defined when the check comes: by the solution, the stub, or a wrong answer, run anew."""
        forget_predictions()
        names, cells = self.names_before(exercise), self.stubs if stub else self.cells
        for place in range(exercise.first, exercise.check):
            replaced = instead is not None and exercise.answers.get(instead.answer) == place
            source = cells[place].source
            run(instead.instead_of(source) if replaced else source, names, cells[place].cell_type)
        return names

    def said(self, exercise: Exercise, instead: Attempt) -> str:
        """What the check prints to a wrong answer."""
        return run(self.cells[exercise.check].source, self.names_after(exercise, instead=instead))


def run(source: str, names: dict, cell_type: str = "code") -> str:
    """Run a code cell in the namespace ``names``; return what it prints. Other cells do nothing."""
    if cell_type != "code":
        return ""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(ast.parse(source), "<cell>", "exec"), names)
    return " ".join(out.getvalue().split())


@cache
def lesson(file: str) -> Lesson:
    """The lesson's exercises, read once."""
    return Lesson(file)


EXERCISES = [exercise for file in FILES for exercise in lesson(file).exercises]
ATTEMPTS = all_attempts("wrong")
RIGHT = all_attempts("right")
