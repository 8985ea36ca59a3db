"""The one reader of tables: it finds encoding and separator, and refuses rows that do not fit the header."""

import codecs
import csv
import gzip
import io
import json
import os
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
SAVE = "Open it in a spreadsheet program and save the table as 'CSV UTF-8'."
QUOTES = "Put a text that contains {} or line breaks in double quotes, and write a double quote in it twice."
CSV_ERRORS = {  # what the module csv says, and what is meant
    "unexpected end of data": "a double quote is not closed",
    "new-line character": "it holds a line break without quotes",
    "expected after": "a text goes on after its closing quote",
}
# How files begin that are not text, what they are, and what to do with them.
BINARY = {
    b"PK\x03\x04": ("an Excel workbook or another zip archive", f"{SAVE} Unpack an archive first."),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook (.xls)", SAVE),
    b"PAR1": ("a Parquet file", "Write it with pandas: read_parquet(...).to_csv('table.csv', index=False)."),
    b"%PDF": ("a PDF document", "Ask for the table as 'CSV UTF-8'."),
}


def read_table(
    path: str | Path, columns: Mapping[str, str], dtype: Mapping[str, type] | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Read a table with a header; its fields may be separated by commas, semicolons, tabs or vertical bars.

    The separator is the one that finds the needed columns in the header. All rows must have as many fields as
    the header, so no text is cut or moved to another column. Empty lines are skipped. Only an empty field
    counts as missing: "NA" and "None" are words. Encodings: UTF-8, UTF-16 with a byte order mark, and cp1252
    (Windows). A file may be compressed with gzip.

    Args:
        path: the file; ``~`` is the home folder.
        columns: the names of the needed columns, by the argument with which the caller may choose another.
        dtype: types of columns, as for ``pandas.read_csv``; the others are inferred.

    Returns:
        The table with all its columns; and notes, such as on a separator other than the comma.

    Raises:
        FileNotFoundError: if there is no such file.
        OSError: if the file cannot be read.
        ValueError: if the file is empty, not text, in an unknown encoding or another format; if a needed
            column is missing or occurs twice; if a row does not fit the header or a quote is not closed.
    """
    path = Path(os.path.expanduser(path))
    if not path.is_file():
        what = "a folder, not a file" if path.is_dir() else "not there"
        raise FileNotFoundError(f"{path} is {what}: expected a CSV file. Check the path and its spelling.")
    text, notes = _decode(path)
    _refuse_other_formats(path, text)
    if first_line := re.match(r"sep=([,;\t|])(?=[\r\n])", text):  # Excel's own way to name the separator
        separator, text = first_line[1], text[first_line.end() :]
    else:
        separator = _find_separator(path, text, set(columns.values()))
    (header,) = _parse(path, text, separator, header_only=True)
    for argument, name in columns.items():
        if (times := header.count(name)) > 1:
            raise ValueError(f"{path} has {times} columns {name!r}: expected one. Rename the others.")
        if not times:
            hint = f"Pass {argument}=..., one of these, or name a column {name!r}."
            if len(header) == 1 and len(name) < len(header[0]):
                hint += " The first line holds the names, separated by commas."
            raise ValueError(f"{path} lacks the column {name!r}; it has {header!s:.500}. {hint}")
    rows = _parse(path, text, separator)
    table = io.StringIO()  # pandas finds the types; the table is rewritten so that it sees the same fields
    csv.writer(table, quoting=csv.QUOTE_ALL).writerows(rows)
    table.seek(0)
    frame = pd.read_csv(
        table, dtype=dtype, index_col=False, keep_default_na=False, na_values=[""], low_memory=False
    )
    if separator != ",":
        notes.insert(0, f"fields separated by {SEPARATORS[separator]}")
    return frame, notes


def read_texts(path: str | Path, column: str) -> tuple[pd.DataFrame, list[str]]:
    """Read the rows of a table that hold words in one column, each text once.

    White space within a text, line breaks too, becomes one space. Left out are rows whose text has no letter
    (empty, a number) and repeats of a text. The other columns are kept.

    Args:
        path: the file, as for ``read_table``.
        column: the name of the column with the texts.

    Returns:
        The rows that were kept, numbered from 0, and notes on the file and on what was left out.

    Raises:
        FileNotFoundError, OSError, ValueError: as ``read_table``.
        ValueError: if no row holds a word.
    """
    frame, notes = read_table(path, {"column": column}, {column: str})
    rows = len(frame)
    texts = frame[column].map(lambda text: text if isinstance(text, str) else "").astype(object)
    lines = int(texts.str.strip().str.contains(r"[\r\n]").sum())
    frame[column] = texts.map(lambda text: " ".join(text.split()))
    frame = frame[frame[column].map(lambda text: any(character.isalpha() for character in text))]
    wordless = rows - len(frame)
    if frame.empty:
        raise ValueError(f"{path} has {rows} rows, but in none of them does {column!r} hold a word.")
    frame = frame.drop_duplicates(column)
    repeats = rows - wordless - len(frame)
    notes += [f"{lines:,} with line breaks, now spaces"] if lines else []
    notes += [f"{wordless:,} without words left out"] if wordless else []
    notes += [f"{repeats:,} repeated left out"] if repeats else []
    return frame.reset_index(drop=True), notes


def _decode(path: Path) -> tuple[str, list[str]]:
    """Return the text of a file, and a note if its encoding was guessed."""
    raw = path.read_bytes()
    if raw.startswith(b"\x1f\x8b"):
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"{path} is a damaged gzip file: {error}. Get it again.") from error
    for start, (what, cure) in BINARY.items():
        if raw.startswith(start):
            raise ValueError(f"{path} is {what}: expected a CSV file. {cure}")
    is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError as error:
            problem = error
    else:
        tried = "UTF-16" if is_wide else "UTF-8 and cp1252"
        raise ValueError(
            f"{path} is not text in {tried}, which were tried: {problem}. Save it as 'CSV UTF-8'."
        )
    if "\0" in text:
        raise ValueError(
            f"{path} is not plain text, or is UTF-16 without a byte order mark: it holds the character NUL. "
            "Save it as 'CSV UTF-8'."
        )
    if encoding != "cp1252":
        return text, []
    foreign = re.search(r"[^\W\d_]*[^\x00-\x7f]\w*", text)[0][:30]
    return text, [f"read as cp1252, since it is not UTF-8: if {foreign!r} is wrong, save it as 'CSV UTF-8'"]


def _refuse_other_formats(path: Path, text: str) -> None:
    """Raise ValueError for JSON and for a web page."""
    text = text.strip()
    if re.match(r"<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise ValueError(
            f"{path} is a web page or XML: expected a CSV file. Download the file itself ('raw'), not a page."
        )
    first_line = text.split("\n", 1)[0]
    is_lines = first_line.startswith("{") and _is_json(first_line)
    if is_lines or (text.startswith(("[", "{")) and _is_json(text)):
        raise ValueError(
            f"{path} is JSON: expected a CSV file. Write one with pandas: "
            f"read_json({path.name!r}{', lines=True' if is_lines else ''}).to_csv('table.csv', index=False)."
        )


def _is_json(text: str) -> bool:
    """Tell whether a text is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _parse(path: Path, text: str, separator: str, header_only: bool = False) -> list[list[str]]:
    """Split a text into rows of fields, the header first; ValueError names a row that does not fit."""
    rows: list[list[str]] = []
    line = 1  # where the current row begins
    end_of_line = "\n" if "\n" in text else "\r"  # CR alone only in files of old Macs
    lines = io.StringIO(text, newline=end_of_line)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    old_limit = csv.field_size_limit(len(text) + 1)
    try:
        for row in reader:
            if not rows and any(name.strip() for name in row):
                rows.append([name.strip() for name in row])
                if header_only:
                    break
            elif rows and len(row) == len(rows[0]):
                rows.append(row)
            elif any(field.strip() for field in row):  # an empty row may have any number of fields
                raise csv.Error(
                    f"{len(row)} field{'s' if len(row) > 1 else ''}, separated by {SEPARATORS[separator]}, "
                    f"but the header, and so each row, has {len(rows[0])}: {row!s:.200}"
                )
            line = reader.line_num + 1
    except csv.Error as error:
        problem = next((ours for theirs, ours in CSV_ERRORS.items() if theirs in str(error)), error)
        where = f"row {len(rows)} (line {line})" if rows else f"line {line}"
        raise ValueError(f"{path}, {where}: {problem}. {QUOTES.format(SEPARATORS[separator])}") from error
    finally:
        csv.field_size_limit(old_limit)
    if not rows:
        raise ValueError(f"{path} is empty: expected a CSV file whose first line names its columns.")
    return rows


def _find_separator(path: Path, text: str, names: set[str]) -> str:
    """Return the separator that finds all ``names`` in the header, or else the most fields."""
    headers = {}
    for separator in SEPARATORS:
        try:
            (headers[separator],) = _parse(path, text, separator, header_only=True)
        except ValueError:
            headers[separator] = []
    fitting = [separator for separator, header in headers.items() if names <= set(header)]
    splitting = [separator for separator in fitting if len(headers[separator]) > 1]
    if len(splitting) > 1:
        found = " or ".join(SEPARATORS[separator] for separator in splitting)
        raise ValueError(
            f"{path} may be separated by {found}: the header fits both. Put its names in double quotes."
        )
    return (fitting or [max(SEPARATORS, key=lambda separator: len(headers[separator]))])[0]
