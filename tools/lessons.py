"""The fourteen lessons, and the course as its tools see it: address, tag, which lessons exist."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent

_REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Lesson:
    """One of the fourteen: its file name without the ending, its title, its question."""

    name: str
    title: str
    question: str

    @property
    def number(self) -> str:
        """The lesson's number in two digits."""
        return self.name[:2]

    @property
    def file(self) -> str:
        """The lesson's file name."""
        return f"{self.name}.ipynb"


LESSONS = (
    Lesson("01_why_order_matters", "Why order matters", "Why does a network need memory at all?"),
    Lesson("02_rnn_from_scratch", "A recurrent network from scratch", "What is recurrence?"),
    Lesson("03_vanishing_gradients", "Vanishing gradients", "Why does a recurrent network forget?"),
    Lesson("04_lstm_by_hand", "An LSTM by hand", "What does each gate do?"),
    Lesson("05_what_gates_learn", "What gates learn", "Do trained gates do what the stories say?"),
    Lesson("06_lstm_family", "The LSTM family", "Which parts of the cell matter?"),
    Lesson("07_training_craft", "The craft of training", "What decides whether an LSTM trains?"),
    Lesson("08_imdb_sentiment", "Opinions in film reviews", "How good is an LSTM at reading opinions?"),
    Lesson("09_fashion_descriptions", "Fashion descriptions", "Can an LSTM write what it has never seen?"),
    Lesson("10_shakespeare_and_music", "Shakespeare and music", "How far does one character at a time go?"),
    Lesson("11_forecasting", "Forecasting", "Can an LSTM predict weather, sales and stocks?"),
    Lesson(
        "12_translation_and_attention",
        "Translation and attention",
        "What does attention add as sentences grow longer?",
    ),
    Lesson(
        "13_captions_and_speech", "Captions and speech", "Can an LSTM turn pictures and sounds into words?"
    ),
    Lesson("14_limits_and_successors", "Limits and successors", "When is an LSTM still the right tool?"),
)

BY_FILE = {lesson.file: lesson for lesson in LESSONS}


@dataclass(frozen=True)
class Course:
    """Where the course lives, on disk and on GitHub, and which lesson files exist."""

    root: Path
    repository: str
    tag: str
    files: tuple[str, ...]

    @classmethod
    def load(cls, root: Path = ROOT) -> "Course":
        """Read ``[tool.course]`` of ``root``'s pyproject.toml and look which lessons exist.

        Raises ``ValueError`` if the address or the tag is missing or malformed.
        """
        settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        settings = settings.get("tool", {}).get("course", {})
        repository, tag = valid(settings.get("repository"), settings.get("tag"))
        return cls(root, repository, tag, present(root / "notebooks"))

    @property
    def notebooks(self) -> Path:
        """The folder of the lessons."""
        return self.root / "notebooks"


def present(folder: Path) -> tuple[str, ...]:
    """Return the file names of the lessons that exist in ``folder``, in order."""
    return tuple(lesson.file for lesson in LESSONS if (folder / lesson.file).is_file())


def valid(repository: str | None, tag: str | None) -> tuple[str, str]:
    """Return both as they are; raise ``ValueError`` that says which is malformed and how it should look."""
    if not _REPOSITORY.fullmatch(repository or "") or repository.endswith(".git"):
        raise ValueError(f"repository must be owner/name, without https:// and .git, not {repository!r}")
    if not _TAG.fullmatch(tag or "") or ".." in tag:
        raise ValueError(f"tag must be the name of a git tag, such as v1.0.0, not {tag!r}")
    return repository, tag
