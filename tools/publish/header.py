"""Write the course's address into all that holds it: badges, navigation, setup cells, README, citation.

Address and tag stand in ``pyproject.toml`` under ``[tool.course]``; this tool carries them from there.
``make badges REPO=owner/name TAG=v1.0.0`` changes them there first, which is all a fork needs.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.course import DEEPER, ROOT, Course, Entry, valid
from tools.notebooks.files import dumps, read

TEMPLATE = Path(__file__).with_name("setup_cell.py.txt")
HOLDERS = ("*.md", "*.cff", ".github/**/*.md", ".github/**/*.yml", "teaching/**/*.md")

_BADGE = re.compile(r"colab\.research\.google\.com/(?:github/|assets/colab-badge)")
_NAVIGATION = re.compile(r"\[Map\]\(")
_COLAB = "https://colab.research.google.com"


# What belongs into a notebook


def colab_url(course: Course, file: str) -> str:
    """Return the address that opens ``notebooks/<file>`` on Colab at the course's tag."""
    return f"{_COLAB}/github/{course.repository}/blob/{course.tag}/notebooks/{file}"


def badge(course: Course, file: str) -> str:
    """Return the badge of ``notebooks/<file>`` as one line of Markdown."""
    return f"[![Open in Colab]({_COLAB}/assets/colab-badge.svg)]({colab_url(course, file)})"


def navigation(course: Course, file: str) -> str:
    """Write the links below a title.

    The neighbours of a lesson are the nearest that exist, so that no link leads nowhere.

    Args:
        course: the course.
        file: the notebook's place below ``notebooks/``.

    Returns:
        One line: previous · map · deeper · next of a lesson; lesson · deeper · map of an exercise, and of a
        deeper page, which links its sisters.
    """
    folder, _, name = file.rpartition("/")
    deeper = course.deeper_of(name[:2])
    if folder:
        lesson = next(entry for entry in course.entries if entry.number == name[:2])
        links = [f"[Lesson {lesson.number}](../{lesson.file})"]
        links += [link for page, link in _deeper(deeper, "../").items() if page.file != file]
        return " · ".join([*links, "[Map](../../README.md)"])
    before = [entry for entry in course.lessons if entry.file < name]
    after = [entry for entry in course.lessons if entry.file > name]
    links = [f"[← {_label(before[-1])}]({before[-1].file})"] if before else []
    links.append("[Map](../README.md)")
    links += _deeper(deeper).values()
    links += [f"[{_label(after[0])} →]({after[0].file})"] if after else []
    return " · ".join(links)


def _deeper(pages: Sequence[Entry], up: str = "") -> dict[Entry, str]:
    """Links to the deeper pages of a lesson, by their titles if they are several."""
    name = "Deeper: {}" if len(pages) > 1 else "Deeper"
    return {page: f"[{name.format(page.title)}]({up}{page.file})" for page in pages}


def _label(entry: Entry) -> str:
    return f"{entry.number} {entry.title}"


def setup_source(course: Course) -> str:
    """Return the source of the setup cell, the same in every notebook of the course."""
    text = TEMPLATE.read_text(encoding="utf-8").strip()
    return text.replace("{repository}", course.repository).replace("{tag}", course.tag)


def head(course: Course, file: str, source: str) -> str:
    """Return the first cell ``source`` with badge and navigation renewed below its title."""
    title, _, rest = source.partition("\n")
    kept = [line for line in rest.splitlines() if not _BADGE.search(line) and not _NAVIGATION.search(line)]
    parts = [title.rstrip(), badge(course, file), navigation(course, file), "\n".join(kept).strip()]
    return "\n\n".join(part for part in parts if part)


# Renewing the files


def renewed(course: Course, old: Iterable[str] = ()) -> dict[Path, str]:
    """Return the files of ``course`` that are not up to date, each with its new text.

    ``old`` are addresses to replace. Those found in badges of our lessons count as old by themselves, so a
    pyproject edited by hand is enough.
    """
    notebooks = [
        path
        for folder in ("", DEEPER, "exercises", "solutions")
        for path in sorted((course.notebooks / folder).glob("[0-9][0-9]*_*.ipynb"))
    ]
    pages = sorted({path for pattern in HOLDERS for path in course.root.glob(pattern) if path.is_file()})
    texts = {path: path.read_text(encoding="utf-8") for path in [*notebooks, *pages]}
    ours = _badges_of(course)
    found = {match[1] for text in texts.values() for match in ours.finditer(text)}
    gone = sorted({*old, *found} - {course.repository})
    new = {path: _notebook(course, path, gone) for path in notebooks}
    new |= {path: _page(course, texts[path], gone) for path in pages}
    return {path: text for path, text in new.items() if text is not None and text != texts[path]}


def _badges_of(course: Course) -> re.Pattern:
    """A pattern for the addresses that badges of our lessons lead to, whatever the repository."""
    names = "|".join(sorted({re.escape(entry.name) for entry in course.entries}))
    place = r"colab\.research\.google\.com/github/([\w.-]+/[\w.-]+)/blob/[\w.-]+/notebooks/(?:\w+/)?"
    return re.compile(rf"{place}(?:{names})")


def _notebook(course: Course, path: Path, gone: list[str]) -> str | None:
    """Return the notebook's new text, None if no source in it changes."""
    nb = read(path)
    before = [cell.source for cell in nb.cells]
    file = path.relative_to(course.notebooks).as_posix()
    for cell in nb.cells:
        if "setup" in cell.metadata.get("tags", []):
            cell.source = setup_source(course)
        cell.source = _replaced(cell.source, course.repository, gone)
    if nb.cells and nb.cells[0].cell_type == "markdown":
        nb.cells[0].source = head(course, file, nb.cells[0].source)
    return None if [cell.source for cell in nb.cells] == before else dumps(nb)


def _page(course: Course, text: str, gone: list[str]) -> str:
    text = _replaced(text, course.repository, gone)
    start = f"colab.research.google.com/github/{course.repository}/blob/"
    return re.sub(rf"{re.escape(start)}[\w.-]+/notebooks/", f"{start}{course.tag}/notebooks/", text)


def _replaced(text: str, repository: str, gone: list[str]) -> str:
    """Put ``repository`` for every address that is gone, also where it names the GitHub Pages site."""
    for address in gone:
        # Not inside a longer name: "me/course" is no part of "some/course" nor of "me/course-notes".
        text = re.sub(rf"(?<![\w.-]){re.escape(address)}(?![\w-])", repository, text)
        text = re.sub(rf"(?i)(?<![\w.-]){re.escape(_site(address))}(?![\w-])", _site(repository), text)
    return text


def _site(repository: str) -> str:
    owner, _, name = repository.partition("/")
    return f"{owner.lower()}.github.io/{name}"


def set_address(root: Path, repository: str | None, tag: str | None) -> None:
    """Write address and tag (``None``: leave it) into the ``[tool.course]`` of pyproject.toml.

    Raises ``ValueError`` if one is malformed; nothing is written then.
    """
    course = Course.load(root)
    repository, tag = valid(
        course.repository if repository is None else repository, course.tag if tag is None else tag
    )
    path = root / "pyproject.toml"
    before, header, rest = path.read_text(encoding="utf-8").partition("[tool.course]")
    section, bracket, after = rest.partition("\n[")
    section = re.sub(r"(?m)^repository\s*=.*$", f'repository = "{repository}"', section)
    section = re.sub(r"(?m)^tag\s*=.*$", f'tag = "{tag}"', section)
    path.write_text(before + header + section + bracket + after, encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.publish.header", description="Renew badges and addresses."
    )
    parser.add_argument("--repo", help="the repository's new address on GitHub, owner/name")
    parser.add_argument("--tag", help="the new tag that badges and setup cells point to")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit with 1 if a file is out of date"
    )
    options = parser.parse_args(arguments)
    if options.check and (options.repo or options.tag):
        parser.error("--check writes nothing, so it cannot take --repo or --tag")
    try:
        old = Course.load(root).repository
        if options.repo is not None or options.tag is not None:
            set_address(root, options.repo, options.tag)
        files = renewed(Course.load(root), [old])
    except ValueError as error:
        print(f"Nothing changed: {error}", file=sys.stderr)
        return 2
    for path, text in files.items():
        if not options.check:
            path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.relative_to(root).as_posix()}: {'out of date' if options.check else 'renewed'}")
    return 1 if files and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
