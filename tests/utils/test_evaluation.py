"""Scores, intervals, comparisons, seeds."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from utils import evaluation, session

labels = st.lists(st.integers(0, 1), min_size=1, max_size=60).map(np.array)


@given(labels, st.data())
def test_score_counts_what_is_right_and_brackets_it(y, data):
    p = np.array(data.draw(st.lists(st.floats(0, 1), min_size=len(y), max_size=len(y))))
    result = evaluation.score(y, p)
    assert result.accuracy == pytest.approx(np.mean([(q > 0.5) == t for q, t in zip(p, y, strict=True)]))
    assert 0 <= result.low <= result.accuracy + 1e-12 and result.accuracy - 1e-12 <= result.high <= 1


def test_interval_is_wilsons_and_shrinks_with_rows():
    y = np.repeat([0, 1], 500)
    p = np.where(np.arange(1000) % 5 == 0, 1 - y, y).astype(float)
    result = evaluation.score(y, p)
    expected = binomtest(800, 1000).proportion_ci(method="wilson")
    assert (result.low, result.high) == pytest.approx((expected.low, expected.high))
    assert str(result).startswith("0.800 [0.774, 0.824]")


@given(st.integers(0, 12), st.integers(0, 12))
def test_mcnemar_small_samples_are_exact(only_first, only_second):
    y = np.ones(only_first + only_second + 5)
    first = np.r_[np.ones(only_first), np.zeros(only_second), np.ones(5)]
    second = np.r_[np.zeros(only_first), np.ones(only_second), np.ones(5)]
    n = only_first + only_second
    expected = 1.0 if n == 0 else binomtest(only_first, n).pvalue
    assert evaluation.mcnemar_p(y, first, second) == pytest.approx(expected)


def test_mcnemar_sees_a_difference_and_its_absence():
    y = np.ones(2000)
    first = np.r_[np.zeros(100), np.ones(1900)]
    second = np.r_[np.ones(100), np.zeros(240), np.ones(1660)]
    assert evaluation.mcnemar_p(y, first, second) < 1e-9
    assert evaluation.mcnemar_p(y, first, first) == 1.0


@pytest.mark.parametrize(
    ("y", "p", "message"),
    [
        ([0, 1], [0.5], "shape"),
        ([], [], "rows >= 1"),
        ([0, 1], [0.2, np.nan], "NaN"),
        ([0, 1], [0.2, 3.0], "log-odds"),
        ([1, 5, 5, 1], [0.1, 0.9, 0.9, 0.1], r"y holds 1, 5: .*np.array\(y\) == 5"),
        (["pos", "neg"], [0.9, 0.1], r"y holds 'neg', 'pos': .*np.array\(y\) == 'pos'"),
        ([-1, 1], [0.1, 0.9], "y holds -1, 1"),
        ([0, np.nan], [0.1, 0.9], "y holds 0.0, nan: .*without a label"),
        ([0, 1, 1], [0, 2, 1], "probability holds 2: .* argmax: .*np.mean.classes == y"),
        ([0, 1], ["neg", "pos"], "probability holds .*: expected probabilities of class 1"),
        ([0, 1], [[0.1], [0.9]], r"shape \(2, 1\) and y \(2,\).* Pass probability\[:, 0\]\."),
        ([0, 1], [[0.9, 0.1], [0.1, 0.9]], r"shape \(2, 2\) .* Pass probability\[:, 1\]\."),
        ([0, 1], np.ones((2, 3)), r"shape \(2, 3\) .*for each row\.$"),
        ([[0], [1]], [0.1, 0.9], r"y has the shape \(2, 1\)"),
    ],
)
def test_scores_refuse(y, p, message):
    for labels, probability in ((y, p), (np.array(y), np.array(p))):
        with pytest.raises(ValueError, match=message):
            evaluation.score(labels, probability)


def test_mcnemar_names_the_model_that_does_not_fit():
    with pytest.raises(ValueError, match=r"^first holds 2"):
        evaluation.mcnemar_p([0, 1], [2, 1], [0.1, 0.9])
    with pytest.raises(ValueError, match=r"^second has the shape \(2, 1\).* Pass second\[:, 0\]"):
        evaluation.mcnemar_p([0, 1], [0.2, 0.9], [[0.1], [0.9]])
    with pytest.raises(ValueError, match=r"^y holds 1, 2"):
        evaluation.mcnemar_p([2, 1], [0.2, 0.9], [0.1, 0.9])


@pytest.mark.parametrize("p", [[0, 1, 1], [False, True, True], [0.0, 1.0, 1.0]])
def test_decisions_between_two_classes_count_as_probabilities(p):
    assert evaluation.score([0, 1, 0], p).accuracy == pytest.approx(2 / 3)


def test_labels_and_probabilities_are_taken_by_position():
    y = pd.Series([1, 1, 0, 0], index=[0, 1, 2, 3])
    p = pd.Series([0.9, 0.8, 0.2, 0.7], index=[3, 2, 1, 0])
    assert evaluation.score(y, p).accuracy == 0.75
    assert evaluation.mcnemar_p(y, p, 1 - p) == evaluation.mcnemar_p(y.tolist(), p.tolist(), (1 - p).tolist())
    assert evaluation.spread(p) == evaluation.spread(p.tolist())


def test_stopwatch_measures_and_survives_an_error():
    with evaluation.Stopwatch() as watch:
        time.sleep(0.05)
    assert 0.05 <= watch.seconds < 5
    with pytest.raises(RuntimeError), evaluation.Stopwatch() as watch:
        raise RuntimeError
    assert np.isfinite(watch.seconds)


def test_set_seed_makes_a_model_again():
    import keras

    def draw(seed):
        session.set_seed(seed)
        return keras.random.uniform((3,)).numpy(), keras.layers.Dense(4)(np.ones((1, 3))).numpy()

    first, again, other = draw(1), draw(1), draw(2)
    for a, b, c in zip(first, again, other, strict=True):
        assert np.array_equal(a, b) and not np.array_equal(a, c)


def test_repeat_runs_every_seed_and_spread_says_so(capsys):
    values = evaluation.repeat(lambda seed: seed / 10, [1, 2, 6])
    assert values.tolist() == [0.1, 0.2, 0.6]
    assert evaluation.spread(values) == "0.300 (0.100 to 0.600, 3 seeds)"
    assert capsys.readouterr().out == ""
    with pytest.raises(ValueError, match="finite"):
        evaluation.spread(np.array([0.1, np.nan]))


def test_repeat_shows_no_bar_where_a_lesson_is_stored_and_takes_arrays(capsys, monkeypatch):
    monkeypatch.delenv(evaluation.STORING, raising=False)
    evaluation.repeat(float, [1, 2], label="plain")
    assert "plain" in capsys.readouterr().err
    monkeypatch.setenv(evaluation.STORING, "1")
    values = evaluation.repeat(lambda seed: np.full(3, seed), [1, 2], label="plain")
    assert values.shape == (2, 3) and capsys.readouterr().err == ""


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("inputs", [1, 2])
def test_predict_keeps_the_order_of_the_rows_and_warns_of_nothing(inputs):
    import keras

    rng = np.random.default_rng(0)
    rows = [rng.integers(1, 9, n).astype(np.int32) for n in rng.integers(1, 40, 100)]
    given = [keras.Input((None,), dtype="int32") for _ in range(inputs)]
    totals = [keras.ops.sum(keras.ops.cast(one, "float32"), axis=1, keepdims=True) for one in given]
    said = evaluation.predict(keras.Model(given, sum(totals)), [rows] * inputs, batch_size=7)
    np.testing.assert_array_equal(said, [inputs * row.sum() for row in rows])


def summing_model(outputs, timesteps=False):
    """A model whose outputs are 1, 2, ... times the sum of a row, in columns."""
    import keras

    given = keras.Input((None,), dtype="int32")
    numbers = keras.ops.cast(given, "float32")
    total = numbers[..., None] if timesteps else keras.ops.sum(numbers, axis=1, keepdims=True)
    return given, keras.ops.concatenate([(k + 1) * total for k in range(outputs)], axis=-1)


three_rows = [np.array([5, 1, 1], np.int32), np.array([2], np.int32), np.array([3, 1], np.int32)]


def test_predict_keeps_several_numbers_for_each_row():
    import keras

    model = keras.Model(*summing_model(3))
    assert evaluation.predict(model, [three_rows], 2).tolist() == [[7, 14, 21], [2, 4, 6], [4, 8, 12]]
    assert evaluation.predict(model, [three_rows[:1]]).tolist() == [[7, 14, 21]]


def test_predict_takes_rows_by_position():
    import keras

    model = keras.Model(*summing_model(1))
    for index in ([2, 1, 0], ["a", "b", "c"]):
        rows = pd.Series(three_rows, index=index)
        assert evaluation.predict(model, [rows]).tolist() == [7, 2, 4]
        assert evaluation.predict(model, pd.Series([rows], index=[4])).tolist() == [7, 2, 4]


def test_predict_says_which_models_and_inputs_it_takes():
    import keras

    given, total = summing_model(1)
    for outputs in ([total, 2 * total], {"sum": total, "double": 2 * total}):
        with pytest.raises(ValueError, match=r"The model has 2 output layers.*model.outputs\[0\]"):
            evaluation.predict(keras.Model(given, outputs), [three_rows])
    with pytest.raises(ValueError, match=r"output of shape \(None, None, 1\). .*return_sequences=False"):
        evaluation.predict(keras.Model(*summing_model(1, timesteps=True)), [three_rows])
    model = keras.Model(given, total)
    with pytest.raises(ValueError, match=r"single number 5: .* for a single input pass \[rows\]"):
        evaluation.predict(model, three_rows)
    with pytest.raises(ValueError, match=r"inputs has 2 entries, but the model takes 1: .*\[rows\]"):
        evaluation.predict(model, np.ones((2, 4, 3)))


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (lambda n: [np.zeros(n), np.zeros(n)], "has 2 output layers"),
        (lambda n: {"a": np.zeros(n), "b": np.zeros(n)}, "has 2 output layers"),
        (lambda n: np.zeros((n, 4, 2)), r"output of shape \(3, 4, 2\) for 3 rows"),
        (lambda n: np.zeros(n + 1), r"output of shape \(4,\) for 3 rows"),
    ],
)
def test_predict_checks_what_a_model_without_known_outputs_returns(output, message):
    class Model:
        def predict(self, batches, verbose):
            return output(sum(len(labels) for _, labels in batches))

    with pytest.raises(ValueError, match=message):
        evaluation.predict(Model(), [three_rows])
