"""`load_restaurant_reviews`: the bundled table, or a reader's own, columns and labels by choice."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from utils.datasets import bundled, load_restaurant_reviews


def refuse(problem, path, **settings):
    with pytest.raises(ValueError, match=problem):
        load_restaurant_reviews(path, **settings)


# --- The bundled table ----------------------------------------------------------------------------------


def test_the_bundled_reviews(capsys):
    frame = load_restaurant_reviews()
    assert {"review_id", "split", "label", "text"} <= set(frame.columns)
    assert set(frame["split"]) == {"train", "test"}
    assert set(frame["label"]) == {0, 1}
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["STAND_IN", "FASHION"])
def test_the_bundled_tables_are_as_pandas_reads_them(name):
    load = load_restaurant_reviews if name == "STAND_IN" else bundled.load_fashion
    expected = pd.read_csv(getattr(bundled, name), keep_default_na=False, na_values=[""])
    pd.testing.assert_frame_equal(load(verbose=False), expected)


# --- A table of the reader's own ------------------------------------------------------------------------


def test_a_file_of_the_reader_is_kept_as_it_is(file, capsys):
    frame = load_restaurant_reviews(str(file('text,label,stars\n"Über, gut",1,5\nNA,0,1\nnull,0,\n')))
    assert frame["text"].tolist() == ["Über, gut", "NA", "null"]
    assert frame["label"].tolist() == [1, 0, 0]
    assert frame["label"].dtype == np.int64
    assert list(frame) == ["text", "label", "stars"]
    assert capsys.readouterr().out == "mine.csv: 3 reviews (your file; 2 of class 0, 1 of class 1).\n"


def test_what_was_noticed_is_printed_or_not(file, capsys):
    path = file("text\tlabel\nCafé, gut\t1\n".encode("cp1252"))
    frame = load_restaurant_reviews(path)
    out = "1 review (your file; 0 of class 0, 1 of class 1; fields separated by tabs; read as cp1252, since"
    assert out in capsys.readouterr().out
    assert frame["text"].tolist() == ["Café, gut"]
    load_restaurant_reviews(path, verbose=False)
    assert capsys.readouterr().out == ""


def test_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.csv is not there: expected a CSV file"):
        load_restaurant_reviews(tmp_path / "absent.csv")


@pytest.mark.parametrize("content", ["", "\n\n", "text,label\n"])
def test_an_empty_file(file, content):
    refuse(r"mine\.csv is empty", file(content))


def test_a_missing_column(file):
    path = file("text,stars\nGood,5\n")
    refuse(r"lacks the column 'label'; it has \['text', 'stars'\]\. Pass label=\.\.\.", path)
    refuse(r"lacks the column 'Review'; it has \['text', 'stars'\]\. Pass text=\.\.\.", path, text="Review")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_field_too_many_or_too_few_is_never_cut_or_moved(file, separator):
    rows = ["text,label", "Good food,1", "Nice, but cold,0", "Good wine,1"]
    content = "\n".join(row.replace(",", separator) for row in rows)
    refuse(
        r"mine\.csv, row 2 \(line 3\): 3 fields, separated by .*, but the header, and so each row, has 2",
        file(content),
    )
    rows[2] = "Broken"
    content = "\n".join(row.replace(",", separator) for row in rows)
    refuse(
        r"mine\.csv, row 2 \(line 3\): 1 field, separated by .*, but the header, and so each row, has 2",
        file(content),
    )


def test_a_row_without_text(file):
    refuse(r"mine\.csv, row 2: the text should be words, not nan", file("text,label\nGood,1\n,0\n"))
    refuse(r"mine\.csv, row 1: the text should be words, not ' '", file('text,label\n" ",1\nBad,0\n'))


def test_texts_that_are_numbers(file):
    refuse("row 1: the text should be words, not 12", file("text,label\n12,1\n13,0\n"))


# --- Columns by choice ----------------------------------------------------------------------------------


def test_columns_are_chosen_and_get_the_names_that_lessons_use(file):
    path = file("ReviewID,Review,Liked,Stars\n7,Good,1,5\n8,Bad,0,1\n")
    frame = load_restaurant_reviews(path, text="Review", label="Liked", verbose=False)
    assert list(frame) == ["ReviewID", "text", "label", "Stars"]
    assert frame["text"].tolist() == ["Good", "Bad"] and frame["label"].tolist() == [1, 0]


def test_columns_may_change_places(file):
    frame = load_restaurant_reviews(
        file("text,label\n1,Good\n0,Bad\n"), text="label", label="text", verbose=False
    )
    assert frame["text"].tolist() == ["Good", "Bad"] and frame["label"].tolist() == [1, 0]


def test_a_name_that_is_taken(file):
    path = file("text,Review,label\nx,Good,1\n")
    refuse("column 'Review' is to be called 'text', but another column has this name", path, text="Review")


def test_one_column_for_both(file):
    refuse("text and label are both 'text'", file("text,label\nGood,1\n"), label="text")


# --- How labels become classes --------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["2", "-1", "0.5", "positive", "inf"])
def test_another_label(file, label):
    content = f"text,label\nGood,1\nBad,{label}\nBad,0\n"
    refuse(rf"mine\.csv, row 2: the label should be 0 or 1, not '?{label}.*classes=", file(content))


@pytest.mark.parametrize("classes", [None, {1: 1, 0: 0}])
def test_a_missing_label(file, classes):
    path = file("text,label\nGood,1\nBad,\nBad,0\n")
    refuse(r"mine\.csv, row 2: the label is missing", path, classes=classes)


@pytest.mark.parametrize("labels", [("1", "0"), ("1.0", "0.0"), ("True", "False"), ('"1"', " 0")])
def test_labels_that_are_0_and_1(file, labels):
    path = file(f"text,label\nGood,{labels[0]}\nBad,{labels[1]}\n")
    assert load_restaurant_reviews(path, verbose=False)["label"].tolist() == [1, 0]


def test_the_message_on_words_is_a_cure(file):
    path = file("text,label\nGood,positive\nBad,negative\nGood,positive\n")
    with pytest.raises(ValueError, match=r"classes=\{'positive': \.\.\., 'negative': \.\.\.\}") as caught:
        load_restaurant_reviews(path)
    choice = str(caught.value).split("classes=")[1].rstrip(".").replace("...", "{}").replace("{", "{{", 1)
    classes = eval((choice + "}").format(1, 0))
    assert load_restaurant_reviews(path, classes=classes, verbose=False)["label"].tolist() == [1, 0, 1]


def test_many_labels_are_not_all_listed(file):
    path = file("text,label\n" + "".join(f"Good,{score}\n" for score in range(5_000)))
    with pytest.raises(ValueError, match=r"9: \.\.\., \.\.\.\}") as caught:
        load_restaurant_reviews(path)
    assert len(str(caught.value)) < 400


def test_stars_become_classes_and_some_rows_are_left_out(file, capsys):
    path = file("text,stars\na,1\nb,2\nc,3\nd,4\ne,5\n")
    frame = load_restaurant_reviews(path, label="stars", classes={1: 0, 2: 0, 3: None, 4: 1, 5: 1})
    assert frame["text"].tolist() == ["a", "b", "d", "e"] and frame["label"].tolist() == [0, 0, 1, 1]
    assert frame["label"].dtype == np.int64 and list(frame.index) == [0, 1, 2, 3]
    out = capsys.readouterr().out
    assert out == "mine.csv: 4 reviews (your file; 2 of class 0, 2 of class 1; 1 left out).\n"


def test_more_than_two_classes(file, capsys):
    path = file("text\tmood\na\tgood\nb\tbad\nc\tso so\nd\tgood\ne\tspam\n")
    classes = {"bad": 0, "so so": 1, "good": 2, "spam": None}
    frame = load_restaurant_reviews(path, label="mood", classes=classes)
    assert frame["label"].tolist() == [2, 0, 1, 2] and frame["label"].dtype == np.int64
    assert "(your file; 1 of class 0, 1 of class 1, 2 of class 2; " in capsys.readouterr().out


def test_five_stars(file):
    path = file("text,stars\na,5\nb,1\nc,3\nd,2\ne,4\n")
    frame = load_restaurant_reviews(path, label="stars", classes={n: n - 1 for n in range(1, 6)})
    assert frame["label"].tolist() == [4, 0, 2, 1, 3]


def test_a_label_that_classes_lacks(file):
    path = file("text,label\nGood,pos\nBad,neg\nSo so,mixed\n")
    refuse(
        r"row 3: the label should be in classes, not 'mixed'.*holds 'pos', 'neg', 'mixed'",
        path,
        classes={"pos": 1, "neg": 0},
    )
    refuse(r"3 rows, but classes leaves all", path, classes={"pos": None, "neg": None, "mixed": None})


@pytest.mark.parametrize(
    "classes",
    [{}, {"pos": 1, "neg": -1}, {"pos": "1"}, {"pos": 2}, {"pos": 2, "neg": 0}, {"pos": [1]}, ["pos"], "pos"],
)
def test_classes_that_do_not_count_from_0(file, classes):
    refuse(
        "classes is .*expected a dict with the class of each label",
        file("text,label\nGood,pos\n"),
        classes=classes,
    )


WORDS = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=8).filter(
    lambda word: word.lower() not in ("true", "false", "inf", "infinity", "nan")
)


@examples(50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(labels=st.lists(st.one_of(WORDS, st.integers(-9, 9)), min_size=1, max_size=8), data=st.data())
def test_any_labels_become_the_classes_that_are_asked_for(file, labels, data):
    if not all(isinstance(label, int) for label in labels):
        labels = [str(label) for label in labels]
    classes = {label: data.draw(st.sampled_from([0, 1])) for label in labels}
    content = "text,label\n" + "".join(f"a,{label}\n" for label in labels)
    frame = load_restaurant_reviews(file(content), classes=classes, verbose=False)
    assert frame["label"].tolist() == [classes[label] for label in labels]
