"""The deeper page of lesson 10: what it measures, what writes, its rule, and that its tables belong to it."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import tunes as benchmark
from tools.notebooks.definitions import whole_lesson
from utils.generation import LetterNGrams
from utils.synthetic.tunes import book

page = whole_lesson(
    "10d",
    "bare",
    "three_parts",
    "readable",
    "at_home",
    "measure",
    "joined",
    "write_by_counting",
    "network",
    "train",
    "write",
    "music_holds",
    "decide",
    "LONG_RUN",
    "END",
)
HEAD = "T:One\nM:2/4\nL:1/8\nK:G Major\n"
TUNES = [page.bare(text) for text in book(6, seed=1).strip().split("\n\n")]


# What is measured


def test_a_bare_tune_keeps_title_metre_unit_key_and_notes():
    assert page.bare("X:1\nT:One\nZ: id:9\nM:C\nL:1/8\nK:G\nABc|\nX|") == "T:One\nM:C\nL:1/8\nK:G\nABc|\nX|"


def test_the_parts_are_all_tunes_once_and_drawn():
    texts = [str(k) for k in range(50)]
    parts = page.three_parts(texts)
    assert [len(part) for part in parts] == [40, 5, 5]
    assert sorted((text for part in parts for text in part), key=int) == texts
    assert parts == page.three_parts(texts)
    assert parts[0] != texts[:40]


def test_measures_of_one_tune_by_hand():
    text = HEAD + "D|G2AB|GAB|^cBA2|G4|]"
    found = page.measure([text, "no tune"], [HEAD + "A|G2AB|GA^B2|"])
    assert found["read"] == 0.5
    assert found["bars_right"] == pytest.approx(2 / 3)
    assert found["in_key"] == pytest.approx(10 / 11)
    assert found["home"] == 1
    assert found["longest_run"] == 5  # G2 A B G A
    assert found["copied"] == 0


def test_a_copy_is_found_and_an_ending_on_another_note():
    text = HEAD + "|".join(["GABc"] * 8) + "|D4|]"
    found = page.measure([text, HEAD + "G4|A4|"], [text])
    assert (found["copied"], found["home"]) == (0.5, 0)
    assert page.measure([text], [text[: -len("|D4|]") - 1]])["copied"] == 0  # 31 notes


def test_a_rest_at_the_end_is_not_home():
    assert not page.at_home(page.readable([HEAD + "G2z2|"])[0])
    assert page.at_home(page.readable([HEAD + "[GB]4|"])[0])


# Writers


@pytest.mark.slow
def test_counting_writes_from_end_to_end_what_it_has_counted():
    counts = LetterNGrams(page.joined(TUNES), order=30)
    counts.discounts[:] = 0.01  # hardly smoothed, and with so long contexts: the tunes again
    written = page.write_by_counting(counts, n=4, seed=0)
    assert len(written) == 4 and set(written) & set(TUNES)
    assert written == page.write_by_counting(counts, n=4, seed=0)
    assert written != page.write_by_counting(counts, n=4, seed=1)


def test_a_low_temperature_writes_the_likeliest_letter():
    counts = LetterNGrams("$ab$ab$ab$ac$", order=3)
    assert page.write_by_counting(counts, n=20, seed=0, heat=0.01) == ["ab"] * 20
    assert "ac" in page.write_by_counting(counts, n=50, seed=0)


@pytest.mark.slow
def test_the_network_learns_carries_its_state_and_writes():
    letters = sorted(set(page.joined(TUNES)))
    page.train.__globals__.update(ROWS=4, STEPS=16, UNITS=16)
    net = page.train(TUNES, letters, seed=0, passes=4)
    x = np.arange(4 * 6).reshape(4, 6) % len(letters)
    net.layers[1].reset_state()
    whole = net.predict(x, verbose=0)
    net.layers[1].reset_state()
    pieces = np.concatenate([net.predict(x[:, :2], verbose=0), net.predict(x[:, 2:], verbose=0)], axis=1)
    np.testing.assert_allclose(whole, pieces, atol=1e-4)
    written = page.write(net, letters, n=3, seed=0)
    assert len(written) == 3 and page.END not in "".join(written)
    assert set("".join(written)) <= set(letters)
    again = page.train(TUNES, letters, seed=0, passes=4)
    assert page.write(again, letters, n=3, seed=0) == written


# The rule


def scores(**changes):
    """A table like the stored one, in which the half on music holds; changes go into one row of the LSTM."""
    good = {"heat": 1.0, "read": 0.95, "bars_right": 0.95, "copied": 0.0}
    rows = [{"model": "real", "seed": 0} | good]
    for seed in (0, 1, 2):
        worse = good | {"bars_right": 0.9}
        rows += [{"model": name, "seed": seed} | worse for name in ("ngram", "ngram of a metre")]
        rows += [{"model": name, "seed": seed} | good | {"heat": 0.7} for name in ("ngram", "lstm")]
        rows.append({"model": "lstm", "seed": seed} | good)
    rows[-1] |= changes
    return pd.DataFrame(rows)


def test_the_half_on_music_holds_and_fails_with_one_seed():
    assert page.music_holds(scores()) is True
    assert page.music_holds(scores(read=0.9, bars_right=0.901, copied=0.05)) is True
    for changes in ({"read": 0.89}, {"bars_right": 0.89}, {"bars_right": 0.9}, {"copied": 0.06}):
        assert page.music_holds(scores(**changes)) is False, changes
    assert page.music_holds(scores(heat=0.7, read=0)) is True  # the rule is about temperature 1


def test_the_verdict():
    assert page.decide(page.music_holds(scores())) == "true"
    assert page.decide(page.music_holds(scores(read=0.89))) == "false"


# The tables


def test_the_search_and_the_scores_are_complete_and_in_order():
    steps = [f"counts of {order}" for order in benchmark.ORDERS] + list(benchmark.SEARCH)
    assert pd.read_csv(benchmark.CHOICES)["step"].tolist() == steps
    table = pd.read_csv(benchmark.SCORES)
    assert table[["model", "seed", "heat"]].to_dict("records") == benchmark.wanted()
    shares = table[["read", "bars_right", "even", "in_key", "home", "copied"]].stack()
    assert shares.between(0, 1).all()


def test_a_step_is_kept_only_if_it_is_lower_than_all_before():
    rows = [{"step": name, "nats": 2 - k % 2} for k, name in enumerate(benchmark.SEARCH)]
    first, *_ = [change for change in benchmark.SEARCH.values() if change]
    assert benchmark.setting("", rows) == benchmark.PILOT | first
    last = list(benchmark.SEARCH)[-1]
    assert benchmark.setting(last, rows) == benchmark.PILOT | first | benchmark.SEARCH[last]


def test_the_page_has_the_setting_that_was_chosen():
    chosen = benchmark.setting("", benchmark.stored_search())
    assert chosen.pop("MUON")  # the page imports it
    assert {name: getattr(page, name) for name in chosen} == chosen


def test_the_written_tunes_stored_are_the_first_of_each_writer():
    table = pd.read_csv(benchmark.WRITTEN)
    assert table[["model", "number"]].to_dict("records") == [
        {"model": model, "number": k} for model in benchmark.MODELS[1:] for k in range(benchmark.SHOWN)
    ]


@pytest.mark.slow
@pytest.mark.skipif(
    not (Path(os.environ.get("LSTM_COURSE_DATA") or "/nowhere") / "irish.abc").is_file(),
    reason="LSTM_COURSE_DATA holds no irish.abc",
)
def test_real_tunes_have_the_stored_measures():
    _, (training, _, held_out) = benchmark.parts()
    stored = pd.read_csv(benchmark.SCORES).set_index("model").loc["real"]
    for name, found in page.measure(held_out, training).items():
        assert stored[name] == pytest.approx(found, abs=1e-4)
