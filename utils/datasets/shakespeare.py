"""Shakespeare letter by letter: 40,000 lines of his plays, as Karpathy (2015) put them into one file."""

import re
from dataclasses import dataclass, field

from utils.datasets.files import RemoteFile
from utils.datasets.plain_texts import STAND_IN, find_text
from utils.synthetic import plays

SHAKESPEARE = RemoteFile(
    "shakespeare.txt",
    "https://storage.googleapis.com/download.tensorflow.org/data/shakespeare.txt",
    "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
)


@dataclass(frozen=True)
class Letters:
    """A long text, to be read letter by letter; spaces, stops and line ends are letters, too.

    Args:
        text: the text.
        source: "local folder", "Keras cache", "download" or "generated stand-in".
        is_stand_in: whether this is a generated play in place of Shakespeare's.
    """

    text: str = field(repr=False)
    source: str
    is_stand_in: bool

    @property
    def letters(self) -> list[str]:
        """The different letters of the text, sorted; the place of a letter in this list can be its id."""
        return sorted(set(self.text))


def load_shakespeare(verbose: bool = True) -> Letters:
    """Load 40,000 lines of Shakespeare, 1,115,394 letters, 65 of them different.

    A speech is the name of its speaker, a colon, lines of verse or prose, and an empty line. Without a
    network, a generated play of the same form takes its place (`plays.play`).

    Args:
        verbose: whether to print one line with the number of letters and their source. The notice that this
            is not Shakespeare and the progress of a download are always shown.

    Returns:
        The text.

    Raises:
        ValueError: if the file is not as expected, or if the server answers with an error.
        OSError: if the file cannot be read.
    """
    text, source = find_text(SHAKESPEARE, "Shakespeare", "a play without a plot", plays.play, _has_speeches)
    found = Letters(text, source, source == STAND_IN)
    if verbose:
        name = "A generated play, NOT Shakespeare" if found.is_stand_in else "Shakespeare"
        print(f"{name}: {len(text):,} letters, {len(found.letters)} different ({source}).")
    return found


def _has_speeches(text: str) -> bool:
    """Tell whether a text begins with a speaker's name, and other speakers follow."""
    speakers = re.findall(r"(?m)(?:\A|\n\n)([A-Z][^\n:]*):\n", text[:10_000])
    return text[:1].isalpha() and len(set(speakers)) > 1
