"""Film reviews as a table of texts: the IMDB's, or a table of the reader's own in their place."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from utils.datasets.bundled import load_restaurant_reviews
from utils.datasets.imdb import load_imdb


def load_film_reviews(
    path: str | Path | None = None,
    text: str = "text",
    label: str = "label",
    classes: Mapping[object, int | None] | None = None,
    verbose: bool = True,
) -> pd.DataFrame:
    """Load the film reviews of Maas et al. (2011) as texts, or a table of your own.

    Keras stores the film reviews without punctuation and capitals. Without a network, generated restaurant
    reviews take their place, as in `load_imdb`.

    Args:
        path: a CSV file of your own, as for `load_restaurant_reviews`; None for the film reviews.
        text: the column with the texts.
        label: the column with the labels.
        classes: the class of each label, 0 or 1; None as a class leaves its rows out.
        verbose: whether to print a line on what was loaded.

    Returns:
        One row for each text, with the columns ``text`` and ``label`` (0 or 1). The film reviews also have
        ``split``, "train" or "test"; a table of your own keeps its other columns. ``attrs["is_imdb"]`` says
        whether these are the film reviews.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: as `load_restaurant_reviews` and `load_imdb`; or if there are more than two classes.
    """
    if path is not None:
        frame = load_restaurant_reviews(path, text, label, classes, verbose)
        if frame["label"].max() > 1:
            raise ValueError(
                f"{path} has {frame['label'].max() + 1} classes: expected 0 and 1. Give `classes` two, "
                "and None for labels to leave out; lesson 00 keeps more."
            )
        frame.attrs["is_imdb"] = False
        return frame
    reviews = load_imdb(verbose=verbose)
    # One word of the list is a control sign, at which a list of words in a file would be cut in two.
    words = [word if word.isprintable() else " " for word in reviews.vocabulary]
    parts = []
    for split, rows, labels in (
        ("train", reviews.x_train, reviews.y_train),
        ("test", reviews.x_test, reviews.y_test),
    ):
        texts = [" ".join(words[i] for i in row[1:].tolist()) for row in rows]
        parts.append(pd.DataFrame({"split": split, "label": labels.astype("int64"), "text": texts}))
    frame = pd.concat(parts, ignore_index=True)
    frame.attrs["is_imdb"] = not reviews.is_stand_in
    return frame
