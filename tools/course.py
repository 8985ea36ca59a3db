"""The course as its tools see it: the lessons of course.toml, address and tag, which pages exist."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
DEEPER = "deeper"  # the folder, below notebooks/, of the pages that go further than their lesson

_REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_FIELDS = {"slug", "title", "question", "status", "minutes", "edition", "deeper"}


@dataclass(frozen=True)
class Entry:
    """What course.toml says of a lesson, or of a deeper page.

    number: two digits, and for a deeper page a letter from ``d`` on. file: its place below ``notebooks/``.
    minutes: of teaching, 0 where none are announced yet. edition: which rules are asked of it.
    """

    number: str
    file: str
    title: str
    question: str
    minutes: int = 0
    status: str = "planned"
    edition: int = 1

    @property
    def is_deeper(self) -> bool:
        """Whether it is a deeper page of a lesson."""
        return len(self.number) > 2

    @property
    def name(self) -> str:
        """The file name, which a lesson shares with its exercises and its first deeper page."""
        return self.file.rpartition("/")[2]


def read_entries(root: Path) -> tuple[Entry, ...]:
    """Read the lessons from course.toml.

    Args:
        root: the folder that holds it.

    Returns:
        The lessons in order, each followed by its deeper pages.

    Raises:
        ValueError: naming the lesson, if a field is missing or unknown, or a slug does not begin with digits,
            a deeper page's with its lesson's digits and its own letter.
    """
    entries = []
    for entry in tomllib.loads((root / "course.toml").read_text(encoding="utf-8"))["lesson"]:
        slug = entry.get("slug", "")
        missing, unknown = {"slug", "title", "question", "status"} - set(entry), set(entry) - _FIELDS
        is_sound = re.fullmatch(r"\d\d_\w+", slug) and entry.get("status") in ("ready", "planned")
        if missing or unknown or not is_sound:
            raise ValueError(
                f"course.toml, lesson {slug!r}: missing {sorted(missing)}, unknown {sorted(unknown)}. "
                'Expected a slug such as "08_imdb_sentiment", title, question, status "ready" or "planned".'
            )
        further = entry.pop("deeper", [])
        del entry["slug"]
        lesson = Entry(slug[:2], f"{slug}.ipynb", **entry)
        entries.append(lesson)
        if not isinstance(further, list):
            raise ValueError(f"course.toml, lesson {slug!r}: a deeper page begins with [[lesson.deeper]].")
        for place, deeper in enumerate(further):
            number = f"{slug[:2]}{chr(ord('d') + place)}"
            own = deeper.pop("slug", "") if place else slug  # the first shares its lesson's
            if place and not re.fullmatch(rf"{number}_\w+", own):
                raise ValueError(
                    f"course.toml, lesson {slug!r}: the slug of its deeper page {number} begins with "
                    f"{number}_, and is not {own!r}."
                )
            if unknown := set(deeper) - _FIELDS | set(deeper) & {"slug", "deeper", "edition"}:
                raise ValueError(f"course.toml, deeper page {number}: unknown {sorted(unknown)}.")
            entries.append(Entry(number, f"{DEEPER}/{own}.ipynb", edition=lesson.edition, **deeper))
    return tuple(entries)


@dataclass(frozen=True)
class Course:
    """Where the course lives, on disk and on GitHub, and what is in it.

    entries: all that course.toml names. pages: those of them whose file exists.
    """

    root: Path
    repository: str
    tag: str
    entries: tuple[Entry, ...]
    pages: tuple[Entry, ...]

    @classmethod
    def load(cls, root: Path = ROOT) -> "Course":
        """Read course.toml and ``[tool.course]`` of pyproject.toml, and look which pages exist.

        Args:
            root: the course's folder.

        Returns:
            The course.

        Raises:
            ValueError: if an entry, the address or the tag is missing or malformed.
        """
        settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        settings = settings.get("tool", {}).get("course", {})
        repository, tag = valid(settings.get("repository"), settings.get("tag"))
        entries = read_entries(root)
        there = tuple(entry for entry in entries if (root / "notebooks" / entry.file).is_file())
        return cls(root, repository, tag, entries, there)

    @property
    def notebooks(self) -> Path:
        """The folder of the lessons."""
        return self.root / "notebooks"

    @property
    def lessons(self) -> tuple[Entry, ...]:
        """The lessons that exist, without the deeper pages."""
        return tuple(page for page in self.pages if not page.is_deeper)

    def deeper_of(self, number: str) -> tuple[Entry, ...]:
        """Return the deeper pages of lesson ``number`` that exist."""
        return tuple(page for page in self.pages if page.is_deeper and page.number[:2] == number)

    def page_at(self, path: Path) -> Entry | None:
        """Return what course.toml says of the page at ``path``, None if it names no such page."""
        return next((page for page in self.pages if self.notebooks / page.file == path), None)


def valid(repository: str | None, tag: str | None) -> tuple[str, str]:
    """Check an address and a tag.

    Args:
        repository: owner and name on GitHub, ``owner/name``.
        tag: the name of a git tag.

    Returns:
        Both as they are.

    Raises:
        ValueError: saying which is malformed and how it should look.
    """
    if not _REPOSITORY.fullmatch(repository or "") or repository.endswith(".git"):
        raise ValueError(f"repository must be owner/name, without https:// and .git, not {repository!r}")
    if not _TAG.fullmatch(tag or "") or ".." in tag:
        raise ValueError(f"tag must be the name of a git tag, such as v1.0.0, not {tag!r}")
    return repository, tag
