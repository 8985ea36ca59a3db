"""What the exercises show and measure with, and right answers that are not the solution's."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from exercise import EXERCISES, Attempt, lesson
from from_lesson import from_lesson

from utils.checks import cell_lines, fingerprints, lesson_01, lesson_02
from utils.checks.judging import close


def test_the_four_tables_have_one_score_and_different_best_ones():
    tables = lesson_01._tables()
    assert all(abs(table.diagonal().mean() - 1 / 8) < 0.001 for table in tables.values())
    assert all(np.allclose(table.sum(axis=1), 1) for table in tables.values())
    best = {name: table.max(axis=0).mean() for name, table in tables.items()}
    assert best["A"] < 0.2 and best["C"] < 0.2
    assert 0.4 < best["D"] < 0.6 and best["B"] > 0.9


def caught(mistake: int, timesteps: int) -> tuple[bool, ...]:
    pairs = zip(
        fingerprints._gradients(mistake, timesteps), fingerprints._gradients(0, timesteps), strict=True
    )
    return tuple(not close(*pair) for pair in pairs)


@pytest.mark.parametrize("timesteps", [1, 6])
def test_the_right_gradient_is_the_lessons(timesteps):
    rng = np.random.default_rng(0)
    x, W, U = rng.normal(size=(3, timesteps, 4)), rng.normal(size=(4, 5)), 0.5 * rng.normal(size=(5, 5))
    h_start, dh = rng.normal(size=(3, 5)), rng.normal(size=(3, timesteps, 5))
    lesson = from_lesson("02", "rnn_forward", "rnn_backward")
    h = lesson.rnn_forward(x, W, U, np.zeros(5), h_start)
    assert close(h, fingerprints.rnn_forward(x, W, U, np.zeros(5), h_start))
    theirs = lesson.rnn_backward(dh, x, h, W, U, h_start)
    for ours, their in zip(fingerprints._gradients(0, timesteps), theirs, strict=True):
        assert close(ours, their)


def test_each_mistake_has_the_fingerprint_that_the_words_say():
    everything, nothing = (True,) * 5, (False,) * 5
    only = {name: tuple(one == name for one in fingerprints.ARRAYS) for name in fingerprints.ARRAYS}
    expected = {1: (nothing, everything), 2: (only["dU"],) * 2, 3: (only["db"],) * 2, 4: (everything,) * 2}
    assert {
        mistake: (caught(mistake, 1), caught(mistake, 6)) for mistake in fingerprints.MISTAKES
    } == expected
    assert sorted(fingerprints.PANELS.values()) == sorted(fingerprints.MISTAKES)


def test_bits_by_counts():
    two = np.arange(10_000) % 2
    assert abs(lesson_02.table_bits(two, two, 0) - 1) < 0.01
    assert lesson_02.table_bits(two, two, 1) < 0.01
    coin = np.random.default_rng(0).integers(0, 2, 10_000)
    assert abs(lesson_02.table_bits(coin, coin, 1) - 1) < 0.01


def test_no_line_has_two_impossible_steps_and_each_other_step_is_explained():
    for name, line in cell_lines.LINES.items():
        found = cell_lines.first_impossible(line)
        assert not found or not cell_lines.first_impossible(line[found:])
        for step in {*range(1, len(line))} - {found}:
            assert f"line {name}, step {step}: from" in cell_lines.said_possible(name, step)


PEEPHOLE = """
def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde), "c before": c}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    return s | {"h": s["o"] * np.tanh(s["c"])}
"""
COUPLED = """
def coupled_back(dh, dc, s, c_before):
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * (c_before - s["c_tilde"]) * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return [np.concatenate([df, dc_tilde, do], axis=-1), dc * s["f"]]
"""
NEEDED = """
def needed(lost, units):
    found = (s for n in range(len(units) + 1) for s in combinations(units, n) if lost(s) > 0.5)
    return list(next(found, ()))
"""
CONTROL = """
def control(mark, x, seed=0):
    chance = np.where((x > 0) & ~mark, np.random.default_rng(seed).random(x.shape), -1)
    order = np.argsort(np.argsort(-chance, axis=1), axis=1)
    return order < mark.sum(axis=1, keepdims=True)
"""
P_VALUE = """
def p_value(values, text, group, flips=199):
    rng, shuffled = np.random.default_rng({seed}), []
    own = values[group[text] == 1].mean() - values[group[text] == 0].mean()
    for _ in range(flips):
        labels = group[rng.permutation(len(group))][text]
        shuffled.append(values[labels == 1].mean() - values[labels == 0].mean())
    return {p} / (1 + flips)
"""
BOTH = "(1 + np.sum(np.abs(shuffled) >= abs(own)))"
DOUBLED = (
    "2 * min((1 + flips) / 2, 1 + np.sum(np.array(shuffled) >= own), 1 + np.sum(np.array(shuffled) <= own))"
)
RIGHT = {
    "04 leak: an array of two": "def leak(f, i, timesteps):\n    parts = i * f ** np.arange(timesteps)\n"
    "    return np.array([np.sqrt(np.sum(parts**2)), np.sum(parts)])",
    "04 peephole: one key more": PEEPHOLE,
    "04 lamp: the input gate shuts for h": "def lamp():\n    return [np.array([[40.0, -40, 0, 0]]), "
    "np.array([[-50.0, 0, 0, 0]]), np.array([-20.0, 20, 20, 20])]",
    "04 lamp: a weak push that is enough": "def lamp():\n    return np.array([[40.0, -40, 0, 0]]), "
    "np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, 0.7, 20])",
    "04 coupled: a list": COUPLED,
    "05 needed: a list, and the empty set tried": NEEDED,
    "05 control: without a loop": CONTROL,
    "05 accident: another seed": P_VALUE.format(seed=1, p=BOTH),
    "05 accident: no seed": P_VALUE.format(seed="", p=BOTH),
    "05 accident: one side doubled": P_VALUE.format(seed=2, p=DOUBLED),
}


@pytest.mark.parametrize("name", RIGHT)
def test_another_right_answer_passes(name: str, monkeypatch):
    monkeypatch.setattr("utils.plotting.show", lambda fig, alt: plt.close(fig))
    (one,) = [e for e in EXERCISES if f"{e.file[:2]} {e.name}" == name.partition(":")[0]]
    attempt = Attempt(one.file, one.name, name, "", RIGHT[name])
    assert lesson(one.file).said(one, instead=attempt).startswith("Passed. ")
