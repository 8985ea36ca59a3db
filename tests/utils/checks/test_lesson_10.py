"""Lesson 10's checks: what they measure with, and what the stored race shows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.checks import lesson_10
from utils.checks.lesson_10 import letter_network, race_of_letters, rows_of_a_text, writing
from utils.generation import LetterNGrams
from utils.preprocessing import contiguous_batches


@given(st.integers(1, 5), st.integers(1, 6), st.integers(0, 60))
def test_the_right_rows_are_those_of_the_course(rows, steps, more):
    ids = np.arange(rows * steps + 1 + more)
    for ours, theirs in zip(
        rows_of_a_text.right_rows(ids, rows, steps), contiguous_batches(ids, rows, steps), strict=True
    ):
        assert np.array_equal(ours, theirs)


def test_the_cases_tell_apart_what_is_left_out_at_the_end():
    left = {
        length - rows * steps * ((length - 1) // (rows * steps))
        for length, rows, steps in rows_of_a_text.CASES
    }
    assert {1, 12} <= left  # a text that fits exactly, and one whose last letter has no target


def test_no_two_mistakes_in_a_cost_have_the_same_answer():
    for right, mistakes in lesson_10._costs():
        answers = np.array([right, *mistakes.values()])
        apart = np.abs(answers[:, None] - answers) + np.eye(len(answers))
        assert apart.min() > 1e-3


def test_each_letter_of_the_two_texts_can_come_and_some_pair_was_never_counted():
    assert set(lesson_10.COUNTED + lesson_10.TEXT) < set(lesson_10.LETTERS)
    pairs = set(zip(lesson_10.TEXT, lesson_10.TEXT[1:], strict=False))
    assert pairs - set(zip(lesson_10.COUNTED, lesson_10.COUNTED[1:], strict=False))


def test_pairs_are_a_bar_that_a_letter_table_does_not_reach():
    train, test, letters = lesson_10.drama()
    assert set(train) <= set(letters) and set(test) <= set(letters)
    assert letter_network.pairs_need() < 0.8 * LetterNGrams(train, 1, letters).nats(test, train).mean()


def test_the_machine_that_leaves_no_choice_says_another_letter_for_another_state():
    said = {int(np.argmax(writing._counting(3, state)[0])) for state in (None, 1, 2, 3)}
    assert len(said) == 4


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_the_shares_of_a_mistake_are_farther_off_than_chance(temperature):
    p = writing.softmax(writing.LOGITS)
    right = writing.softmax(writing.LOGITS / temperature)
    for wrong in (p, writing.softmax(writing.LOGITS * temperature), writing.softmax(p / temperature)):
        assert np.abs(right - wrong).max() > 3 * writing.OFF
    assert 4 * np.sqrt(0.25 / writing.MANY) < writing.OFF


def test_the_sentence_that_holds_does_and_the_others_do_not():
    table, counts = race_of_letters.stored_race()
    tests = table.assign(time=table["seconds"].round(-1)).pivot_table(
        index="time", columns=["model", "seed"], values="nats"
    )
    assert tests["lstm"].shape[1] == tests["transformer"].shape[1] == 3
    assert (tests["lstm"].max(axis=1) < tests["transformer"].min(axis=1)).all()  # B
    assert (tests["lstm"].iloc[0] > counts).all()  # against A
    assert (tests["lstm"].iloc[-1] < tests["lstm"].iloc[-2]).all()  # against D


def test_the_second_hint_of_the_race_is_true():
    table, counts = race_of_letters.stored_race()
    seconds = race_of_letters.passing(table, counts)
    assert 120 < seconds[0] <= seconds[-1] < 180


def test_passing_finds_the_crossing_on_the_line_between_two_tests():
    table, _ = race_of_letters.stored_race()
    one = table[(table["model"] == "lstm") & (table["seed"] == 0)].copy()
    one["seconds"], one["nats"] = np.arange(len(one)) * 10.0, 2.0 - 0.1 * np.arange(len(one))
    assert race_of_letters.passing(one, 1.75) == pytest.approx([25.0])


def test_who_passes_hears_what_the_state_is_worth(monkeypatch, capsys):
    losses = letter_network.Losses(carried=0.71, emptied=1.14, read=9, before=9, later=9)
    monkeypatch.setattr(lesson_10, "checked_losses", lambda net: losses)
    lesson_10.network("a network")
    assert "0.71 nats a letter, 1.14 if its state is emptied" in capsys.readouterr().out
