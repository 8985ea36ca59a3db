"""The tables that come with the course, and a reader's own in their place."""

from pathlib import Path

import pandas as pd

from utils.datasets.csv_texts import read_texts

DATA = Path(__file__).resolve().parents[2] / "data"
STAND_IN, FASHION = DATA / "restaurant_reviews.csv", DATA / "fashion_descriptions.csv"


def load_restaurant_reviews(path: str | Path | None = None) -> pd.DataFrame:
    """A UTF-8 CSV file with columns `text` and `label` (0 or 1), others kept; by default the bundled one.

    Raises FileNotFoundError for a missing file and ValueError, with the row, for one that is not as above.
    """
    path = STAND_IN if path is None else Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"There is no file {path}. If it is the course's own, download that again.")
    try:
        # Only an empty field is missing: "None" and "NA" are words that a review may consist of.
        frame = pd.read_csv(path, encoding="utf-8", keep_default_na=False, na_values=[""])
    except ValueError as error:  # of the decoder, or of pandas for a file that is empty or no table
        raise ValueError(f"{path} is empty or not a CSV file in UTF-8, as expected: {error}.") from error
    expected = ["text", "label", "split"] if path == STAND_IN else ["text", "label"]
    if missing := [name for name in expected if name not in frame]:
        raise ValueError(f"{path} lacks the column(s) {missing}; it has {list(frame)}.")
    if frame.empty:
        raise ValueError(f"{path} is empty: it has a header, but no rows.")
    labels = pd.to_numeric(frame["label"], errors="coerce")
    for row, (text, label, number) in enumerate(zip(frame["text"], frame["label"], labels, strict=True), 1):
        if not isinstance(text, str):
            raise ValueError(f"{path}, row {row}: the text should be words, not {text!r}.")
        if number not in (0, 1):
            raise ValueError(f"{path}, row {row}: the label should be 0 or 1, not {label!r}.")
    return frame.assign(label=labels.astype("int64"))


def load_fashion(
    path: str | Path | None = None, column: str = "description", verbose: bool = True
) -> pd.DataFrame:
    """Descriptions of clothes, a text in each row of `column`: the bundled ones, or a CSV file of your own.

    Of a file of your own, in any language, rows without words and repeated texts are left out; the line
    that is printed counts them. Other columns are kept; those of the bundled file: `data/README.md`.
    Raises FileNotFoundError and ValueError as `csv_texts.read_texts` does.
    """
    is_ours = path is None
    frame, notes = read_texts(FASHION if is_ours else Path(path), column)
    if verbose:
        name = "Fashion descriptions" if is_ours else Path(path).name
        notes.insert(0, "bundled, written by a program of this course" if is_ours else "your file")
        print(f"{name}: {len(frame):,} text{'s' if len(frame) > 1 else ''} ({'; '.join(notes)}).")
    return frame
