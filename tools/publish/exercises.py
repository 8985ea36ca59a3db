"""Write the exercises: ``notebooks/solutions/`` is the source, ``notebooks/exercises/`` what a student gets.

The cells are nbgrader's, and nbgrader's own steps make the student version: the parts between the solution
marks are taken out, outputs cleared, checksums noted. ``--check`` writes nothing and says what is stale.
"""

import argparse
import copy
import sys
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.nbgraderformat import (
    MetadataValidator,
    SchemaTooNewError,
    SchemaTooOldError,
    ValidationError,
)
from nbgrader.preprocessors import ClearOutput, ClearSolutions, ComputeChecksums, NbGraderPreprocessor

from tools.course import ROOT, Course
from tools.notebooks.files import dumps, normalise, read
from tools.publish.header import head

# A stub does nothing: a notebook of unsolved exercises runs from top to bottom. (nbgrader's own stub raises.)
CODE_STUB = "# YOUR CODE HERE"
TEXT_STUB = "*Your answer here.*"


def present(course: Course) -> list[str]:
    """Return the file names of the lessons that have exercises, in order."""
    files = [entry.file for entry in course.entries if not entry.is_deeper]
    return [file for file in files if (course.notebooks / "solutions" / file).is_file()]


def solution(nb: NotebookNode) -> NotebookNode:
    """Return the solutions ``nb`` as stored: in normal form, without outputs.

    Raises ``ValueError`` if nbgrader's metadata is not complete, or two cells share a grade_id.
    """
    ids = [cell.metadata.nbgrader.get("grade_id") for cell in nb.cells if "nbgrader" in cell.metadata]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise ValueError(f"each grade_id stands for one cell, but there is more than one {', '.join(twice)}")
    try:
        MetadataValidator().validate_nb(nb)
    except (ValidationError, SchemaTooOldError, SchemaTooNewError, KeyError) as error:
        words = getattr(error, "message", None) or str(error)
        raise ValueError(f"the nbgrader metadata of a cell is not complete: {words}") from error
    return normalise(_through(nb, ClearOutput()))


def student(course: Course, file: str, nb: NotebookNode) -> NotebookNode:
    """Return what a student gets of the solutions ``nb`` of lesson ``file``, with a badge of its own.

    Raises ``ValueError`` if a solution mark is never closed, or stands in a cell that is no answer.
    """
    stubs = ClearSolutions(code_stub={"python": CODE_STUB}, text_stub=TEXT_STUB)
    nb = _through(solution(nb), stubs, ComputeChecksums())
    nb.cells[0].source = head(course, f"exercises/{file}", nb.cells[0].source)
    return normalise(nb)


def _through(nb: NotebookNode, *steps: NbGraderPreprocessor) -> NotebookNode:
    nb = copy.deepcopy(nb)
    for step in steps:
        try:
            nb, _ = step(nb, {})
        except RuntimeError as error:
            raise ValueError(str(error)) from error
    return nb


def stale(course: Course) -> dict[Path, str | None]:
    """Return the files that are not as they should be, each with its new text; None: it should go.

    Raises ``ValueError`` naming the file whose cells nbgrader refuses.
    """
    found: dict[Path, str | None] = {}
    for file in present(course):
        source, target = (course.notebooks / folder / file for folder in ("solutions", "exercises"))
        try:
            nb = read(source)
            new = {source: dumps(solution(nb)), target: dumps(student(course, file, nb))}
        except ValueError as error:
            raise ValueError(f"solutions/{file}: {error}") from error
        for path, text in new.items():
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                found[path] = text
    kept = set(present(course))
    orphans = [p for p in sorted((course.notebooks / "exercises").glob("*.ipynb")) if p.name not in kept]
    return found | dict.fromkeys(orphans)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.publish.exercises", description="Write the exercises."
    )
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 if a file is stale")
    options = parser.parse_args(arguments)
    try:
        course = Course.load(root)
        files = stale(course)
    except ValueError as error:
        print(f"Nothing was written: {error}", file=sys.stderr)
        return 2
    for path, text in files.items():
        words = "stale" if options.check else "removed" if text is None else "written"
        print(f"{path.relative_to(root).as_posix()}: {words}")
        if options.check:
            continue
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    if not files:
        print(f"The exercises of {len(present(course))} lessons are up to date")
    return 1 if files and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
