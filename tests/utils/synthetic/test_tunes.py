"""The book that stands in for the Irish tunes: its bars add up, its parts repeat and come home."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.synthetic import tunes


def fields(tune):
    return dict(re.findall(r"(?m)^([XTMLK]):(.+)$", tune))


def parts(tune):
    body = re.sub(r"(?m)^[XTMLK]:.*\n", "", tune).replace("\n", "")
    found = body.split(":|")
    assert found.pop() == ""
    return [part.split("|") for part in found]


def eighths(bar):
    return sum(int(length or 1) for _, length in re.findall(r"([A-Ga-g])(\d?)", bar))


@given(st.integers(1, 20), st.integers(0, 10_000))
def test_every_bar_adds_up_and_every_part_comes_home(n, seed):
    book = tunes.book(n, seed).strip().split("\n\n")
    assert [fields(tune)["X"] for tune in book] == [str(k) for k in range(1, n + 1)]
    for tune in book:
        head = fields(tune)
        beats, unit = map(int, head["M"].split("/"))
        assert head["L"] == "1/8"
        assert len(parts(tune)) == 2
        for part in parts(tune):
            assert len(part) == 8
            assert {eighths(bar) for bar in part} == {beats * 8 // unit}
            assert part[4:6] == part[:2]
            assert re.fullmatch(rf".*{tunes.KEYS[head['K']]}\d", part[-1])
            assert re.fullmatch(r"[A-Ga-g1-4 ]+", "".join(part))


def test_all_dances_and_keys_are_there_and_few_tunes_are_alike():
    book = tunes.book().strip().split("\n\n")
    assert {fields(tune)["M"] for tune in book} == set(tunes.DANCES)
    assert {fields(tune)["K"] for tune in book} == set(tunes.KEYS)
    assert len({tuple(map(tuple, parts(tune))) for tune in book}) == len(book) == 300


def test_the_seed_decides():
    assert tunes.book(5) == tunes.book(5) != tunes.book(5, seed=1)


@pytest.mark.parametrize(("arguments", "words"), [((0,), "tunes"), ((2.5,), "tunes"), ((9, -1), "seed")])
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        tunes.book(*arguments)
