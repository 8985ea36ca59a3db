"""Read a column of texts from a CSV file that a reader brings along, and say what was done to it."""

import codecs
import io
from pathlib import Path

import pandas as pd

ENCODINGS = ("utf-8-sig", "cp1252")  # with or without a mark at the start; and what Excel may write


def read_texts(path: Path, column: str) -> tuple[pd.DataFrame, list[str]]:
    """The rows of a CSV file that hold words in `column`, each text once; and notes on what was not as hoped.

    White space within a text, line breaks too, becomes one space. Left out are rows whose text has no
    letter (empty, a number) and repeats of a text. Other columns stay as pandas reads them; only an empty
    field counts as missing, so that "NA" and "None" are words.

    Raises FileNotFoundError for a path that is no file; ValueError for an unknown encoding, a file that is
    empty or no table, a missing column, and a file without one usable row.
    """
    if not path.is_file():
        what = "a folder, not a file" if path.is_dir() else "not there"
        raise FileNotFoundError(f"{path} is {what}: expected a CSV file. Check the path and its spelling.")
    text, encoding = _decode(path)
    try:
        frame = pd.read_csv(io.StringIO(text), dtype={column: str}, keep_default_na=False, na_values=[""])
    except ValueError as error:  # pandas' errors for a file that is empty or no table are of this kind
        raise ValueError(
            f"{path} is empty or not a CSV file: {error}. Expected a first line with names of columns; a "
            "text that contains commas or line breaks stands in double quotes."
        ) from error
    if not isinstance(frame.index, pd.RangeIndex):  # pandas would take the surplus fields for row labels
        raise ValueError(
            f"{path} has more fields in its rows than names in its first line. Put each text that contains a "
            "comma in double quotes."
        )
    if column not in frame:
        hint = f"Pass column=..., one of these, or name a column {column!r}."
        if len(frame.columns) == 1 and (sign := next((s for s in ";\t|" if s in frame.columns[0]), None)):
            hint = f"The fields seem to be separated by {sign!r}: save the file with commas."
        raise ValueError(f"{path} lacks the column {column!r}; it has {list(frame)}. {hint}")
    rows = len(frame)
    frame[column] = frame[column].fillna("").map(lambda field: " ".join(field.split()))
    frame = frame[frame[column].map(lambda field: any(sign.isalpha() for sign in field))]
    wordless = rows - len(frame)
    if frame.empty:
        raise ValueError(f"{path} has {rows} rows, but in none of them does {column!r} hold a word.")
    frame = frame.drop_duplicates(column)
    repeats = rows - wordless - len(frame)
    notes = [f"read as {encoding}, for it is not UTF-8"] if encoding != ENCODINGS[0] else []
    notes += [f"{wordless:,} without words left out"] if wordless else []
    notes += [f"{repeats:,} repeated left out"] if repeats else []
    return frame.reset_index(drop=True), notes


def _decode(path: Path) -> tuple[str, str]:
    """The text of a file and its encoding; ValueError if it is none of those we know."""
    raw = path.read_bytes()
    is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ENCODINGS:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError as error:
            problem = error
    tried = "UTF-16" if is_wide else "UTF-8 and cp1252"
    raise ValueError(f"{path} is not text in {tried}, which were tried: {problem}. Save it as UTF-8.")
