"""The tables that come with the course, and tables of the reader's own in their place."""

from collections.abc import Mapping
from numbers import Integral
from pathlib import Path

import numpy as np
import pandas as pd

from utils.datasets.csv_texts import read_table, read_texts

DATA = Path(__file__).resolve().parents[2] / "data"
STAND_IN, FASHION = DATA / "restaurant_reviews.csv", DATA / "fashion_descriptions.csv"


def load_restaurant_reviews(
    path: str | Path | None = None,
    text: str = "text",
    label: str = "label",
    classes: Mapping[object, int | None] | None = None,
    verbose: bool = True,
) -> pd.DataFrame:
    """Load labelled reviews: the bundled ones, or a table of your own.

    Of a table of your own, one line is printed: how many reviews it has in each class, and what was
    noticed in reading. For the bundled table nothing is printed.

    Args:
        path: a CSV file (``csv_texts.read_table`` says what is read); None for the bundled file.
        text: the column with the reviews.
        label: the column with the labels.
        classes: the class of each label, such as ``{"positive": 1, "negative": 0}``; classes count from 0,
            so three are 0, 1 and 2. None as a class leaves its rows out, such as 3 of five stars:
            ``{1: 0, 2: 0, 3: None, 4: 1, 5: 1}``. Without ``classes``, the labels must be 0 and 1.
        verbose: whether to print the line.

    Returns:
        One row for each review. The chosen columns are now called ``text`` (str) and ``label`` (int64, a
        class); all others are kept. Columns of the bundled file: ``data/README.md``.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: as ``csv_texts.read_table``; and, with the row, for a review without words or a label
            without a class.
    """
    if text == label:
        raise ValueError(f"text and label are both {text!r}: expected two columns.")
    source = _bundled(STAND_IN) if path is None else path
    frame, notes = read_table(source, {"text": text, "label": label})
    if path is None and "split" not in frame:
        raise ValueError(
            f"{source} lacks the column 'split'; it has {list(frame)}. Download the course again."
        )
    if frame.empty:
        raise ValueError(f"{source} is empty: it has a header, but no rows.")
    for chosen, name in ((text, "text"), (label, "label")):
        if chosen != name and name not in (text, label):
            _check_free(source, frame, chosen, name)
    for row, review in enumerate(frame[text], 1):
        if not isinstance(review, str) or not review.strip():
            raise ValueError(f"{source}, row {row}: the text should be words, not {review!r}.")
    frame[label] = _to_classes(source, label, frame[label], classes)
    kept = frame[frame[label].notna()]
    if kept.empty:
        raise ValueError(f"{source} has {len(frame)} rows, but classes leaves all of them out.")
    if left_out := len(frame) - len(kept):
        notes.append(f"{left_out:,} left out")
    kept = kept.rename(columns={text: "text", label: "label"}).reset_index(drop=True)
    kept = kept.astype({"label": "int64"})
    if verbose and path is not None:
        rows = np.bincount(kept["label"], minlength=2)
        notes = ["your file", ", ".join(f"{n:,} of class {c}" for c, n in enumerate(rows)), *notes]
        print(f"{Path(path).name}: {len(kept):,} review{'s' if len(kept) > 1 else ''} ({'; '.join(notes)}).")
    return kept


def load_fashion(
    path: str | Path | None = None, column: str = "description", verbose: bool = True
) -> pd.DataFrame:
    """Load descriptions of clothes: the bundled ones, or a table of your own, in any language.

    One line is printed: how many texts there are and, of a table of your own, what was noticed in reading and
    how many rows were left out. Left out are rows without words and repeated texts.

    Args:
        path: a CSV file (``csv_texts.read_table`` says what is read); None for the bundled file.
        column: the column with the texts.
        verbose: whether to print the line.

    Returns:
        One row for each text. The chosen column is now called ``description``; the others are kept. Columns
        of the bundled file: ``data/README.md``.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: as ``csv_texts.read_texts``; if another column is called ``description``.
    """
    source = _bundled(FASHION) if path is None else path
    frame, notes = read_texts(source, column)
    if column != "description":
        _check_free(source, frame, column, "description")
        frame = frame.rename(columns={column: "description"})
    if verbose:
        name = "Fashion descriptions" if path is None else Path(path).name
        notes.insert(0, "bundled, written by a program of this course" if path is None else "your file")
        print(f"{name}: {len(frame):,} text{'s' if len(frame) > 1 else ''} ({'; '.join(notes)}).")
    return frame


def _bundled(path: Path) -> Path:
    """Return the path of a file of the course; FileNotFoundError if it is gone."""
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is not there, but it belongs to the course. Download the course again."
        )
    return path


def _check_free(source: str | Path, frame: pd.DataFrame, chosen: str, name: str) -> None:
    """Raise ValueError if another column has the name that the chosen one is to get."""
    if name in frame:
        raise ValueError(
            f"{source}: the column {chosen!r} is to be called {name!r}, but another column has "
            "this name. Rename that one in the file."
        )


def _to_classes(source: str | Path, name: str, labels: pd.Series, classes: Mapping | None) -> pd.Series:
    """Return the class of each label, counted from 0, or missing where the row is to be left out."""
    if classes is not None and not (isinstance(classes, Mapping) and _are_classes(list(classes.values()))):
        raise ValueError(
            f"classes is {classes!r}: expected a dict with the class of each label: 0, 1 and so on, without "
            "a gap, or None to leave its rows out."
        )
    if (is_missing := labels.isna().to_numpy()).any():
        row = is_missing.argmax() + 1
        raise ValueError(f"{source}, row {row}: the label is missing. Fill it in, or delete the row.")
    values = [repr(value) for value in labels.unique().tolist()]
    rest = ["..."] if len(values) > 10 else []
    if classes is None:
        found = pd.to_numeric(labels, errors="coerce").astype("float64")
        is_known = found.isin([0, 1])
        expected = "should be 0 or 1"
        choice = ", ".join([f"{value}: ..." for value in values[:10]] + rest)
        cure = f"Say which class each label is, 0 or 1, or None to leave its rows out: classes={{{choice}}}."
    else:
        found = labels.map(lambda label: classes.get(label)).astype("float64")
        is_known = labels.map(lambda label: label in classes).astype(bool)
        expected = "should be in classes"
        held = ", ".join(values[:10] + rest)
        cure = f"Add it, with its class, or None to leave its rows out. The column {name!r} holds {held}."
    if not is_known.all():
        row = int((~is_known).to_numpy().argmax())
        label = labels.iloc[[row]].tolist()[0]
        raise ValueError(f"{source}, row {row + 1}: the label {expected}, not {label!r}. {cure}")
    return found


def _are_classes(values: list) -> bool:
    """Tell whether values are classes that count from 0, or None; two classes need not both occur."""
    numbers = [value for value in values if value is not None]
    if not values or not all(isinstance(value, Integral) and value >= 0 for value in numbers):
        return False
    return max(numbers, default=0) <= 1 or set(numbers) == set(range(max(numbers) + 1))
