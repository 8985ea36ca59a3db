"""`load_fashion`: the bundled descriptions, or a reader's own file, whatever is wrong with it."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from utils.datasets import bundled, load_fashion


def test_the_bundled_file(capsys):
    frame = load_fashion()
    assert capsys.readouterr().out == (
        "Fashion descriptions: 24,000 texts (bundled, written by a program of this course).\n"
    )
    assert frame["split"].value_counts().to_dict() == {
        "train": 18_000,
        "val": 2_000,
        "test": 2_000,
        "test_new": 2_000,
    }
    assert {"description", "garment", "colour", "material", "care"} <= set(frame)
    assert frame["description"].map(type).eq(str).all()


def test_nothing_is_printed_when_asked(file, capsys):
    load_fashion(verbose=False)
    load_fashion(file(b"description\nCaf\xe9\nCaf\xe9\n12\n"), verbose=False)
    assert capsys.readouterr().out == ""


def test_a_bundled_file_that_is_gone(monkeypatch, tmp_path):
    monkeypatch.setattr(bundled, "FASHION", tmp_path / "fashion_descriptions.csv")
    with pytest.raises(FileNotFoundError, match=r"fashion_descriptions\.csv is not there"):
        load_fashion()


def test_a_file_of_the_reader(file, capsys):
    content = (
        'price,text\n12,"Blauer Mantel, ""neu"", aus Wolle"\n,Ein roter Hut\n9,NA\n8,None\n7,текст\n6,外套\n'
    )
    frame = load_fashion(str(file(content)), column="text")
    assert frame["description"].tolist() == [
        'Blauer Mantel, "neu", aus Wolle',
        "Ein roter Hut",
        "NA",
        "None",
        "текст",
        "外套",
    ]
    assert list(frame) == ["price", "description"] and frame["price"].isna().sum() == 1
    assert capsys.readouterr().out == "mine.csv: 6 texts (your file).\n"


def test_the_chosen_column_has_one_name_from_then_on(file):
    frame = load_fashion(file("id,Description\n1,A red coat\n"), column="Description", verbose=False)
    assert list(frame) == ["id", "description"] and frame["description"].tolist() == ["A red coat"]
    with pytest.raises(ValueError, match=r"'Text' is to be called 'description', but another column has"):
        load_fashion(file("description,Text\n1,A red coat\n"), column="Text")


def test_white_space_and_line_breaks(file):
    frame = load_fashion(
        file('description\r\n"A coat,\r\n  of\twool. "\r\n" \u00a0Été\n"\r\n'), verbose=False
    )
    assert frame["description"].tolist() == ["A coat, of wool.", "Été"]


def test_one_row(file, capsys):
    assert len(load_fashion(file("description\nA blue coat"))) == 1
    assert capsys.readouterr().out == "mine.csv: 1 text (your file).\n"


def test_one_enormous_row(file):
    text = "a blue coat " * 500_000
    frame = load_fashion(file(f"description\n{text}\n"), verbose=False)
    assert frame["description"].tolist() == [text.strip()]


def test_numbers_and_gaps_are_left_out_and_counted(file, capsys):
    frame = load_fashion(file('id,description\n1,A coat\n2,\n3,12\n4,3.5\n5,...\n6,"  "\n7,12 coats\n8,\n'))
    assert frame["description"].tolist() == ["A coat", "12 coats"]
    assert frame["id"].tolist() == [1, 7] and list(frame.index) == [0, 1]
    assert capsys.readouterr().out == "mine.csv: 2 texts (your file; 6 without words left out).\n"


def test_repeats_are_left_out_and_counted(file, capsys):
    frame = load_fashion(file("description,id\nA coat,1\nA hat,2\nA  coat ,3\na coat,4\nA hat,5\n"))
    assert frame["id"].tolist() == [1, 2, 4]
    assert capsys.readouterr().out == "mine.csv: 3 texts (your file; 2 repeated left out).\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_encodings_that_say_so(file, encoding):
    content = "description\nÉté “bleu” 外套\n"
    raw = (
        b"\xff\xfe" + content.encode("utf-16-le") if encoding == "utf-16-le-bom" else content.encode(encoding)
    )
    assert load_fashion(file(raw), verbose=False)["description"].tolist() == ["Été “bleu” 外套"]


def test_a_file_in_cp1252_is_read_and_announced(file, capsys):
    frame = load_fashion(file("description\nManteau d’été\nManteau d’été\n".encode("cp1252")))
    assert frame["description"].tolist() == ["Manteau d’été"]
    out = capsys.readouterr().out
    hint = "read as cp1252, since it is not UTF-8: if 'd’été' is wrong, save it as 'CSV UTF-8'"
    assert out == f"mine.csv: 1 text (your file; {hint}; 1 repeated left out).\n"


def test_a_file_in_no_encoding_that_we_know(file):
    with pytest.raises(ValueError, match=r"mine\.csv is not text in UTF-8 and cp1252, which were tried"):
        load_fashion(file(b"description\nA c\x81\x8dat\n"))
    with pytest.raises(ValueError, match=r"mine\.csv is not text in UTF-16, which were tried"):
        load_fashion(file(b"\xff\xfed\x00e"))


def test_a_missing_column(file):
    with pytest.raises(
        ValueError, match=r"lacks the column 'description'; it has \['text', 'price'\]. Pass column="
    ):
        load_fashion(file("text,price\nA coat,5\n"))
    with pytest.raises(ValueError, match=r"lacks the column 'cloth'; it has \['description_id', 'split'"):
        load_fashion(column="cloth")


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_another_separator_is_found_and_said(file, sign, name, capsys):
    frame = load_fashion(file(f"id{sign}description\n1{sign}A coat, warm\n"))
    assert frame["description"].tolist() == ["A coat, warm"] and frame["id"].tolist() == [1]
    assert capsys.readouterr().out == f"mine.csv: 1 text (your file; fields separated by {name}).\n"
    with pytest.raises(ValueError, match=r"it has \['id', 'Text'\]\. Pass column="):
        load_fashion(file(f"id{sign}Text\n1{sign}A coat, warm\n"))


def test_a_separator_in_a_text_is_not_taken_for_one(file):
    texts = ["a; b", "c\td", "e | f", "g"]
    content = "".join(f"{text}\n" for text in ["description", *texts])
    assert load_fashion(file(content), verbose=False)["description"].tolist() == [
        "a; b",
        "c d",
        "e | f",
        "g",
    ]
    content = "id,description\n" + "".join(f"1,{text}\n" for text in texts)
    assert len(load_fashion(file(content), verbose=False)) == 4


def test_a_header_that_fits_two_separators(file):
    with pytest.raises(ValueError, match="may be separated by commas or semicolons"):
        load_fashion(file("description,a;description\nA coat,b;A hat\n"))


def test_the_separator_that_finds_the_column_is_taken_though_another_splits_more(file):
    frame = load_fashion(file("price, net, in EUR;description\n5;A coat, warm\n"), verbose=False)
    assert list(frame) == ["price, net, in EUR", "description"]
    assert frame["description"].tolist() == ["A coat, warm"]
    assert len(load_fashion(file("a;b\nA coat\n"), column="a;b", verbose=False)) == 1


def test_a_line_break_without_quotes(file):
    with pytest.raises(ValueError, match=r"row 2 \(line 4\): it holds a line break without quotes"):
        load_fashion(file('description\n"A\nhat"\nA coat\rof wool\n'))


def test_a_long_header_is_not_shown_whole(file):
    with pytest.raises(ValueError, match="lacks the column 'description'") as caught:
        load_fashion(file(",".join(f"name {i}" for i in range(9_000))))
    assert len(str(caught.value)) < 900


def test_a_column_twice(file):
    with pytest.raises(ValueError, match="has 2 columns 'description': expected one"):
        load_fashion(file("description,description\nA coat,A hat\n"))


def test_ids_that_count_from_1_with_a_field_too_many(file):
    content = "id,description\n1,Soft wool coat, warm in winter\n2,Blue linen shirt, made for summer\n"
    with pytest.raises(ValueError, match=r"row 1 \(line 2\): 3 fields, separated by commas, but the header"):
        load_fashion(file(content))
    content = "id,description\n\n1,Soft wool coat\n2,Blue linen shirt, made for summer\n3,A hat\n"
    with pytest.raises(ValueError, match=r"row 2 \(line 4\): 3 fields"):
        load_fashion(file(content))


def test_a_row_torn_by_a_line_break(file):
    with pytest.raises(ValueError, match=r"row 1 \(line 2\): 2 fields, .*header, and so each row, has 3"):
        load_fashion(file("id,description,price\n1,A coat\nof wool,12\n"))


def test_line_breaks_in_texts_are_counted(file, capsys):
    load_fashion(file('description\n"A coat\nof wool"\n"A hat\n"\n'))
    assert capsys.readouterr().out == "mine.csv: 2 texts (your file; 1 with line breaks, now spaces).\n"


def test_the_home_folder(file, monkeypatch, tmp_path):
    file("description\nA coat\n", "shop.csv")
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert len(load_fashion("~/shop.csv", verbose=False)) == 1


def test_the_limit_of_csv_fields_stays(file):
    before = csv.field_size_limit()
    load_fashion(file("description\n" + "a coat " * before + "\n"), verbose=False)
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file(file, content):
    with pytest.raises(ValueError, match=r"mine\.csv is empty: expected a CSV file"):
        load_fashion(file(content))


@pytest.mark.parametrize("content", ["description\n", "description\n12\n\n3\n", "id,description\n1,\n2,\n"])
def test_no_usable_row(file, content):
    with pytest.raises(ValueError, match=r"has \d rows, but in none of them does 'description' hold a word"):
        load_fashion(file(content))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("description\nA coat\nA blue, warm coat\n", r"row 2 \(line 3\): 2 fields, .*in double quotes"),
        ("description\nA blue, warm coat\nA red, cool hat\n", r"row 1 \(line 2\): 2 fields"),
        (
            'description\nA hat\n"A coat that never ends\nB\n',
            r"row 2 \(line 3\): a double quote is not closed",
        ),
        (
            'description\n"A" coat\n',
            r"row 1 \(line 2\): .*after its closing quote.*write a double quote in it twice",
        ),
        ('"description\nA coat\n', r"line 1: a double quote is not closed"),
    ],
)
def test_commas_and_quotes_gone_wrong(file, content, problem):
    with pytest.raises(ValueError, match=problem):
        load_fashion(file(content))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.csv is not there: expected a CSV file"):
        load_fashion(tmp_path / "absent.csv")
    with pytest.raises(FileNotFoundError, match="is a folder, not a file"):
        load_fashion(tmp_path)


TEXTS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30), min_size=1, max_size=6
)


@examples(80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS)
def test_what_a_csv_writer_writes_comes_back(file, texts):
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["id", "description"], *enumerate([*texts, "coat"])])
    frame = load_fashion(file(buffer.getvalue()), verbose=False)
    assert isinstance(frame, pd.DataFrame)
    expected = dict.fromkeys(" ".join(t.split()) for t in [*texts, "coat"] if any(c.isalpha() for c in t))
    assert frame["description"].tolist() == list(expected)
