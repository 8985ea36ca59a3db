"""The bundled restaurant reviews: the file, the balance, the language and the rule behind the label."""

import csv
import io
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils.synthetic import restaurant_reviews as grammar

DATA = Path(__file__).resolve().parents[3] / "data"

KINDS = ("plain", "negation", "contrast", "mixed", "turn")
JUDGEMENTS = grammar.JUDGEMENTS + grammar.ENDS


@pytest.fixture(scope="module")
def reviews():
    return grammar.generate()


@pytest.fixture(scope="module")
def rows():
    return list(csv.DictReader(io.StringIO((DATA / "restaurant_reviews.csv").read_text(encoding="utf-8"))))


def opinions_of(review):
    return (*review.plan.granted, *review.plan.deciding)


# The file


def test_line_ends_size_and_header():
    raw = (DATA / "restaurant_reviews.csv").read_bytes()
    assert raw.startswith(b"review_id,split,label,text,kind,food,service,price\n")
    assert b"\r" not in raw
    assert len(raw) < 3_500_000


def test_columns_and_value_ranges(rows):
    assert len(rows) >= 4000
    assert [row["review_id"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert {row["split"] for row in rows} == {"train", "test"}
    assert {row["label"] for row in rows} == {"0", "1"}
    assert {row["kind"] for row in rows} == set(KINDS)
    for aspect in ("food", "service", "price"):
        assert {row[aspect] for row in rows} == {"-1", "0", "1"}
    for row in rows:
        assert any(row[aspect] != "0" for aspect in ("food", "service", "price")), row


def test_word_counts(rows):
    lengths = [len(row["text"].split()) for row in rows]
    assert min(lengths) >= 10
    assert max(lengths) <= 150
    assert 50 <= sum(lengths) / len(lengths) <= 75


def test_another_seed_gives_other_text(reviews):
    first, again, other = (grammar.generate(rows=120, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert not {review.text for review in first} & {review.text for review in other}


@pytest.mark.parametrize("wrong", [0, -120, 100])
def test_rows_that_do_not_divide_are_refused(wrong):
    with pytest.raises(ValueError, match="multiple of 120"):
        grammar.generate(rows=wrong)


# The balance


def test_labels_are_balanced_overall_by_split_and_by_kind(rows):
    assert Counter(row["split"] for row in rows) == {"train": 4000, "test": 2000}
    for columns in ((), ("split",), ("kind",), ("split", "kind")):
        counts = Counter((*(row[column] for column in columns), row["label"]) for row in rows)
        for cell, count in counts.items():
            assert counts[(*cell[:-1], "0")] == counts[(*cell[:-1], "1")] == count, cell


def test_lengths_do_not_depend_on_the_label(rows):
    lengths = defaultdict(list)
    for row in rows:
        lengths[row["label"]].append(len(row["text"].split()))
    low, high = (sum(values) / len(values) for _, values in sorted(lengths.items()))
    assert abs(high - low) < 3


def neutral_words():
    """The words of all slots that stand in no opinion and in no judgement."""
    lists = (grammar.OPINIONS, grammar.CLAUSES, grammar.FRAMES)
    charged = " ".join(text for words in lists for items in words.values() for text in items)
    charged += " ".join(side for pair in (*JUDGEMENTS, *grammar.STARTS) for side in pair)
    words = {word for items in grammar.SLOTS.values() for word in items}
    return sorted(word for word in words if not re.search(rf"\b{word}\b", charged))


def test_neutral_words_do_not_tell_the_label(rows):
    """Hoeffding's bound for the share of positive reviews, divided by the number of words tested."""
    words = neutral_words()
    assert len(words) > 100
    assert {"my sister", "Tuesday", "Mill Street", "noodles", "fish stew", "upstairs"} <= set(words)
    texts = [(re.sub(r"\W+", " ", f" {row['text']} ").casefold(), int(row["label"])) for row in rows]
    chance_of_a_false_alarm = 0.001
    for word in words:
        labels = [label for text, label in texts if f" {word.casefold()} " in text]
        bound = math.sqrt(len(labels) * math.log(2 * len(words) / chance_of_a_false_alarm) / 2)
        assert len(labels) > 30, word
        assert abs(sum(labels) - len(labels) / 2) <= bound, word


def test_weather_and_journey_do_not_tell_the_label(rows):
    for pattern in (r"The weather was (\w+)", r"(?:journey|film|ride) was (\w+)"):
        found = defaultdict(list)
        for row in rows:
            for word in re.findall(pattern, row["text"]):
                found[word].append(int(row["label"]))
        assert len(found) >= 8
        for word, labels in found.items():
            bound = math.sqrt(len(labels) * math.log(2 * 18 / 0.001) / 2)
            assert abs(sum(labels) - len(labels) / 2) <= bound, word


# The language


def test_no_text_twice(rows):
    assert len({row["text"].casefold() for row in rows}) == len(rows)


def test_a_text_that_repeats_is_drawn_again(monkeypatch):
    draw, drawn = grammar.make_text, []

    def stutter(*cell):
        drawn.append(drawn[-1] if len(drawn) % 3 == 1 else draw(*cell))
        return drawn[-1]

    monkeypatch.setattr(grammar, "make_text", stutter)
    texts = [review.text for review in grammar.generate(rows=120, seed=3)]
    assert len(texts) == len(set(texts)) == 120 < len(drawn)


def test_no_clause_about_an_aspect_is_in_train_and_test(reviews):
    clauses = {"train": set(), "test": set()}
    for review in reviews:
        clauses[review.split] |= {opinion.text for opinion in opinions_of(review)}
    assert min(map(len, clauses.values())) > 3000
    assert not clauses["train"] & clauses["test"]


def test_spacing_capitals_and_full_stops(rows):
    for row in rows:
        text = row["text"]
        assert text == " ".join(text.split()), text
        assert not re.search(r" [.,;:]|[.,;:]{2}|[{}|_/]", text), text
        assert re.fullmatch(r"[A-Z].*\.", text), text
        assert not re.search(r"\. [a-z]|\.[A-Za-z]", text), text
        assert not re.search(r"\bi\b|\b(\w+) \1\b", text), text


def test_articles_and_agreement(rows):
    nouns = (
        grammar.SLOTS["dishes"],
        *(grammar.OPINIONS[f"{aspect} many"] for aspect in ("service", "price")),
    )
    several = "|".join(noun for items in nouns for noun in items)
    single = "|".join((*grammar.SLOTS["dish"], "the bill", "the waiter", "the cook", "the price of the wine"))
    for row in rows:
        assert not re.search(r"\b[Aa] [aeiou]|\b[Aa]n (?!hour)[^aeiou]", row["text"]), row["text"]
        assert not re.search(rf"\b({several})(, [^,.]+,)? was\b", row["text"], re.IGNORECASE), row["text"]
        assert not re.search(rf"\b({single})(, [^,.]+,)? were\b", row["text"], re.IGNORECASE), row["text"]


# The rule


def sign_from_words(opinion):
    """Read a clause without its plan: a good or bad word, turned round by a negation or a comparison."""
    text = opinion.text
    signs = {}
    for name, phrases in grammar.OPINIONS.items():
        if name.startswith(opinion.aspect) and name[-1] in "+-":
            for phrase in phrases:
                phrase = phrase.replace("{was}", "(was|were)")
                if re.search(rf"\b{phrase}\b", text):
                    signs[name.split()[1]] = 1 if name.endswith("+") else -1
    if "faint praise" in text or "high praise" in text:
        return 1 if "high praise" in text else -1
    for name in ("act", "denial", "extreme"):
        if name in signs:
            return signs[name]
    turned = r"\b(not|never|hardly|neither|nobody|nothing about|anything but|far from|wrong to call|cannot)\b"
    turned += r"|Not any more|a mistake|other way round|things have changed|days are gone"
    return -signs["grade"] if re.search(turned, text) else signs["grade"]


def test_the_sign_of_every_clause_can_be_read_from_its_words(reviews):
    seen = {}
    for review in reviews:
        for opinion in opinions_of(review):
            assert sign_from_words(opinion) == opinion.sign, opinion
            assert seen.setdefault(opinion.text, opinion.sign) == opinion.sign


# `label_from_text` below is a second reading of the rule. It looks at the text for the order, the links and
# the judgements; the plan only lends it the wording of the clauses and their signs, which are tested above.
SIGNS = {
    side.replace("{stretch}", stretch).casefold(): sign
    for pair in JUDGEMENTS
    for sign, side in enumerate(pair)
    for stretch in ("evening", "afternoon")
}
JUDGED = re.compile(rf"\b(?:{'|'.join(sorted(SIGNS, key=len, reverse=True))})\b", re.IGNORECASE)
QUOTED = ("says that ", "They say that ", "think that ", "would have said that ")
TURNED = re.compile("|".join(grammar.FRAMES["turn"]).replace("{stretch}", "(?:evening|afternoon)"))
OUTWEIGHS = r", but |\. But |\. Even so, |, and yet |\. Nevertheless, |\. All the same, "
GRANTED_CLAUSE = r"(?:, although|, even though|, and it hardly matters that) [^.]*"


def label_from_text(review):
    text = review.text
    verdicts = [
        SIGNS[m[0].casefold()] for m in JUDGED.finditer(text) if not text[: m.start()].endswith(QUOTED)
    ]
    if verdicts:
        return verdicts[-1]
    text = TURNED.split(text)[-1]
    text = re.split(OUTWEIGHS, text)[-1]
    text = re.sub(GRANTED_CLAUSE, "", text).casefold()
    found = [opinion for opinion in opinions_of(review) if opinion.text.casefold() in text]
    leading = re.search(r"(?:although|even though) [^.]*\.", text)
    if leading:  # "Although a, b." where b is the last clause of its sentence
        inside = [o for o in found if leading.start() <= text.index(o.text.casefold()) < leading.end()]
        last = max(inside, key=lambda opinion: text.index(opinion.text.casefold()))
        found = [opinion for opinion in found if opinion not in inside or opinion is last]
    signs = [o.sign for o in found if o.aspect == "food"] or [o.sign for o in found]
    assert len(set(signs)) == 1, review.text
    return int(signs[0] > 0)


def test_the_label_follows_from_the_text(reviews):
    wrong = [review.text for review in reviews if label_from_text(review) != review.label]
    assert not wrong, wrong[:3]


def test_aspects_are_those_of_the_opinions(reviews):
    for review in reviews:
        named = {opinion.aspect for opinion in opinions_of(review)}
        for aspect in ("food", "service", "price"):
            value = getattr(review, aspect)
            assert (value != 0) == (aspect in named)
            decisive = [opinion.sign for opinion in review.plan.deciding if opinion.aspect == aspect]
            assert not decisive or set(decisive) == {value}, review.text


def test_kinds_are_what_the_card_says(reviews):
    for review in reviews:
        signs = {opinion.sign for opinion in review.plan.deciding}
        assert bool(review.plan.granted) == (review.kind in ("contrast", "turn"))
        assert len(signs) == (2 if review.kind == "mixed" else 1)
        if review.kind == "plain":
            opinions = " ".join(opinion.text for opinion in review.plan.deciding)
            assert not re.search(r"\b(not|never|hardly|neither|nobody|anything|far from)\b", opinions), (
                opinions
            )


@examples(15)
@given(st.integers(min_value=0, max_value=2**31))
def test_the_other_order_has_the_other_label(seed):
    for review in grammar.generate(rows=120, seed=seed):
        if review.kind not in ("contrast", "turn"):
            with pytest.raises(ValueError, match="no two sides"):
                grammar.mirror(review)
            continue
        other = grammar.mirror(review)
        assert other.label == 1 - review.label == label_from_text(other)
        assert sorted(o.text for o in opinions_of(other)) == sorted(o.text for o in opinions_of(review))
        for opinion in opinions_of(review):
            assert opinion.text.casefold() in other.text.casefold()
        if not review.plan.verdict and not review.plan.start and review.kind == "contrast":
            words = [sorted(re.findall(r"\w+", r.text.casefold())) for r in (review, other)]
            if (
                len(review.plan.granted) == len(review.plan.deciding) == 1
                and not review.plan.deciding[0].lead
            ):
                assert words[0] == words[1]
        assert grammar.mirror(other) == review
