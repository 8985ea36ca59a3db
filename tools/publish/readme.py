"""Write the map, the claims ledger and the figure of README.md from the stored notebooks.

``make readme`` rewrites what is between the marks; with ``--check`` it only tells what would change.
"""

import argparse
import base64
import difflib
import re
import sys
from pathlib import Path

from tools.course import ROOT, Course, Entry
from tools.notebooks.files import read, read_verdicts
from tools.publish.header import badge

FIGURE = "teaching/first_picture.png"  # a copy of the figure whose cell has the tag readme
TEACHING = re.compile(r"^\*Teaching time: (\d+) minutes\. Running time: .+\*$", re.MULTILINE)


def render(course: Course, text: str) -> str:
    """Return the README ``text`` with picture, map and ledger as the notebooks of ``course`` have them.

    Raises ``ValueError`` if a pair of marks is missing, doubled or out of order.
    """
    verdicts = {entry["lesson"]: entry for entry in read_verdicts(course.notebooks)}
    drawn = figure(course)
    text = _between("picture", text, f"![{drawn[1]}]({FIGURE})" if drawn else "")
    text = _between("map", text, course_map(course, verdicts))
    return _between("ledger", text, ledger(verdicts))


def course_map(course: Course, verdicts: dict[str, dict]) -> str:
    """Return the table of the lessons that exist, and a second one of those in preparation."""
    rows = [_row(course, entry, verdicts) for entry in course.pages]
    waiting = [
        (entry.number, entry.title, entry.question)
        for entry in course.entries
        if entry not in course.pages and not entry.is_deeper
    ]
    parts = []
    if rows:
        header = ("Lesson", "Question", "Verdict", "Teaching, minutes", "Run, seconds", "Exercises", "Colab")
        parts.append(_table(header, rows, right=(3, 4)))
    if waiting:
        parts.append("In preparation:")
        parts.append(_table(("Lesson", "Title", "Question"), waiting))
    return "\n\n".join(parts)


def ledger(verdicts: dict[str, dict]) -> str:
    """Return the table of the claims, what became of them, and why."""
    if not verdicts:
        return "No lesson has reached its verdict yet."
    rows = [
        (number, entry["claim"], f"**{entry['verdict']}**", entry["because"])
        for number, entry in sorted(verdicts.items())
    ]
    return _table(("Lesson", "Claim", "Verdict", "Because"), rows)


def figure(course: Course) -> tuple[bytes, str] | None:
    """Return the README's figure as its lesson stores it.

    Args:
        course: the course.

    Returns:
        A PNG and its alt text; None if no cell with the tag ``readme`` holds a picture.

    Raises:
        ValueError: if several cells have the tag.
    """
    cells = [
        (page.file, cell)
        for page in course.pages
        for cell in read(course.notebooks / page.file).cells
        if "readme" in cell.metadata.get("tags", [])
    ]
    if len(cells) > 1:
        raise ValueError(f"one cell has the tag readme, not several: {', '.join(file for file, _ in cells)}")
    for _, cell in cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                return base64.b64decode(output.data["image/png"]), output.data["text/plain"]
    return None


def _row(course: Course, entry: Entry, verdicts: dict[str, dict]) -> tuple[str, ...]:
    nb = read(course.notebooks / entry.file)
    sources = [cell.source for cell in nb.cells if cell.cell_type == "markdown"]
    teaching = next((match[1] for source in sources if (match := TEACHING.search(source))), "")
    verdict = verdicts.get(entry.number, {}).get("verdict")
    return (
        f"[{entry.number} · {entry.title}](notebooks/{entry.file})",
        entry.question,
        f"**{verdict}**" if verdict else "not run yet",
        teaching,
        str(nb.metadata.get("course", {}).get("seconds", "")),
        _exercises(course, entry),
        badge(course, entry.file),
    )


def _exercises(course: Course, entry: Entry) -> str:
    """A link to the lesson's exercises, named by their number; empty if there are none."""
    path = course.notebooks / "exercises" / entry.name
    if entry.is_deeper or not path.is_file():
        return ""
    count = len(re.findall(r"^## \d · ", "\n".join(c.source for c in read(path).cells), re.MULTILINE))
    return f"[{count} exercises](notebooks/exercises/{entry.name})"


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]], right: tuple[int, ...] = ()) -> str:
    rules = ["--:" if column in right else "---" for column in range(len(header))]
    lines = [header, rules, *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _between(name: str, text: str, new: str) -> str:
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"README.md must hold {begin} and, after it, {end}, once each")
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    return f"{before}{begin}\n\n{new}\n\n{end}{after}"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.publish.readme", description="Renew the README's tables."
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing, show a diff if it is not current"
    )
    options = parser.parse_args(arguments)
    path = root / "README.md"
    try:
        course = Course.load(root)
        old = path.read_text(encoding="utf-8")
        new = render(course, old)
    except (OSError, ValueError) as error:
        print(f"README.md was not written: {error}", file=sys.stderr)
        return 2
    picture, copy = figure(course), root / FIGURE
    stale = picture is not None and not (copy.is_file() and copy.read_bytes() == picture[0])
    if options.check:
        if stale:
            print(f"{FIGURE} is not the figure that its lesson stores")
        lines = difflib.unified_diff(
            old.splitlines(), new.splitlines(), "README.md", "from notebooks", lineterm=""
        )
        print("\n".join(lines) or "README.md is current")
        return int(old != new or stale)
    if stale:
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(picture[0])
        print(f"{FIGURE}: renewed")
    if old != new:
        path.write_text(new, encoding="utf-8", newline="\n")
    print("README.md: " + ("renewed" if old != new else "was current"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
