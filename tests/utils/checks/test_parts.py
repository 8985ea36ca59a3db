"""What the exercises show and measure with: tables, fingerprints, counts, curves."""

import numpy as np
import pytest

from tools.notebooks.definitions import from_lesson
from utils.checks import lesson_01
from utils.checks.judging import Wrong, close
from utils.checks.lesson_02 import wrong_gradients
from utils.checks.lesson_04 import cell_lines
from utils.checks.lesson_05.shuffle_tests import compare_with_exact_p
from utils.checks.lesson_09 import cut_tails


def test_the_four_tables_have_one_score_and_different_best_ones():
    tables = lesson_01._answer_tables()
    assert all(abs(table.diagonal().mean() - 1 / 8) < 0.001 for table in tables.values())
    assert all(np.allclose(table.sum(axis=1), 1) for table in tables.values())
    best = {name: table.max(axis=0).mean() for name, table in tables.items()}
    assert best["A"] < 0.2 and best["C"] < 0.2
    assert 0.4 < best["D"] < 0.6 and best["B"] > 0.9


def caught(mistake: int, timesteps: int) -> tuple[bool, ...]:
    pairs = zip(
        wrong_gradients._gradients(mistake, timesteps), wrong_gradients._gradients(0, timesteps), strict=True
    )
    return tuple(not close(*pair) for pair in pairs)


@pytest.mark.parametrize("timesteps", [1, 6])
def test_the_right_gradient_is_the_lessons(timesteps):
    rng = np.random.default_rng(0)
    x, W, U = rng.normal(size=(3, timesteps, 4)), rng.normal(size=(4, 5)), 0.5 * rng.normal(size=(5, 5))
    h_start, dh = rng.normal(size=(3, 5)), rng.normal(size=(3, timesteps, 5))
    lesson = from_lesson("02d", "rnn_forward", "rnn_backward")
    h = lesson.rnn_forward(x, W, U, np.zeros(5), h_start)
    assert close(h, wrong_gradients.rnn_forward(x, W, U, np.zeros(5), h_start))
    theirs = lesson.rnn_backward(dh, x, h, W, U, h_start)
    for ours, their in zip(wrong_gradients._gradients(0, timesteps), theirs, strict=True):
        assert close(ours, their)


def test_each_mistake_has_the_fingerprint_that_the_words_say():
    everything, nothing = (True,) * 5, (False,) * 5
    only = {name: tuple(one == name for one in wrong_gradients.ARRAYS) for name in wrong_gradients.ARRAYS}
    expected = {1: (nothing, everything), 2: (only["dU"],) * 2, 3: (only["db"],) * 2, 4: (everything,) * 2}
    assert {
        mistake: (caught(mistake, 1), caught(mistake, 6)) for mistake in wrong_gradients.MISTAKES
    } == expected
    assert sorted(wrong_gradients.PANELS.values()) == sorted(wrong_gradients.MISTAKES)


def test_network_c_gains_by_a_mild_cut_and_loses_by_the_likeliest_word():
    quality = {name: quality for name, (_, quality) in cut_tails.four_networks().items()}
    assert quality["C"].max() > quality["C"][0] + 0.02 and quality["C"][-1] < quality["C"][0] - 0.2
    assert quality["B"][-1] == 1


def test_no_line_has_two_impossible_steps_and_each_other_step_is_explained():
    for name, line in cell_lines.LINES.items():
        found = cell_lines.first_impossible(line)
        assert not found or not cell_lines.first_impossible(line[found:])
        for step in {*range(1, len(line))} - {found}:
            assert f"line {name}, step {step}: from" in cell_lines.why_possible(name, step)


@pytest.mark.parametrize("seed", range(20))
def test_shuffles_of_any_seed_are_near_the_exact_p(seed):
    compare_with_exact_p(shuffler(np.random.default_rng(seed)))


@pytest.mark.parametrize(("factor", "words"), [(0.5, "8 texts"), (1.5, "8 texts"), (2, "double p as well")])
def test_a_p_that_is_not_near_the_exact_one_is_refused(factor, words):
    of_shuffles = shuffler(np.random.default_rng(0))
    with pytest.raises(Wrong, match=words):
        compare_with_exact_p(lambda *given: factor * of_shuffles(*given) if given[2].sum() == 4 else 0.25)


def shuffler(rng):
    """A right `p_value` of lesson 05 that goes on with one generator."""

    def p_value(values, text, group, flips=199):
        level = np.bincount(text, values) / np.bincount(text)
        labels = rng.permuted(np.tile(group, (1 + flips, 1)), axis=1)
        labels[0] = group  # the order as it is
        sizes = np.abs(labels @ level / group.sum() - (1 - labels) @ level / (1 - group).sum())
        return float(np.mean(sizes >= sizes[0] - 1e-12))

    return p_value
