"""Folk tunes of Ireland as text: ABC, the notation in which a letter is a note."""

import re
from dataclasses import dataclass, field

from utils.datasets.files import RemoteFile
from utils.datasets.plain_texts import STAND_IN, find_text
from utils.synthetic import tunes

IRISH = RemoteFile(
    "irish.abc",
    "https://raw.githubusercontent.com/aamini/introtodeeplearning/master/mitdeeplearning/data/irish.abc",
    "df3782d5f7b5a2f4c66aa7c13f13008d5f48757b3f5f51620cd6c1ceb2c53023",
)


@dataclass(frozen=True)
class Tunes:
    """Tunes in ABC notation.

    Args:
        texts: each tune from its number, ``X:``, to its last bar line, without empty lines.
        source: "local folder", "Keras cache", "download" or "generated stand-in".
        is_stand_in: whether these are generated tunes in place of the Irish ones.
    """

    texts: list[str] = field(repr=False)
    source: str
    is_stand_in: bool

    @property
    def letters(self) -> list[str]:
        """The different letters of all tunes, sorted; the place of a letter in this list can be its id."""
        return sorted(set().union(*self.texts))


def load_tunes(verbose: bool = True) -> Tunes:
    """Load 804 Irish folk tunes in ABC notation.

    They come dance by dance: hornpipes first, waltzes last. So the last tenth of them has other dances than
    the rest; to set tunes aside, draw them. Without a network, generated tunes take their place
    (`tunes.book`).

    Args:
        verbose: whether to print one line with the number of tunes and their source. The notice that these
            are not the Irish tunes and the progress of a download are always shown.

    Returns:
        The tunes.

    Raises:
        ValueError: if the file is not as expected, or if the server answers with an error.
        OSError: if the file cannot be read.
    """
    text, source = find_text(IRISH, "the Irish tunes", "a book of tunes", tunes.book, _split)
    found = Tunes(_split(text), source, source == STAND_IN)
    if verbose:
        name = "Generated tunes, NOT the Irish ones" if found.is_stand_in else "Irish tunes"
        letters = sum(map(len, found.texts))
        print(f"{name}: {len(found.texts):,} tunes, {letters:,} letters ({source}).")
    return found


def _split(text: str) -> list[str]:
    """Cut a book of tunes into tunes; an empty list if there is something else in it."""
    before, *parts = re.split(r"(?m)^(?=X:)", text)
    texts = ["\n".join(filter(None, map(str.rstrip, part.splitlines()))) for part in parts]
    has_key = all(re.search(r"\nK:.*\n.*\|", tune) for tune in texts)
    return texts if has_key and not before.strip() else []
