"""`utils.grammar`: its probabilities are those of all choices, listed one by one."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.synthetic.grammar import END, Grammar

FACTS = [
    ("coat", "red", "one"),
    ("coat", "blue", "one"),
    ("shorts", "red", "many"),
    ("shorts", "grey", "many"),
]
RULES = """
start: {w1}* {this} {colour} {garment} {is} {mood} . {last} | {w2}* meet {this} {garment} in {colour} . {last}
  | {w3}* {colour} {garment} , {mood} .
this/number one: this
this/number many: these
is/number one: {w2}* is | was
is/number many: are
mood/number one: {w1}* warm | {w3}* very warm | {w2}* warm and dry | {shade}
mood/number many: warm | {w3}* {shade}
shade/colour red: fiery
shade/colour blue: {w3}* cool | calm
shade/colour grey: calm
last: {w2}* . | wear {colour} , wear {garment} .
"""


def make(facts=(3, 1, 2, 5), weights=(2, 1, 3)):
    table = [
        ({"garment": garment, "colour": colour, "number": number}, weight)
        for (garment, colour, number), weight in zip(FACTS, facts, strict=True)
    ]
    rules = RULES
    for k, weight in enumerate(weights, 1):
        rules = rules.replace(f"{{w{k}}}*", f"{weight}*")
    return Grammar(table, rules), table, rules


def list_all(table, rules):
    """P of every text, by expanding everything with nothing of `Grammar`: facts first, then all choices."""
    lists = dict(line.split(": ", 1) for line in rules.strip().replace("\n  ", " ").split("\n"))

    def expand(text, facts):
        if not text:
            return [((), 1.0)]
        item, *rest = text
        name = item.strip("{}")
        if item == name:
            heads = [((item,), 1.0)]
        elif name in facts:
            heads = [((facts[name],), 1.0)]
        else:
            key = next(
                key for key in (name, *(f"{name}/{fact} {facts[fact]}" for fact in facts)) if key in lists
            )
            options = [option.split() for option in lists[key].split("|")]
            weights = [int(o[0][:-1]) if o[0].endswith("*") else 1 for o in options]
            heads = [
                (tokens, p * weight / sum(weights))
                for option, weight in zip(options, weights, strict=True)
                for tokens, p in expand([t for t in option if not t.endswith("*")], facts)
            ]
        return [(a + b, p * q) for (a, p), (b, q) in itertools.product(heads, expand(rest, facts))]

    found = Counter()
    total = sum(weight for _, weight in table)
    for facts, weight in table:
        for tokens, p in expand(["{start}"], facts):
            found[tokens] += p * weight / total
    return found


WEIGHTS = st.integers(1, 9)


@given(st.tuples(*[WEIGHTS] * 4), st.tuples(*[WEIGHTS] * 3))
def test_everything_agrees_with_a_full_list(facts, weights):
    grammar, table, rules = make(facts, weights)
    p = list_all(table, rules)
    assert sum(p.values()) == pytest.approx(1, abs=1e-12)
    assert all(grammar.derivations(tokens) == 1 for tokens in p)
    for tokens, chance in p.items():
        assert grammar.log_probability(tokens) == pytest.approx(math.log(chance), abs=1e-9)
    assert grammar.entropy() == pytest.approx(-sum(q * math.log(q) for q in p.values()), abs=1e-9)
    assert grammar.mean_tokens() == pytest.approx(sum(q * (len(t) + 1) for t, q in p.items()), abs=1e-9)


def test_next_words_lead_to_exactly_these_texts():
    grammar, table, rules = make()
    found, todo = {}, [((), 1.0)]
    while todo:
        prefix, p = todo.pop()
        chances = grammar.next_words(prefix)
        assert math.fsum(chances.values()) == pytest.approx(1, abs=1e-12)
        for token, chance in chances.items():
            if token == END:
                found[prefix] = p * chance
            else:
                todo.append(((*prefix, token), p * chance))
    expected = list_all(table, rules)
    assert found.keys() == expected.keys()
    assert all(found[tokens] == pytest.approx(expected[tokens], abs=1e-12) for tokens in expected)


def test_surprisal_is_that_of_the_next_words():
    grammar, table, rules = make()
    for tokens in list(list_all(table, rules))[::7]:
        nats = [-math.log(grammar.next_words(tokens[:k])[token]) for k, token in enumerate([*tokens, END])]
        np.testing.assert_allclose(grammar.surprisal(tokens), nats, atol=1e-12)


def test_a_text_with_two_derivations_has_the_sum_of_both():
    grammar = Grammar([({"colour": "red"}, 1)], "start: {x} | 3* {colour} coat\nx: red coat | red hat")
    assert grammar.derivations(["red", "coat"]) == 2
    assert grammar.log_probability(["red", "coat"]) == pytest.approx(math.log(1 / 8 + 3 / 4))
    assert grammar.next_words(["red"]) == pytest.approx({"coat": 7 / 8, "hat": 1 / 8})


def test_a_foreign_text():
    grammar, *_ = make()
    for tokens in (["that"], ["this", "grey"], ["meet", "these", "coat"], ["this"], [], [END]):
        assert grammar.log_probability(tokens) == -math.inf
        assert grammar.derivations(tokens) == 0
    assert grammar.next_words(["that"]) == grammar.next_words(["this", "grey"]) == {}
    nats = grammar.surprisal(["meet", "this", "shorts", "in", "red"])
    assert np.isfinite(nats).tolist() == [True, True, False, False, False, False]


def test_samples_come_as_often_as_they_should():
    """Each of the texts within five standard errors (and one: the rare ones are Poisson, not normal)."""
    grammar, table, rules = make()
    n = 20_000
    drawn = list(grammar.sample(n, seed=5))
    counts = Counter(tuple(made.tokens) for made in drawn)
    p = list_all(table, rules)
    assert counts.keys() <= p.keys()
    for tokens, chance in p.items():
        assert abs(counts[tokens] - n * chance) < 5 * math.sqrt(n * chance) + 1, tokens
    for made in drawn[:200]:
        assert made.log_probability == pytest.approx(math.log(p[tuple(made.tokens)]))
        assert made.facts["garment"] in made.tokens and made.facts["colour"] in made.tokens
        assert made.parts["start"] == " ".join(made.tokens)
        assert made.parts.get("this", "this") in ("this", "these")


def test_a_seed_gives_the_same_texts():
    grammar, *_ = make()
    first, again, other = (list(grammar.sample(50, seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_vocabulary():
    grammar, table, rules = make()
    assert grammar.vocabulary() == sorted({token for tokens in list_all(table, rules) for token in tokens})


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("start: a coat\nno rule here", "Not a rule: 'no rule here'"),
        ("start: {kind} coat", "no rule 'kind'"),
        ("begin: a coat", "no rule 'start'"),
        ("start: {start} coat", "'start' contains itself: start > start"),
        ("start: {x}\nx: {y}\ny: {x} |", "'x' contains itself: start > x > y > x"),
        ("start: a\nstart: b", "'start' occurs twice"),
        ("start: {x}\nx/colour red: a\nx: b", "'x' occurs twice, or without its fact"),
        ("start: {x}\nx/colour red: a", "no options for colour 'blue'"),
        ("start: {x}\nx/size big: a", "depends on 'size': expected one of"),
        ("start: a\nx: b", r"No text can use the rules \['x'\]"),
    ],
)
def test_rules_with_a_hole_are_refused(rules, problem):
    with pytest.raises(ValueError, match=problem):
        Grammar([({"colour": "red"}, 1), ({"colour": "blue"}, 1)], rules)


@pytest.mark.parametrize("table", [[], [({"colour": "red"}, 0)], [({"colour": "red"}, -1)]])
def test_a_table_without_weight_is_refused(table):
    with pytest.raises(ValueError, match="table of facts"):
        Grammar(table, "start: a")


@pytest.mark.parametrize(("rows", "seed"), [(0, 1), (1.5, 1), (5, -1), (5, "a")])
def test_bad_arguments_of_sample(rows, seed):
    with pytest.raises(ValueError, match="expected"):
        next(make()[0].sample(rows, seed))
