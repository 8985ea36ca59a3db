"""Tables that people have: each is read right, or refused with words that name the cure. And random ones."""

import codecs
import csv
import gzip
import io
import json
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from tests.examples import examples
from utils.datasets import load_fashion
from utils.datasets.csv_texts import SEPARATORS, read_table

COAT, HAT = "Soft wool coat, warm in winter", "A red hat"
PLAIN = f'id,description\n1,"{COAT}"\n2,{HAT}\n'
ROWS = [["id", "description"], ["1", COAT], ["2", HAT]]


def written(rows=ROWS, **settings):
    buffer = io.StringIO()
    csv.writer(buffer, **settings).writerows(rows)
    return buffer.getvalue()


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, PLAIN)
    return buffer.getvalue()


RECORDS = [{"id": 1, "description": COAT}, {"id": 2, "description": HAT}]
TABLES = {
    # Read right
    "plain": (PLAIN, [COAT, HAT]),
    "Excel, CSV UTF-8": (codecs.BOM_UTF8 + written().encode(), [COAT, HAT]),
    "Excel in German": (
        written(delimiter=";").replace(COAT, "Mäntel, schön").encode("cp1252"),
        ["Mäntel, schön", HAT],
    ),
    "Excel, Unicode text": (written(delimiter="\t").encode("utf-16"), [COAT, HAT]),
    "Excel with its sep= line": ("sep=;\r\n" + written(delimiter=";"), [COAT, HAT]),
    "Excel with empty columns and rows": (
        f'id,description,,\r\n1,"{COAT}",,\r\n,,,\r\n2,{HAT},,\r\n,\r\n',
        [COAT, HAT],
    ),
    "old Mac": (PLAIN.replace("\n", "\r"), [COAT, HAT]),
    "blank lines everywhere": (f"\n\n{PLAIN}\n  \n\n".replace("\n2", "\n\n2"), [COAT, HAT]),
    "no line break at the end": (PLAIN.rstrip("\n"), [COAT, HAT]),
    "database, tabs": (written(delimiter="\t"), [COAT, HAT]),
    "database, bars": (written(delimiter="|"), [COAT, HAT]),
    "database, all quoted": (written(quoting=csv.QUOTE_ALL), [COAT, HAT]),
    "pandas with its index": (f',description\n0,"{COAT}"\n1,{HAT}\n', [COAT, HAT]),
    "typed by hand, spaces after commas": (f'id, description\n1, "{COAT}"\n2, {HAT}\n', [COAT, HAT]),
    "one column": (f'description\n"{COAT}"\n{HAT}\n', [COAT, HAT]),
    "one column, other separators in texts": (
        f"description\nA coat; warm | soft\n{HAT}\n",
        ["A coat; warm | soft", HAT],
    ),
    "HTML and line breaks in quotes": ('id,description\n1,"<p>Warm,\r\nsoft</p>"\n', ["<p>Warm, soft</p>"]),
    "inches": ('id,description\n1,A 5" heel\n2,"A 4"" heel"\n', ['A 5" heel', 'A 4" heel']),
    "compressed": (gzip.compress(PLAIN.encode()), [COAT, HAT]),
    "a huge cell": ("description\n" + "coat " * 100_000, [("coat " * 100_000).strip()]),
    "Markdown": (f"| id | description |\n|---|---|\n| 1 | {COAT} |\n| 2 | {HAT} |\n", [COAT, HAT]),
    # Refused
    "commas without quotes": (PLAIN.replace('"', ""), "row 1 .*3 fields.*header.* 2.*in double quotes"),
    "commas without quotes in one row": (
        f"id,description\n1,{HAT}\n2,{COAT}\n",
        "row 2 .*3 fields.*in double quotes",
    ),
    "a text torn by a line break": (
        f"id,description\n1,A coat\nfor winter\n2,{HAT}\n",
        r"row 2 \(line 3\): 1 field,",
    ),
    "quotes escaped by backslashes": (
        'id,description\n1,"A \\"warm\\" coat"\n',
        "row 1 .*a double quote in it twice",
    ),
    "a quote that is not closed": (
        f'id,description\n1,"A coat\n2,{HAT}\n',
        r"row 1 \(line 2\): .*not closed",
    ),
    "names in another case": (PLAIN.replace("desc", "Desc"), r"it has \['id', 'Description'\]. Pass column="),
    "no header": (f"1,{HAT}\n2,A coat\n", r"it has \['1', 'A red hat'\]. Pass column="),
    "a title above the header": (f"Autumn\n{PLAIN}", r"it has \['Autumn'\]. Pass column="),
    "an unknown separator": (f"id:description\n1:{HAT}\n", "first line holds the names, separated by commas"),
    "R's row names": (
        f'"id","description"\n"1",1,"{HAT}"\n',
        "3 fields, separated by commas, but the header",
    ),
    "Excel workbook": (
        zipped("[Content_Types].xml", "xl/workbook.xml"),
        "Excel workbook.*save the table as 'CSV UTF-8'",
    ),
    "old Excel workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "Excel workbook.*'CSV UTF-8'"),
    "archive": (zipped("shop.csv"), "zip archive.*Unpack"),
    "damaged archive": (gzip.compress(PLAIN.encode())[:-9], "damaged gzip file.*Get it again"),
    "Parquet": (b"PAR1" + bytes(range(256)), "Parquet file.*to_csv"),
    "PDF": (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "PDF document"),
    "JSON lines": ("".join(json.dumps(record) + "\n" for record in RECORDS), "JSON.*lines=True.*to_csv"),
    "JSON": (json.dumps(RECORDS, indent=2), r"JSON.*read_json\('mine\.csv'\)\.to_csv"),
    "a web page in place of the file": ("\n<!DOCTYPE html>\n<html>…", "web page.*Download the file itself"),
    "UTF-16 without a mark": (
        PLAIN.encode("utf-16-le"),
        "UTF-16 without a byte order mark.*Save it as 'CSV UTF-8'",
    ),
    "UTF-32": (PLAIN.encode("utf-32"), "NUL.*Save it as 'CSV UTF-8'"),
    "Japanese in Shift-JIS": (
        "description\n赤い帽子\n".encode("shift-jis"),
        "which were tried.*Save it as 'CSV UTF-8'",
    ),
    "empty": (b"", "is empty: expected a CSV file"),
}


@pytest.mark.parametrize(("content", "expected"), TABLES.values(), ids=TABLES)
def test_tables_that_people_have(file, content, expected):
    if isinstance(expected, list):
        assert load_fashion(file(content), verbose=False)["description"].tolist() == expected
    else:
        with pytest.raises(ValueError, match=rf"mine\.csv.*{expected}"):
            load_fashion(file(content))


def test_a_guessed_encoding_is_said_with_a_word_to_judge_it_by(file, capsys):
    load_fashion(file("description\nСинее пальто\n".encode("cp1251")))
    assert "read as cp1252, since it is not UTF-8: if 'Ñèíåå' is wrong, save it" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["JSON lines", "JSON"])
def test_the_cure_for_json_is_one(file, monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="is JSON") as caught:
        load_fashion(file(TABLES[name][0]))
    exec("pandas." + str(caught.value).split("with pandas: ")[1].rstrip("."), {"pandas": pd})
    assert load_fashion("table.csv", verbose=False)["description"].tolist() == [COAT, HAT]


# --- Random tables --------------------------------------------------------------------------------------

FIELDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | st.text(
    ",;\t|\"' ab\r\n", max_size=8
)
NAMES = st.sampled_from(["id", "a,b", "description,x", "x;y", "a", "a.1", "", "description|", "Unnamed: 0"])


@st.composite
def tables(draw):
    """A header with one column `description`, and rows of as many fields."""
    names = draw(st.lists(NAMES, max_size=3))
    names.insert(draw(st.integers(0, len(names))), "description")
    width = len(names)
    return [names, *draw(st.lists(st.lists(FIELDS, min_size=width, max_size=width), max_size=5))]


@examples(250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=tables(),
    delimiter=st.sampled_from([*SEPARATORS, ":"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    quotechar=st.sampled_from('"""\''),
    lineterminator=st.sampled_from(["\n", "\r\n", "\r"]),  # csv.writer may leave the others without quotes
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_random_table_is_read_right_or_refused(
    file, table, delimiter, quoting, quotechar, lineterminator, encoding
):
    content = written(
        table, delimiter=delimiter, quoting=quoting, quotechar=quotechar, lineterminator=lineterminator
    )
    path = file(content.encode(encoding))
    is_common = delimiter in SEPARATORS and quotechar == '"'
    has_loose_breaks = lineterminator == "\r" or (lineterminator == "\n" and quoting == csv.QUOTE_MINIMAL)
    try:
        frame, _ = read_table(path, {"column": "description"}, {"description": str})
    except ValueError as error:
        assert str(error).startswith(str(path))
        fits_two = "may be separated by" in str(error)
        assert not is_common or fits_two or (has_loose_breaks and "line break" in str(error))
        return
    if not is_common:
        return
    column = table[0].index("description")
    rows = [row for row in table[1:] if any(field.strip() for field in row)]
    kept = [
        row
        for row in frame.astype(object).fillna("").astype(str).to_numpy().tolist()
        if any(f.strip() for f in row)
    ]
    assert [" ".join(row[column].split()) for row in kept] == [" ".join(row[column].split()) for row in rows]


@examples(200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(FIELDS, min_size=1, max_size=4), max_size=5), start=st.sampled_from(["", "id,"])
)
def test_a_random_row_is_whole_or_refused(file, rows, start):
    """Rows of any number of fields: none is cut or filled up."""
    header = [*start.split(",")[:-1], "description"]
    path = file(written([header, *rows]))
    is_whole = all(len(row) == len(header) or not any(field.strip() for field in row) for row in rows)
    try:
        read_table(path, {"column": "description"})
    except ValueError as error:
        assert not is_whole and str(error).startswith(f"{path}, row ")
    else:
        assert is_whole


@examples(300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"description\n", b"\x1f\x8b\x08", b"\xff\xfe", b"[", b"PK", b"sep=;\n"]),
    rest=st.binary(max_size=60),
)
@example(start=b"[" * 100_000, rest=b"")
@example(start=b"sep=;\n", rest=b"")
def test_random_bytes_end_in_a_table_or_in_our_own_words(file, start, rest):
    path = file(start + rest)
    try:
        frame = load_fashion(path, verbose=False)
    except ValueError as error:
        assert str(error).startswith(str(path))
    else:
        assert len(frame) and frame["description"].map(lambda text: any(map(str.isalpha, text))).all()
