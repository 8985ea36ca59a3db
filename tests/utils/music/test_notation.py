"""Tunes in ABC: notes, lengths, bars, keys, and what is no tune."""

import os
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.datasets.music import load_tunes
from utils.music import read_tune
from utils.synthetic import tunes

EIGHTH = Fraction(1, 8)


def tune(notes, metre="4/4", key="C Major", unit="1/8"):
    return read_tune(f"X:1\nT:A tune\nM:{metre}\nL:{unit}\nK:{key}\n{notes}")


def eighths(notes, **head):
    return [note.length / EIGHTH for note in tune(notes + "|", **head).notes]


def pitches(notes, **head):
    return [note.pitches[0] for note in tune(notes + "|", **head).notes]


# Notes


def test_letters_are_pitches_and_marks_are_octaves():
    assert pitches("CDEFGABcC,c'c,") == [60, 62, 64, 65, 67, 69, 71, 72, 48, 84, 60]


@pytest.mark.parametrize(
    ("key", "sharps", "flats"),
    [
        ("C Major", "", ""),
        ("G", "F", ""),
        ("D maj", "FC", ""),
        ("E Major", "FCGD", ""),
        ("A Dorian", "F", ""),
        ("A Mixolydian", "FC", ""),
        ("E Minor", "F", ""),
        ("F# Minor", "FCG", ""),
        ("Bm", "FC", ""),
        ("D Minor", "", "B"),
        ("F Major", "", "B"),
        ("G Dorian", "", "B"),
        ("Bb", "", "BE"),
        ("F Lydian", "", ""),
        ("E Phrygian", "", ""),
        ("B Locrian", "", ""),
        ("A Aeolian", "", ""),
    ],
)
def test_the_key_gives_sharps_and_flats(key, sharps, flats):
    plain = dict(zip("CDEFGAB", pitches("CDEFGAB"), strict=True))
    found = dict(zip("CDEFGAB", pitches("CDEFGAB", key=key), strict=True))
    for letter, pitch in plain.items():
        assert found[letter] - pitch == (letter in sharps) - (letter in flats), letter


def test_an_accidental_holds_to_the_end_of_the_bar_and_in_its_octave():
    assert pitches("^FFf=FF|F", key="C Major") == [66, 66, 77, 65, 65, 65]
    assert pitches("=FF|F", key="G Major") == [65, 65, 66]
    assert pitches("^C,C,C", key="C Major") == [49, 49, 60]
    assert pitches("__B^^C", key="C Major") == [69, 62]


def test_notes_out_of_key_are_told():
    found = tune("G=FF^F|F|", key="G Major").notes
    assert [note.in_key for note in found] == [True, False, False, True, True]


@pytest.mark.parametrize(
    ("notes", "lengths"),
    [
        ("A2A3A", [2, 3, 1]),
        ("A/A/2A//A3/2A3/", [Fraction(1, 2), Fraction(1, 2), Fraction(1, 4), Fraction(3, 2), Fraction(3, 2)]),
        ("A>B", [Fraction(3, 2), Fraction(1, 2)]),
        ("A2<B2", [1, 3]),
        ("A>>B", [Fraction(7, 4), Fraction(1, 4)]),
        ("A >B", [Fraction(3, 2), Fraction(1, 2)]),
        ("(3ABcd", [Fraction(2, 3)] * 3 + [1]),
        ("(3A/B/c/d", [Fraction(1, 3)] * 3 + [1]),
        ("(3A2Bd", [Fraction(4, 3), Fraction(2, 3), Fraction(2, 3)]),
        ("(3A>Bc", [1, Fraction(1, 3), Fraction(2, 3)]),
        ("(2ABc", [Fraction(3, 2), Fraction(3, 2), 1]),
        ("(3:2:2ABc", [Fraction(2, 3), Fraction(2, 3), 1]),
        ("(3::2ABc", [Fraction(2, 3), Fraction(2, 3), 1]),
        ("(5ABcde", [Fraction(2, 5)] * 5),
        ("z2x", [2, 1]),
        ("[CEG]2[C2E2]", [2, 2]),
        ("{gf}A2~B(AB)-B", [2, 1, 1, 1, 1]),
        ('"Am"A!trill!B%what is this\n', [1, 1]),
    ],
)
def test_lengths(notes, lengths):
    assert eighths(notes) == lengths


def test_five_in_a_jig_take_the_time_of_three():
    assert eighths("(5ABcde", metre="6/8") == [Fraction(3, 5)] * 5


def test_the_unit_and_changes_within_the_tune():
    assert eighths("A[L:1/4]A", unit="1/16") == [Fraction(1, 2), 2]
    bars = tune("A4|AB|\nM:2/4\nA4|\nK:D Major\nF4|[M:C|]C8|M:6/8 A6|K:G\nABcdef|").bars
    assert [bar.metre for bar in bars] == [Fraction(*x) for x in [(1, 1)] * 2 + [(2, 4)] * 2 + [(1, 1)]] + [
        Fraction(3, 4)
    ] * 2
    assert bars[3].notes[0].pitches == (66,)


def test_a_chord_has_all_its_pitches_and_a_rest_none():
    chord, rest = tune("[C^EG]z|").notes
    assert chord.pitches == (60, 65, 67) and chord.in_key
    assert rest.pitches == () and rest.in_key


# Bars


def inner(notes):
    return [bar.is_inner for bar in tune(notes).bars]


def test_first_and_last_bar_of_a_part_are_not_inner():
    assert inner("A|B|c|d|]") == [False, True, True, False]
    assert inner("A|B|c:|d|e|f|]") == [False, True, False, False, True, False]
    assert inner("|:A|B|c::d|e|f:|") == [False, True, False, False, True, False]
    assert inner("A|B||c|d|e|f") == [False, False, False, True, True, False]


def test_an_ending_may_share_a_bar_with_what_is_before_it():
    assert inner("A|B|c|\n[1 d|e|f:|\n[2 g|a|b|]") == [False, True, False] * 3
    assert inner("A|B|c|1 d|e:|2 f|g|]") == [False, True, False] + [False] * 4


def test_bar_lines_without_notes_between_them_are_one():
    assert len(tune("|:A|\n|B||\n|:c|]").bars) == 3
    assert inner("|A|B|c|d:|") == [False, True, True, False]


@given(st.lists(st.integers(1, 8), min_size=1, max_size=12), st.sampled_from(["2/4", "3/4", "4/4", "6/8"]))
def test_a_bar_adds_up_where_its_lengths_do(lengths, metre):
    bar = tune("".join(f"A{n}" for n in lengths) + "|", metre=metre).bars[0]
    assert bar.length == sum(lengths) * EIGHTH
    above, below = map(int, metre.split("/"))
    assert bar.adds_up == (sum(lengths) * below == 8 * above)


@given(st.integers(0, 50))
def test_bars_of_the_course_s_own_tunes_add_up_and_end_on_the_key_s_note(seed):
    for text in tunes.book(2, seed).strip().split("\n\n"):
        found = read_tune(text)
        assert len(found.bars) == 16
        assert all(bar.adds_up for bar in found.bars)
        assert all(note.in_key for note in found.notes)
        assert found.notes[-1].pitches[0] % 12 == found.tonic
        assert f"M:{found.metre}\n" in text and f"K:{found.key}\n" in text and f"T:{found.title}\n" in text


# What is no tune


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (3, "a string"),
        ("", "stands before the key"),
        ("ABc|", "stands before the key"),
        ("M:4/4\nL:1/8", "there is no key"),
        ("L:1/8\nK:C\nA|", "no line M:"),
        ("M:4/4\nK:C\nA|", "no line L:"),
        ("M:four\nL:1/8\nK:C\nA|", "'four' is no metre"),
        ("M:0/4\nL:1/8\nK:C\nA|", "is no metre"),
        ("M:4/4\nL:1/8\nK:H Major\nA|", "'H Major' is no key"),
        ("M:4/4\nL:1/8\nK:G Mayor\nA|", "'G Mayor' is no key"),
        ("M:4/4\nL:1/8\nK:C\nABc", "no bar line"),
        ("M:4/4\nL:1/8\nK:C\n|:|]", "no notes"),
        ("M:4/4\nL:1/8\nK:C\nAB|\nAHB|", "line 2 of the notes: 'HB|' is not understood"),
        ("M:4/4\nL:1/8\nK:C\n(3AB|]", "in the middle"),
        ("M:4/4\nL:1/8\nK:C\nA>|]", "in the middle"),
        ("M:4/4\nL:1/8\nK:C\n>A|]", "no note is before it"),
        ("M:4/4\nL:1/8\nK:C\nA>>>>A|]", "no note is before it"),
        ("M:4/4\nL:1/8\nK:C\n(3A(3ABc|]", "inside another tuplet"),
        ("M:4/4\nL:1/8\nK:C\nA/0|", "has the length"),
        ("M:4/4\nL:1/8\nK:C\nA0|", "has the length"),
    ],
)
def test_what_is_no_tune_is_refused_with_the_reason(text, words):
    with pytest.raises(ValueError, match="^[^\n]*" + words.replace("'", ".").replace("|", ".")):
        read_tune(text)


@given(st.text("ABcd234/|:][(>z^ \n!MK", max_size=40))
def test_anything_is_read_or_refused(notes):
    try:
        found = tune(notes)
    except ValueError as error:
        assert str(error)
    else:
        assert found.bars and all(bar.notes and bar.length > 0 for bar in found.bars)


@pytest.mark.skipif(
    not (Path(os.environ.get("LSTM_COURSE_DATA") or "/nowhere") / "irish.abc").is_file(),
    reason="LSTM_COURSE_DATA holds no irish.abc",
)
def test_the_irish_tunes_are_read_and_their_bars_add_up():
    found, refused = [], []
    for text in load_tunes(verbose=False).texts:
        try:
            found.append(read_tune(text))
        except ValueError:
            refused.append(text)
    assert len(refused) == 2  # a slip of the pen in each: part of a word among the notes
    inner_bars = [bar for one in found for bar in one.bars if bar.is_inner]
    wrong = sum(not bar.adds_up for bar in inner_bars)
    assert (len(inner_bars), wrong) == (12_096, 13)
