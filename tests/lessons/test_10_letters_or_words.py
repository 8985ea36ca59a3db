"""The second deeper page of lesson 10: cuts, costs, names, verse, its rules, and what its words say."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import keys, words
from tools.notebooks.definitions import whole_lesson

page = whole_lesson("10e", *words.NEEDED, "as_texts", "learn_words", "reader", "by_rule", "keyboard_holds")


# Units


@given(st.text())
def test_a_text_can_be_put_together_again(text: str) -> None:
    assert "".join(page.in_words(text)) == text


def test_words_take_the_space_before_them() -> None:
    expected = ["Now", " is", ",", " ", "1", "0", " ", " th", "'", "ee", ".", "\n", "O", "\n"]
    assert page.in_words("Now is, 10  th'ee.\nO\n") == expected


def test_the_most_frequent_units_have_ids_and_0_is_the_rest() -> None:
    units = list("aaabbc")
    assert page.ids_of(units) == {"a": 1, "b": 2, "c": 3}
    assert page.ids_of(units, 3) == {"a": 1, "b": 2}


def test_a_spelling_that_looks_like_those_counted_costs_less() -> None:
    spell = page.speller(["the", "banished", "wished", "fished", "dished", "perished"], {"the": 1})
    cost = {word: spell.nats(f"{word}\n", "\n").sum() for word in ("vanished", "vdehsina")}
    assert cost["vanished"] < cost["vdehsina"] / 2
    everybody = page.speller(["banished", "wished"], {"banished": 1, "wished": 2})  # none is rare
    assert everybody.nats("wished\n", "\n").sum() < 12 * np.log(2)


@pytest.mark.parametrize("reads", ["letters", "words"])
def test_the_nats_of_a_reading_are_those_of_the_text(reads: str) -> None:
    reading = words.Reading("to be or not to be, to see " * 3, reads, size=6)
    units = words.units_of(reads, "to bee, to")
    row = words.scored(reading, units, loss=7.0, seconds=1.0)
    spelled = 0.0
    if reads == "words":
        assert [unit in reading.ids for unit in units] == [False, False, True, True]
        spelled = sum(reading.spell.nats(f"{unit}\n", "\n").sum() for unit in ("to", " bee"))
    assert row["nats"] == pytest.approx((7 + spelled) / 10)
    assert row["each"] == 10 / len(units)
    assert row["unknown"] == (0.5 if reads == "words" else 0)


# The network


@pytest.mark.slow
def test_a_network_learns_and_is_measured_with_its_state_carried() -> None:
    ids = np.tile([1, 2, 3, 1, 1, 2], 400)
    network = page.learn(ids, 4, passes=3, seed=0, units=8, dropout=0.0, rows=4, steps=8)
    same = page.learn(ids, 4, passes=3, seed=0, units=8, dropout=0.0, rows=4, steps=8)
    for one, other in zip(network.get_weights(), same.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    loss = page.losses(network, ids[:50])
    assert loss.shape == (49,) and loss[10:].mean() < 0.7 < np.log(3)
    np.testing.assert_allclose(page.losses(network, ids[:50], steps=7), loss, rtol=1e-5)
    unread = page.reader(4, 8, 0.0, 1, None)
    unread.set_weights(network.get_weights())
    scores = np.asarray(unread.predict_on_batch(ids[None, :49]))[0].astype(float)
    p = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    np.testing.assert_allclose(loss, -np.log(p[np.arange(49), ids[1:50]]), rtol=1e-4)


@pytest.mark.slow
def test_a_network_of_words_knows_no_more_than_it_is_told() -> None:
    texts = page.as_texts(["A soup of fish. A fish of soup!", "Soup, soup, fish"] * 200)
    vocabulary = words.page().Vocabulary.from_texts(texts)
    network = page.learn_words(texts, vocabulary, passes=1, seed=0, size=5)
    assert network.layers[0].input_dim == 5 < len(vocabulary)


# Names and verse


def test_headings_are_names_above_speeches() -> None:
    known = "First Citizen:\nSpeak, Rome.\n\nROMEO:\nO\n\nJULIET:\nO\n\n"
    text = "\n\nROMEO:\nNo:\nyes\n\nFirst Romeo:\nO\n\nROMIET:\nO\n\nROMIET:\nO\n\nRome:\nO\n"
    found = page.headings([text, "\n\nROMEO:\nO\n"], known)
    assert list(found["name"]) == ["ROMEO", "First Romeo", "ROMIET", "ROMIET", "Rome", "ROMEO"]
    assert list(found["new"]) == [False, True, True, True, True, False]
    assert list(found["made_up"]) == [False, True, True, True, False, False]
    assert list(found["again"]) == [False, False, True, True, False, False]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Now is the winter of our discontent", 10),
        ("Made glorious summer by this sun of York", 10),
        ("And all the clouds that lour'd upon our house", 10),
        ("Shall I compare thee to a summer's day", 10),
        ("table, loved, wanted: whole", 6),
        ("", 0),
    ],
)
def test_syllables_of_lines_that_everybody_counts(line: str, count: int) -> None:
    assert page.syllables(line) == count


def test_verse_are_lines_whose_next_begins_with_a_capital() -> None:
    text = "cut\nOne line,\nAnd two;\nThis ends\n\nROMEO:\nProse that goes\non here.\nA line\nLast, cut"
    assert page.verse(text) == ["One line,", "And two;"]


@given(
    st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=40),
    st.lists(st.integers(1, 30), min_size=1, max_size=5),
)
def test_lines_that_are_cut_again_keep_their_words(given_words: list[str], lengths: list[int]) -> None:
    lines = [" ".join(given_words[k : k + 4]) for k in range(0, len(given_words), 4)]
    made = words.cut_again(lines, lengths, seed=0)
    assert " ".join(made) == " ".join(given_words)[: len(" ".join(made))]
    assert sum(len(line.split(" ")) for line in made) <= len(given_words)


def test_lines_that_are_cut_again_have_the_lengths_that_were_drawn() -> None:
    lines = ["abc abcd ab abcde abc"] * 200
    made = words.cut_again(lines, [40], seed=0)
    assert all(abs(len(line) - 40) <= 3 for line in made)


# The rules


def races(**shakespeare_and_reviews: list[float]) -> pd.DataFrame:
    """A table in which words are ahead of letters by so many nats, seed by seed."""
    rows = []
    for text, ahead in shakespeare_and_reviews.items():
        for seed, nats in enumerate(ahead):
            row = {"text": text, "model": "lstm", "seed": seed}
            rows += [row | {"reads": "letters", "nats": 1.0}, row | {"reads": "words", "nats": 1.0 - nats}]
        rows += [{"text": text, "model": "counts", "seed": 0, "reads": r, "nats": 9.0} for r in ("words",)]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("shakespeare", "reviews", "verdict"),
    [
        ([0.1, 0.1, 0.2], [0.1, 0.1, 0.2], "true"),
        ([-0.1, -0.1, -0.2], [-0.1, -0.1, -0.2], "false"),
        ([-0.1, -0.1, -0.2], [0.1, 0.1, 0.2], "true, but"),
        ([-0.1, 0.1, -0.2], [0.1, 0.1, 0.2], "true, but"),
        ([-0.1, -0.1, -0.2], [0.1, -0.1, 0.2], "undecided"),
        ([-0.1, 0.1, 0.2], [0.1, -0.1, 0.2], "undecided"),
    ],
)
def test_the_rule(shakespeare: list[float], reviews: list[float], verdict: str) -> None:
    assert page.by_rule(races(shakespeare=shakespeare, reviews=reviews)) == verdict


def saved(**changes):
    found = (("counts", 0, 0.4), ("lstm", 0, 0.5), ("lstm", 1, 0.5), ("mixture", 0, 0.3))
    rows = [
        {"text": text, "model": model, "seed": seed, "saved": saved}
        for text in ("shakespeare", "reviews")
        for model, seed, saved in found
    ]
    rows[-2] |= changes
    return pd.DataFrame(rows)


def test_the_rule_of_the_keyboard_holds_and_fails_with_one_seed():
    assert page.keyboard_holds(saved()) is True
    assert page.keyboard_holds(saved(saved=0.4)) is False
    assert page.keyboard_holds(saved(saved=0.39)) is False


# The tables


def stored(name: str) -> pd.DataFrame:
    return pd.read_csv(Path(words.__file__).with_name(f"{name}.csv"))


def test_the_race_is_complete_and_its_setting_is_the_one_that_the_page_names() -> None:
    race = stored("words_or_letters")
    assert len(race) == 16 and race["nats"].notna().all()
    searched = stored("words_search").set_index("text")
    best = searched.loc[["shakespeare"]].sort_values("nats").iloc[0]
    assert best[["size", "units", "passes"]].tolist() == [2500, 192, 6]  # "more units and six passes"
    assert words.search("shakespeare") == {"size": 2500, "units": 192, "dropout": 0.3, "passes": 6}
    assert len(searched) == sum(map(len, words.SEARCH.values()))


def test_the_letters_of_shakespeare_are_those_of_the_race() -> None:
    race, mixture = stored("words_or_letters"), stored("letters_mixture")
    own = race.query("text == 'shakespeare' and reads == 'letters' and model == 'lstm'")
    expected = mixture.loc[mixture["part"] == "validation", "lstm"]
    np.testing.assert_allclose(own["nats"], expected, atol=2e-4)


def test_what_the_page_says_of_names() -> None:
    found = stored("letters_names").groupby("model")
    assert found.get_group("lstm")["made_up"].between(0.13, 0.17).all()  # about one in seven
    assert (found.get_group("lstm")["made_up_again"] == 0).all()
    assert found.get_group("lstm")["again"].max() < found.get_group("dealt")["again"].min()
    assert found.get_group("real")["again"].min() > 0.5 < found.get_group("training")["again"].min()


def test_what_the_page_says_of_verse() -> None:
    lines = stored("letters_metre")
    ten = lines.pivot(index=["model", "seed"], columns="lines", values="ten")
    written, ruler, own, forty = (ten[cut] for cut in words.CUTS)
    for model in ("real", "training"):
        assert (written[model] > own[model] + 0.15).all()
        assert (abs(written[model] - forty[model]) < 0.03).all()
    assert (written["lstm"] + 0.15 < ruler["lstm"]).all() and (written["lstm"] + 0.15 < forty["lstm"]).all()
    assert written["counts"].max() + 0.15 < written["lstm"].min() < written["lstm"].max() < 0.4
    assert (own["lstm"] < written["lstm"]).all() and (written["lstm"] < own["lstm"] + 0.05).all()
    spread = lines[lines["lines"] == "as written"].set_index(["model", "seed"])["letters_spread"]
    assert (spread["lstm"] > 1.7 * spread["real"].max()).all() and (
        spread["lstm"] < 2 * spread["real"].max()
    ).all()


def test_what_the_page_says_of_the_race_and_of_shares() -> None:
    race = stored("words_or_letters")
    nats = race.pivot(index=["text", "model", "seed"], columns="reads", values="nats")
    ahead = nats["letters"] < nats["words"]
    assert ahead["shakespeare"].all() and not ahead["reviews"].any()  # counts, too
    of_words = race.query("reads == 'words' and model == 'lstm'").set_index("text")
    assert (of_words.loc["shakespeare", "spelling"] / of_words.loc["shakespeare", "nats"] > 1 / 3).all()
    assert (of_words.loc["reviews", "spelling"] == 0).all()
    share = stored("words_share").pivot(index="share", columns="reads", values="nats")
    behind = (share["words"] - share["letters"]).sort_index(ascending=False).tolist()
    behind.append(nats.loc["shakespeare", "counts", 0] @ [-1, 1])
    assert behind == sorted(behind, reverse=True)


def test_what_the_page_says_of_pieces() -> None:
    pieces = stored("letters_pieces").pivot(index="seed", columns="steps", values="nats")
    assert pieces.shape == (3, 3) and pieces.notna().all(axis=None)
    carried = stored("letters_carried").query("way == 'carried'").set_index("seed")["nats"]
    longest = pieces[[4, 64]].assign(lesson=carried).max(axis=1)
    assert (pieces[256] > longest + 0.05).all()


def test_the_keyboard_rule_holds_on_the_stored_table() -> None:
    saved_keys = pd.read_csv(keys.SAVED)
    assert page.keyboard_holds(saved_keys) is True
