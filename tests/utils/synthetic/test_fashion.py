"""The fashion corpus: exact probabilities, facts that agree over distance, splits that share no text."""

import csv
import io
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.preprocessing import detokenise, tokenise
from utils.synthetic import fashion
from utils.synthetic.fashion import (
    COLOURS,
    GARMENTS,
    MATERIALS,
    NEW_COLOURS,
    NEW_MATERIALS,
)
from utils.synthetic.fashion_facts import NEVER

PATH = Path(__file__).resolve().parents[3] / "data" / "fashion_descriptions.csv"


def words_and_stops(text):
    return tokenise(text, punctuation=True)


WORLDS = ("seen", "new")
SMALL = {"train": 300, "val": 20, "test": 20, "test_new": 60}


@pytest.fixture(scope="module")
def rows():
    table = csv.DictReader(io.StringIO(PATH.read_text("utf-8")))
    return [row | {"tokens": words_and_stops(row["description"])} for row in table]


@pytest.fixture(scope="module")
def drawn():
    return {world: list(fashion.grammar(world).sample(2000, seed=11)) for world in WORLDS}


# --- The file -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_draw_came_up_twice():
    repeats = fashion.catalogue()[1]
    assert repeats == 0, "with a repeat left out, the sample is no longer one of independent draws: say so"


def test_another_seed_gives_other_texts():
    one, two = ({row["description"] for row in fashion.catalogue(SMALL, seed)[0]} for seed in (1, 5))
    assert not one & two


def test_header_line_ends_and_size(rows):
    raw = PATH.read_bytes()
    assert raw.startswith(",".join(fashion.COLUMNS).encode() + b"\n")
    assert b"\r" not in raw and len(raw) < 8_000_000
    assert [row["description_id"] for row in rows] == [str(k) for k in range(1, len(rows) + 1)]


def test_splits_are_disjoint_and_all_texts_distinct(rows):
    assert Counter(row["split"] for row in rows) == fashion.SPLITS
    assert len({row["description"] for row in rows}) == len(rows) == 24_000
    assert len({" ".join(row["tokens"]) for row in rows}) == len(rows)


def test_new_pairs_occur_in_test_new_only_and_in_all_of_it(rows):
    for row in rows:
        is_new = (row["garment"], row["colour"]) in NEW_COLOURS or (
            row["garment"],
            row["material"],
        ) in NEW_MATERIALS
        assert is_new == (row["split"] == "test_new"), row
    seen = Counter((row["garment"], row["colour"]) for row in rows if row["split"] == "test_new")
    seen.update((row["garment"], row["material"]) for row in rows if row["split"] == "test_new")
    assert all(seen[pair] >= 5 for pair in NEW_COLOURS | NEW_MATERIALS)


def test_training_knows_every_word(rows):
    words = {
        split: {t for row in rows if row["split"] == split for t in row["tokens"]} for split in fashion.SPLITS
    }
    assert words["val"] | words["test"] | words["test_new"] <= words["train"]
    assert words["train"] == set(fashion.grammar().vocabulary())
    assert 500 <= len(words["train"]) <= 1500


# --- Exact probabilities --------------------------------------------------------------------------------


@pytest.mark.parametrize("world", WORLDS)
def test_the_mean_surprise_is_the_entropy(drawn, world):
    nats = np.array([-made.log_probability for made in drawn[world]])
    tokens = np.array([len(made.tokens) + 1 for made in drawn[world]])
    grammar = fashion.grammar(world)
    for values, expected in ((nats, grammar.entropy()), (tokens, grammar.mean_tokens())):
        error = values.std() / math.sqrt(len(values))
        assert 0 < error < 0.2
        assert abs(values.mean() - expected) < 4 * error
    assert fashion.floor(world) == pytest.approx(grammar.entropy() / grammar.mean_tokens())


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_each_text_has_one_derivation_and_its_probability(drawn, world):
    """Drawn facts first, read word by word: two ways to the same number, if nothing is ambiguous."""
    grammar = fashion.grammar(world)
    for made in drawn[world]:
        assert grammar.derivations(made.tokens) == 1, made.tokens
        assert grammar.log_probability(made.tokens) == pytest.approx(made.log_probability, abs=1e-9)


def test_next_words_multiply_up_to_the_probability(drawn):
    for world in WORLDS:
        grammar = fashion.grammar(world)
        for made in drawn[world][:8]:
            total = 0.0
            for k, token in enumerate([*made.tokens, fashion.END]):
                chances = grammar.next_words(made.tokens[:k])
                assert math.fsum(chances.values()) == pytest.approx(1, abs=1e-9)
                total += math.log(chances[token])
            assert total == pytest.approx(made.log_probability, abs=1e-9)


@pytest.mark.slow
def test_the_test_split_lies_at_the_floor(rows):
    for split, world in (("test", "seen"), ("test_new", "new")):
        texts = [row["tokens"] for row in rows if row["split"] == split]
        nats = -np.array([fashion.grammar(world).log_probability(tokens) for tokens in texts])
        assert abs(nats.mean() - fashion.grammar(world).entropy()) < 4 * nats.std() / math.sqrt(len(nats))


def test_a_new_text_is_impossible_in_the_seen_world(drawn):
    for one, other in (WORLDS, WORLDS[::-1]):
        for made in drawn[one][:100]:
            assert fashion.grammar(other).log_probability(made.tokens) == -math.inf


def test_both_worlds_are_one_range():
    """P(text | whole range) is P(text | its world) times the share of that world: the facts say so, too."""
    share = fashion.share_of_new()
    assert 0.05 < share < 0.2
    whole = fashion.Grammar([(facts, p) for facts, p, _ in fashion.table()], fashion._rules())
    for world, part in (("seen", 1 - share), ("new", share)):
        for made in fashion.grammar(world).sample(20, seed=3):
            assert whole.log_probability(made.tokens) == pytest.approx(made.log_probability + math.log(part))


def test_repeats_are_not_to_be_expected():
    """The sum of P(text) squared is the chance that two draws are the same text; exact, over all choices."""
    grammar = fashion.grammar()

    def squared(name, facts):
        rule = grammar._rules[name]
        key = (name, None if rule.fact is None else facts[rule.fact])
        if key not in known:
            known[key] = sum(
                p**2
                * math.prod(squared(item, facts) for is_slot, item in items if is_slot and item not in facts)
                for p, items in rule.options[key[1]]
            )
        return known[key]

    chance, known, before = 0.0, {}, None
    for row, p in zip(grammar._rows, grammar._p, strict=True):
        facts = dict(zip(grammar.facts, row, strict=True))
        if before != {**facts, "colour": None}:  # all colours have equally many others, equally likely
            known, before = {}, {**facts, "colour": None}
        chance += p**2 * squared("start", facts)
    assert 0 < 22_000 * 21_999 / 2 * chance < 0.01


def test_no_other_world():
    with pytest.raises(ValueError, match=r"world is 'old': expected 'seen' or 'new'"):
        fashion.grammar("old")


# --- What a description says ----------------------------------------------------------------------------


def longest(name, known):
    """The most words that a rule can give, whatever the facts."""
    grammar = fashion.grammar()
    if name not in known:
        known[name] = max(
            sum(
                longest(item, known) if is_slot and item not in grammar.facts else item not in ".,"
                for is_slot, item in items
            )
            for options in grammar._rules[name].options.values()
            for _, items in options
        )
    return known[name]


def test_lengths(rows):
    words = [sum(token not in ".," for token in row["tokens"]) for row in rows]
    assert min(words) >= 12
    assert max(words) <= longest("start", {}) <= 45
    assert 25 < np.mean(words) < 35


def test_the_columns_are_what_the_text_says(rows):
    for row in rows:
        tokens = row["tokens"]
        colours = [token for token in tokens if token in COLOURS]
        assert colours[0] == colours[-1] == row["colour"] and colours.count(row["colour"]) == 2
        assert sorted([*row["other_colours"].split(), row["colour"], row["colour"]]) == sorted(colours)
        garments = [token for token in tokens if token in GARMENTS]
        assert set(garments) == {row["garment"]} and len(garments) == 2
        assert next(token for token in tokens if token in MATERIALS) == row["material"]
        assert tokens.count(row["material"]) == 1, "a lining is of another material"
        assert MATERIALS[row["material"]][2] == row["care"]
        for part in fashion.PARTS:
            assert row[part] in " ".join(tokens)


def test_the_colour_must_be_kept_for_long_past_other_colours(rows):
    gaps, traps = [], []
    for row in rows:
        tokens = row["tokens"]
        places = [k for k, token in enumerate(tokens) if token == row["colour"]]
        between = tokens[places[0] + 1 : places[1]]
        gaps.append(places[1] - places[0])
        traps.append(any(token in COLOURS for token in between))
    assert min(gaps) >= 10 and np.mean(np.array(gaps) <= 35) > 0.9
    assert 0.6 < np.mean(traps) < 0.9


def test_the_last_words_give_the_colour_no_hint(rows):
    """Who knows only the three words before the last colour and counts guesses little better than chance."""
    counts, hits, chance = {}, [], []
    for row in rows:
        tokens = row["tokens"]
        k = max(k for k, token in enumerate(tokens) if token in COLOURS)
        context = tuple(tokens[k - 3 : k])
        if row["split"] == "train":
            counts.setdefault(context, Counter())[tokens[k]] += 1
        elif row["split"] == "test":
            hits.append(counts.get(context, Counter({"black": 1})).most_common(1)[0][0] == tokens[k])
            chance.append(tokens[k] == "black")
    assert abs(np.mean(chance) - 1 / 9) < 0.03
    assert np.mean(hits) < 1 / 9 + 0.03


def test_nobody_wears_the_impossible(rows):
    for row in rows:
        assert row["material"] in GARMENTS[row["garment"]][1].split()
        assert row["occasion"] in GARMENTS[row["garment"]][2].split()
        assert row["material"] not in NEVER.get(row["occasion"], [])
    texts = " ".join(f"{row['material']}:{row['season']}" for row in rows)
    assert not re.search(r"(linen|silk|poplin|satin|viscose):(on cold|in deep winter|when frost)", texts)
    assert not re.search(
        r"(wool|fleece|cashmere|tweed|velvet):(in high summer|on warm days|in a heat)", texts
    )
    assert re.search(r"linen:in high summer", texts) and re.search(r"wool:in deep winter", texts)


def test_the_register_follows_from_the_occasion(rows):
    for word, occasion in [
        ("polished", "office"),
        ("glamorous", "evening"),
        ("jaunty", "weekend"),
        ("rugged", "outdoors"),
        ("snug", "home"),
        ("colleagues", "office"),
        ("sheep", "outdoors"),
    ]:
        found = {row["occasion"] for row in rows if word in row["tokens"]}
        assert found == {occasion}, word


def test_articles_and_agreement(rows):
    several = "|".join(name for name, (looks, *_) in GARMENTS.items() if looks.startswith("many"))
    single = "|".join(name for name, (looks, *_) in GARMENTS.items() if looks.startswith("one"))
    for row in rows:
        text = row["description"].lower()
        assert not re.search(r"\ba [aeiou]|\ban [^aeiou]", text), text
        assert not re.search(rf"\b(this|a)( (?!pair|the)\w+){{0,3}} ({several})\b", text), text
        assert not re.search(rf"\b(these|pair of)( \w+){{0,3}} ({single})\b", text), text
        assert not (row["garment"] in single.split("|") and re.search(r"\b(they|them|these)\b", text)), text
        assert not re.search(r"[{}/*|_]|\s\s|,\.|\.\.", text), text
        assert row["description"][0].isupper() and row["description"][-1] == "."


# --- Tokens ---------------------------------------------------------------------------------------------


def test_texts_and_tokens_go_back_and_forth(rows, drawn):
    assert all(detokenise(row["tokens"]) == row["description"] for row in rows)
    assert all(words_and_stops(detokenise(made.tokens)) == made.tokens for made in drawn["seen"])


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("A Navy coat, warm.", ["a", "navy", "coat", ",", "warm", "."]),
        ("Don’t wait: 50% off (today)!", ["don't", "wait", ":", "50", "off", "today", "!"]),
        ("Crème-coloured\nété...", ["crème-coloured", "été", ".", ".", "."]),
    ],
)
def test_words_and_stops(text, tokens):
    assert words_and_stops(text) == tokens


@given(st.text())
def test_tokens_survive_another_round(text):
    assert words_and_stops(" ".join(words_and_stops(text))) == words_and_stops(text)


@pytest.mark.parametrize("text", [None, 3.5, ["a", "list"]])
def test_tokenise_takes_strings_only(text):
    with pytest.raises(TypeError, match="tokenise takes one text, not"):
        words_and_stops(text)


# --- Agreement of any text ------------------------------------------------------------------------------

CHECKS = (fashion.colour_agrees, fashion.garment_agrees, fashion.care_fits)


def test_every_description_agrees(rows):
    for row in rows:
        assert [check(row["description"]) for check in CHECKS] == [True, True, True], row["description"]


def test_a_fault_is_found(drawn):
    """Exchange the last colour, the last garment, the material; only the check for it objects."""
    other_care = {
        name: next(m for m in MATERIALS if MATERIALS[m][2] != MATERIALS[name][2]) for name in MATERIALS
    }
    for made in drawn["seen"][:300]:
        last = {
            name: len(made.tokens) - 1 - made.tokens[::-1].index(made.facts[name])
            for name in ("colour", "garment")
        }
        other = "teal" if made.facts["colour"] != "teal" else "plum"
        wrong = list(made.tokens)
        wrong[last["colour"]] = other
        assert [check(wrong) for check in CHECKS] == [False, True, True]
        assert fashion.colour_agrees(detokenise(wrong)) is False
        wrong = list(made.tokens)
        wrong[last["garment"]] = "robe" if made.facts["garment"] != "robe" else "coat"
        assert [check(wrong) for check in CHECKS] == [True, False, True]
        wrong = list(made.tokens)
        wrong[wrong.index(made.facts["material"])] = other_care[made.facts["material"]]
        assert [check(wrong) for check in CHECKS] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("", (None, None, None)),
        ("...", (None, None, None)),
        ("A navy silk coat.", (None, None, None)),
        ("A navy silk coat. Dry clean only. Keep it for years.", (None, None, True)),
        ("A silk coat. Keep the navy coat for years.", (None, True, None)),
        ("A navy silk coat. Keep the coat in teal.", (False, True, None)),
        ("A navy silk coat. Also in teal. Keep the navy coat", (True, True, None)),
        ("A navy silk coat. Keep the navy and teal coat.", (False, True, None)),
        ("A navy silk coat. Keep the teal and navy coat.", (False, True, None)),
        ("A navy silk coat. Wash at forty degrees. Keep the navy robe.", (True, False, False)),
        (
            "A navy wool coat. It has silk lining. Wash with mild soap. Dry clean only. Keep the coat.",
            (None, True, False),
        ),
        ("A navy wool coat. It has silk lining. Wash with mild soap. Keep the coat.", (None, True, True)),
        ("Wash at forty degrees.", (None, None, None)),
    ],
)
def test_answers_by_hand(text, answers):
    assert tuple(check(text) for check in CHECKS) == answers


def test_each_care_instruction_can_be_told():
    rule = fashion.grammar()._rules["washing"]
    for care, options in rule.options.items():
        for _, items in options:
            told = {fashion.CARE_WORDS[token] for _, token in items if token in fashion.CARE_WORDS}
            assert told == {care}, items


PIECES = st.sampled_from(
    [".", ",", "navy", "teal", "coat", "robe", "silk", "wool", "forty", "clean", "the", "", " "]
)


@given(st.lists(PIECES | st.text(max_size=5)) | st.text())
def test_nonsense_is_answered_without_an_error(description):
    for check in CHECKS:
        assert check(description) in (True, False, None)
