"""Film reviews as texts, and tables of a reader's own in their place."""

import numpy as np
import pytest

from utils.datasets import Reviews, film_reviews, load_film_reviews
from utils.preprocessing import Vocabulary

WORDS = ["<pad>", "<start>", "<unknown>", "<unused>", "the", "film", "\x85", "good"]


@pytest.fixture(params=[False, True])
def reviews(request, monkeypatch) -> Reviews:
    words = Vocabulary(WORDS, pad="<pad>", start="<start>", unknown="<unknown>")
    rows = [np.array([1, 4, 5, 6, 7], np.int32), np.array([1, 7], np.int32)]
    labels = np.array([1, 0], np.int32)
    small = Reviews(rows, labels, rows[1:], labels[1:], words, "download", request.param)
    monkeypatch.setattr(film_reviews, "load_imdb", lambda verbose: small)
    return small


def test_ids_become_texts_without_control_signs(reviews: Reviews):
    frame = load_film_reviews()
    assert frame["text"].map(str.split).tolist() == [["the", "film", "good"], ["good"], ["good"]]
    assert all(text.isprintable() for text in frame["text"])
    assert frame["label"].tolist() == [1, 0, 0]
    assert frame["split"].tolist() == ["train", "train", "test"]
    assert frame.attrs["is_imdb"] is not reviews.is_stand_in


def test_a_table_of_ones_own(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("note;stars\nGood food, really;5\nBad;1\nSo so;3\n", encoding="utf-8")
    frame = load_film_reviews(path, "note", "stars", {1: 0, 3: None, 5: 1}, verbose=False)
    assert frame[["text", "label"]].values.tolist() == [["Good food, really", 1], ["Bad", 0]]
    assert frame.attrs["is_imdb"] is False


def test_more_than_two_classes_are_refused(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("text,label\nGood,2\nBad,0\nSo so,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"own\.csv has 3 classes: expected 0 and 1\. Give `classes` two"):
        load_film_reviews(path, classes={0: 0, 1: 1, 2: 2}, verbose=False)
