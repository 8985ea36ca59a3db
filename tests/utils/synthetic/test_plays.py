"""The play that stands in for Shakespeare: its form, its metre, who answers whom."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.synthetic import plays

SYLLABLES = dict.fromkeys(plays.WORDS["owners"] + plays.WORDS["things"], 1)
for part in ("kinds", "deeds", "places", "speakers"):
    SYLLABLES |= dict.fromkeys(map(str.lower, plays.WORDS[part]), 2)
for words in plays.WORDS["begins"]:
    SYLLABLES |= {word: 2 if words == word else 1 for word in words.split()}


def speeches(text):
    found = re.findall(r"([A-Z]+):\n((?:.+\n)+)(?:\n|\Z)", text)
    assert "\n".join(f"{name}:\n{lines}" for name, lines in found) == text
    return [(name, lines.splitlines()) for name, lines in found]


@given(st.integers(1, 300), st.integers(0, 10_000))
def test_as_many_lines_as_asked_and_each_has_ten_syllables(lines, seed):
    written = [line for _, lines in speeches(plays.play(lines, seed)) for line in lines]
    assert len(written) == lines
    for line in written:
        assert line[0].isupper() and line[-1] in ",;:.?!"
        assert sum(SYLLABLES[word] for word in re.findall(r"[a-z]+", line.lower())) == 10, line


@given(st.integers(0, 10_000))
def test_who_is_addressed_is_who_spoke_last(seed):
    told = speeches(plays.play(200, seed))
    before = ""
    addressed = 0
    for name, lines in told:
        found = re.match(r"([A-Z][a-z]+), ", lines[0])
        if found:
            assert found[1].upper() == before
            addressed += 1
        assert all(line.split(",")[0] not in plays.WORDS["speakers"] for line in lines[1:])
        before = name
    assert 0.25 < addressed / len(told) < 0.75


def test_nobody_answers_themselves_within_a_scene():
    names = [name for name, _ in speeches(plays.play(2000))]
    # Two scenes may meet in one person; that is the one way to speak twice.
    assert sum(a == b for a, b in pairwise(names)) < len(names) / 50


def test_the_seed_decides():
    assert plays.play(50) == plays.play(50) != plays.play(50, seed=1)
    assert plays.play(50).startswith(plays.play(20)[:200])


def test_no_word_stands_in_two_lists():
    words = [word.lower() for part in plays.WORDS.values() for word in part]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(("arguments", "words"), [((0,), "lines"), ((2.5,), "lines"), ((9, -1), "seed")])
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        plays.play(*arguments)
