"""Other people's words: shown to the reader who runs a lesson, never stored with it."""

import os
import textwrap

STORING = "LSTM_COURSE_STORING"  # set by tools.notebooks, whose outputs are published


def quote(text: str, ours: bool, words: int = 60, width: int = 96) -> str:
    """The first `words` of `text`, wrapped; in a run whose outputs are stored, a note in their place.

    The IMDB reviews belong to those who wrote them, so no stored page may hold their text. `ours`
    says that the text was written by this project, and may be shown anywhere.
    """
    if os.environ.get(STORING) and not ours:
        return "   (Run this cell to read the review: its words are not ours to store.)"
    split = text.split()
    shown = " ".join(split[:words]) + (" …" if len(split) > words else "")
    return textwrap.fill(shown, width, initial_indent="   ", subsequent_indent="   ")
