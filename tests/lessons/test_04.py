"""Lesson 04: the LSTM on the page equals Keras, its gradient is right, weights set by hand do their job."""

import inspect
import itertools

import numpy as np
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from tests.examples import examples
from tools.notebooks.definitions import from_lesson

REPEATED = ("sigmoid", "lstm_step", "lstm_forward", "write_task", "latch")  # by the deeper page
NAMES = (*REPEATED, "counter", "steps_kept")
DEEPER_NAMES = (
    *REPEATED,
    *("step_back", "lstm_backward", "rnn_forward", "plain_latch", "plain_number", "ladder", "two_bits"),
    *("both_right", "read_factor", "steps_held", "shaken", "jolted", "zeros_spared"),
)
ORDER = ("x", "W", "U", "b")  # of the arguments, and of the gradients
STATES = ("i", "f", "c_tilde", "o", "c", "h")
SIZES = {
    name: st.integers(1, top) for name, top in [("batch", 4), ("steps", 7), ("features", 4), ("units", 5)]
}


@pytest.fixture(scope="module")
def lesson():
    return from_lesson("04", *NAMES)


@pytest.fixture(scope="module")
def deeper():
    return from_lesson("04d", *DEEPER_NAMES)


@pytest.mark.parametrize("name", REPEATED)
def test_the_deeper_page_repeats_what_the_lesson_wrote(lesson, deeper, name):
    assert inspect.getsource(getattr(deeper, name)) == inspect.getsource(getattr(lesson, name))


def draw(seed: int, batch: int, steps: int, features: int, units: int, dtype: str) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    shapes = [(batch, steps, features), (features, 4 * units), (units, 4 * units), (4 * units,)]
    return {name: (0.7 * rng.normal(size=s)).astype(dtype) for name, s in zip(ORDER, shapes, strict=True)}


# The states


@examples(20, phases=[Phase.generate])
@given(seed=st.integers(0, 999), **SIZES)
def test_states_equal_those_of_keras(lesson, seed, batch, steps, features, units):
    from keras import layers

    v = draw(seed, batch, steps, features, units, "float32")
    layer = layers.LSTM(units, return_sequences=True, return_state=True)
    layer.build(v["x"].shape)
    layer.set_weights([v["W"], v["U"], v["b"]])
    ours = lesson.lstm_forward(**v)
    assert tuple(ours) == STATES
    assert {(a.shape, a.dtype.name) for a in ours.values()} == {((batch, steps, units), "float32")}
    h, last_h, last_c = map(np.array, layer(v["x"]))
    assert np.abs(ours["h"] - h).max() < 1e-5
    assert np.abs(ours["h"][:, -1] - last_h).max() < 1e-5
    assert np.abs(ours["c"][:, -1] - last_c).max() < 1e-5


def test_a_large_sum_opens_or_shuts_a_gate_without_a_warning(lesson):
    with np.errstate(all="raise"):
        assert lesson.sigmoid(np.array([-1e4, 0, 1e4])).tolist() == [0, 0.5, 1]
    z = np.linspace(-9, 9, 50)
    np.testing.assert_allclose(lesson.sigmoid(z), 1 / (1 + np.exp(-z)), rtol=1e-9)


# The gradient


def differences(loss, array: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Central differences of `loss()` for every number of `array`, which ends as it was."""
    gradient = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept, ends = array[place], []
        for sign in (1, -1):
            array[place] = kept + sign * eps
            ends.append(loss())
        array[place] = kept
        gradient[place] = (ends[0] - ends[1]) / (2 * eps)
    return gradient


def errors(deeper, backward, v: dict[str, np.ndarray]) -> dict[str, float]:
    """The largest difference of each gradient from the numerical one, relative to its largest number."""
    s = deeper.lstm_forward(**v)
    target = np.random.default_rng(1).normal(size=s["h"].shape)

    def loss() -> float:
        return 0.5 * np.sum((deeper.lstm_forward(**v)["h"] - target) ** 2)

    found, gradients = {}, backward(s["h"] - target, v["x"], s, v["W"], v["U"])
    assert tuple(gradients) == ORDER
    for name, gradient in gradients.items():
        assert gradient.shape == v[name].shape
        theirs = differences(loss, v[name])
        # One step from an empty state has no gradient for U: there is nothing to divide by.
        found[name] = np.abs(gradient - theirs).max() / (np.abs(theirs).max() or 1)
    return found


@examples(20)
@given(seed=st.integers(0, 999), **SIZES)
def test_the_gradient_passes_a_check_in_float64(deeper, seed, batch, steps, features, units):
    v = draw(seed, batch, steps, features, units, "float64")
    assert max(errors(deeper, deeper.lstm_backward, v).values()) < 1e-6


# What one may get wrong on the way back: the line as it stands, and the line with a mistake in it.
MISTAKES = {
    "cuts the belt": ("dc * s['f'])", "0 * dc)"),
    "lets the belt pass a shut forget gate": ("dc * s['f'])", "dc)"),
    "forgets what the cell gives to h": ("dc = dc + dh", "dc = dc + 0 * dh"),
    "forgets the slope of tanh at the cell": ("(1 - np.tanh(s['c']) ** 2)", "1"),
    "forgets the output gate at the cell": ("dh * s['o'] * (1 -", "dh * (1 -"),
    "takes the new cell where the old one belongs": ("c_before * s", "s['c'] * s"),
    "has the slope of the forget gate wrong": ("(1 - s['f'])", "(1 + s['f'])"),
    "has the slope of the candidate wrong": ("(1 - s['c_tilde'] ** 2)", "(1 - s['c_tilde'])"),
    "swaps candidate and output": ("dc_tilde, do]", "do, dc_tilde]"),
    "swaps input and forget": ("[di, df", "[df, di"),
    "takes the cell itself for what h shows": ("do = dh * np.tanh(s['c'])", "do = dh * s['c']"),
    "forgets what comes back through U": ("dh[:, t] + dh_later", "dh[:, t]"),
    "keeps the last step's share of W only": ("dW += ", "dW = "),
    "keeps the last step's share of U only": ("dU += ", "dU = "),
    "uses the new state where the old one belongs": ("h_before.T @ da", "s['h'][:, t].T @ da"),
    "takes the mean over the batch": ("da.sum(axis=0)", "da.mean(axis=0)"),
    "walks forwards": ("in reversed(range(x.shape[1]))", "in range(x.shape[1])"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_broken_backward_is_caught(deeper, mistake):
    right, wrong = MISTAKES[mistake]
    source = inspect.getsource(deeper.step_back) + "\n\n" + inspect.getsource(deeper.lstm_backward)
    assert source.count(right) == 1, f"the page no longer says {right!r}: mend this test"
    namespace = {"np": np}
    exec(source.replace(right, wrong), namespace)
    v = draw(7, 2, 4, 3, 4, "float64")
    assert max(errors(deeper, namespace["lstm_backward"], v).values()) > 1e-3


# Forced gates


@examples(25)
@given(
    seed=st.integers(0, 999), f=st.sampled_from([0.0, 0.3, 1.0]), i=st.sampled_from([0.0, 0.6, 1.0]), **SIZES
)
def test_a_forced_gate_obeys_whatever_the_weights_say(lesson, seed, f, i, batch, steps, features, units):
    v = draw(seed, batch, steps, features, units, "float64")
    h, c = np.random.default_rng(seed).normal(scale=3, size=(2, batch, units))
    weights = v["W"], v["U"], v["b"]
    free = lesson.lstm_step(v["x"][:, 0], h, c, *weights)
    s = lesson.lstm_step(v["x"][:, 0], h, c, *weights, force={"f": f, "i": i})
    assert np.all(s["f"] == f) and np.all(s["i"] == i)
    np.testing.assert_array_equal(s["o"], free["o"])  # what is not forced is as it was
    np.testing.assert_array_equal(s["c_tilde"], free["c_tilde"])
    expected = {(1, 0): c, (0, 0): 0 * c, (0, 1): s["c_tilde"], (1, 1): c + s["c_tilde"]}
    np.testing.assert_allclose(s["c"], expected.get((f, i), f * c + i * s["c_tilde"]), atol=1e-12)
    np.testing.assert_allclose(s["h"], s["o"] * np.tanh(s["c"]), atol=1e-12)


def test_a_sequence_is_forced_at_every_step(lesson):
    v = draw(1, 2, 6, 3, 4, "float64")
    assert not lesson.lstm_forward(**v, force={"i": 0.0})["c"].any()
    shut = lesson.lstm_forward(**v, force={"o": 0.0})
    assert not shut["h"].any() and shut["c"].any()
    one_by_one = lesson.lstm_forward(**v, force={"f": 1.0})
    np.testing.assert_allclose(
        one_by_one["c"], np.cumsum(one_by_one["i"] * one_by_one["c_tilde"], axis=1), atol=1e-12
    )


# The memory


@examples(10)
@given(seed=st.integers(0, 999), loudness=st.sampled_from([0.0, 1.0, 10.0]))
def test_the_latch_holds_a_thousand_steps_whatever_the_noise(lesson, seed, loudness):
    written = np.random.default_rng(seed).uniform(-1, 1, size=8)
    c = lesson.lstm_forward(lesson.write_task(written, loudness, seed=seed), *lesson.latch())["c"][..., 0]
    assert c.shape == (8, 1002)
    np.testing.assert_allclose(c[:, 0], np.tanh(0.1 * written), rtol=1e-6)
    np.testing.assert_allclose(c[:, -1], c[:, 0], atol=1e-5)


def test_a_second_value_replaces_the_first_in_the_latch(lesson):
    first, second = lesson.write_task(np.array([0.8, -0.5])), lesson.write_task(np.array([-0.2, 0.9]), seed=1)
    c = lesson.lstm_forward(np.concatenate([first, second], axis=1), *lesson.latch())["c"][:, -1, 0]
    np.testing.assert_allclose(c, np.tanh(0.1 * np.array([-0.2, 0.9])), atol=1e-5)


@pytest.mark.parametrize("bias", [1, 2.5, 4, 6])
def test_half_is_lost_when_the_formula_says(lesson, bias):
    written = np.linspace(-1, 1, 16)
    c = lesson.lstm_forward(lesson.write_task(written), *lesson.latch(bias))["c"][..., 0]
    half = np.log(2) / np.log1p(np.exp(-bias))  # -ln sigma(b) = ln(1 + e^-b)
    assert abs(lesson.steps_kept(c, share=0.5) - half) <= 1


def test_steps_are_counted_until_a_row_has_moved_by_the_share(lesson):
    c = np.array([[2.0, 2.0, 1.9, 1.0, 2.0], [-1.0, -1.0, -1.0, -1.0, -1.0]])
    assert lesson.steps_kept(c, share=0.01) == 2
    assert lesson.steps_kept(c, share=0.5) == 3  # what comes back later does not count
    assert lesson.steps_kept(c, share=0.6) == 4  # never: all steps after the first
    assert lesson.steps_kept(-c, share=0.5) == 3


def test_the_task_writes_once_and_then_makes_noise(lesson, deeper):
    x = lesson.write_task(np.array([0.3, -0.7]), loudness=2.0, timesteps=5000, seed=4)
    assert x.shape == (2, 5000, 2)
    assert x[:, 0].tolist() == [[0.3, 1], [-0.7, 1]] and not x[:, 1:, 1].any()
    assert x[:, 1:, 0].std() == pytest.approx(2, rel=0.05) and abs(x[:, 1:, 0].mean()) < 0.1
    both = deeper.two_bits(np.array([[1.0, -1.0]]), 0.5)
    assert both.shape == (1, 2002, 2) and np.flatnonzero(both[0, :, 1]).tolist() == [0, 1001]
    assert both[0, [0, 1001], 0].tolist() == [1, -1]


def test_steps_are_counted_until_the_error_reaches_the_limit(deeper):
    written = np.array([1.0, -1.0])
    reading = written[:, None] * np.array([1, 0.9, 0.6, 0.51, 0.49, 1])
    assert deeper.steps_held(reading, written, limit=0.5) == 4  # what comes back later does not count
    assert deeper.steps_held(reading, written) == 2  # a quarter, if nothing else is said
    assert (
        deeper.steps_held(reading[:, :4], written, limit=0.5) == 3
    )  # held to the end: all steps after the first
    assert deeper.steps_held(0 * reading, written) == 0
    assert deeper.steps_held(np.where(np.arange(6) > 1, np.nan, reading), written) == 2
    np.testing.assert_allclose(deeper.read_factor(reading / 4, written), 4)


def test_the_sign_of_a_number_does_not_pass_for_the_number(deeper):
    written = np.linspace(-1, 1, 16)
    sign = np.sign(written)[:, None] * np.ones(5)
    reading = sign * deeper.read_factor(sign, written)
    assert deeper.steps_held(reading, written) == 0 < deeper.steps_held(reading, written, limit=0.5)


# The counter


@examples(30)
@given(letters=st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=60))
def test_the_counter_counts_any_row_of_letters_exactly(lesson, letters):
    s = lesson.lstm_forward(np.array(letters)[None, :, None], *lesson.counter())
    assert s["c"][0, :, 0].tolist() == list(itertools.accumulate(letters))
    np.testing.assert_allclose(s["h"][0, :, 0], np.tanh(s["c"][0, :, 0]))


@pytest.mark.parametrize("n", [1, 100, 5000])
def test_the_counter_ends_at_zero_only_for_as_many_of_both(lesson, n):
    for more, end in ((0, 0), (1, -1)):
        letters = np.repeat([1.0, -1.0], [n, n + more])[None, :, None]
        c = lesson.lstm_forward(letters, *lesson.counter())["c"][0, :, 0]
        assert c[n - 1] == n and c[-1] == end


def test_off_by_a_hundredth_the_counter_of_the_lstm_counts_and_the_plain_one_does_not(lesson, deeper):
    rng, n = np.random.default_rng(3), 1000
    letters = np.repeat([1.0, -1.0], n)[None, :, None]
    plain = np.array([[2.0**-40]]), np.array([[1.0]]), np.zeros(1)
    exact = 2.0**40 * deeper.rnn_forward(letters, *plain)[0, :, 0]
    assert exact[n - 1] == n and exact[-1] == 0
    for _ in range(10):
        c = lesson.lstm_forward(letters, *deeper.shaken(lesson.counter(), 0.01, rng))["c"][0, :, 0]
        assert c[n - 1] == n and c[-1] == 0
        h = 2.0**40 * deeper.rnn_forward(letters, *deeper.shaken(plain, 0.01, rng))[0, :, 0]
        assert abs(h[n - 1] - n) > 10 or abs(h[-1]) > 10


# The plain network


@examples(10, phases=[Phase.generate])
@given(seed=st.integers(0, 999), batch=st.integers(1, 3), steps=st.integers(1, 9), units=st.integers(1, 5))
def test_the_plain_network_is_that_of_keras(deeper, seed, batch, steps, units):
    from keras import layers

    rng = np.random.default_rng(seed)
    shapes = [(batch, steps, 2), (2, units), (units, units), (units,)]
    x, *weights = [rng.normal(size=shape).astype("float32") for shape in shapes]
    layer = layers.SimpleRNN(units, return_sequences=True)
    layer.build(x.shape)
    layer.set_weights(weights)
    assert np.abs(deeper.rnn_forward(x, *weights) - np.array(layer(x))).max() < 1e-5


def test_three_plain_units_hold_a_bit_and_one_does_not(deeper):
    bits = np.array(list(itertools.product([-1.0, 1.0], repeat=2)) * 100)
    x = deeper.two_bits(bits, loudness=1.0, seed=2)
    three = deeper.rnn_forward(x, *deeper.plain_latch())[..., 2]
    assert deeper.both_right(three, bits) == 1
    one = deeper.rnn_forward(x, np.array([[1.0], [0]]), np.array([[2.0]]), np.zeros(1))
    chance = 0.25
    four_sigma = 4 * np.sqrt(chance * (1 - chance) / len(bits))
    assert deeper.both_right(one[..., 0], bits) == pytest.approx(chance, abs=four_sigma)
    assert deeper.both_right(-three, bits) == 0  # both bits wrong
    assert deeper.both_right(np.ones_like(three), bits) == 0.25


def test_the_pair_shuts_out_the_noise_exactly(deeper):
    x = deeper.write_task(np.array([0.4, -0.9]), loudness=1.0)
    for weights in (deeper.plain_latch(), deeper.plain_number(g=0.3)):
        h = deeper.rnn_forward(x, *weights)
        assert np.all(h[:, 1:, 0] + h[:, 1:, 1] == pytest.approx(0, abs=1e-7))
        assert np.all(np.abs(h[:, 0, 0] + h[:, 0, 1]) > 0.05)


def test_the_ladder_answers_each_question_for_a_thousand_steps(deeper):
    thresholds = np.linspace(-0.9, 0.9, 10)
    written = np.array([-1.0, -0.4, 0.0, 0.6, 1.0])
    h = deeper.rnn_forward(deeper.write_task(written), *deeper.ladder())
    assert h.shape == (5, 1002, 30)
    answers = np.where(written[:, None] > thresholds, 1, -1)
    for t in (50, -1):
        assert np.array_equal(np.sign(h[:, t, 2::3]), answers)


def test_three_plain_units_hold_a_number_with_exact_weights_only(deeper):
    written, rng = np.linspace(-1, 1, 16), np.random.default_rng(0)
    x = deeper.write_task(written)

    def held(weights, factor=None):
        memory = deeper.rnn_forward(x, *weights)[:, 1:, 2]
        factor = deeper.read_factor(memory, written) if factor is None else factor
        return deeper.steps_held(memory * factor, written), factor

    steps, factor = held(deeper.plain_number())
    assert steps == 1000
    off = [held(deeper.shaken(deeper.plain_number(), 0.01, rng), factor)[0] for _ in range(10)]
    assert max(off) < 500


def test_the_lstm_holds_a_number_with_weights_off_by_a_tenth(deeper):
    written, rng = np.linspace(-1, 1, 16), np.random.default_rng(0)
    x = deeper.write_task(written)
    factor = deeper.read_factor(deeper.lstm_forward(x, *deeper.latch())["c"][..., 0], written)
    for _ in range(10):
        c = deeper.lstm_forward(x, *deeper.shaken(deeper.latch(), 0.1, rng))["c"][..., 0]
        assert deeper.steps_held(c * factor, written) == 1001


def test_shaking_is_relative_and_leaves_zeros_alone(deeper):
    rng = np.random.default_rng(0)
    weights = [np.full((200, 200), 3.0), np.zeros(5)]
    big, zeros = deeper.shaken(weights, 0.01, rng)
    assert big.std() == pytest.approx(0.03, rel=0.02) and big.mean() == pytest.approx(3, rel=1e-3)
    assert not zeros.any() and np.all(weights[0] == 3)


def test_a_jolt_is_added_to_every_weight_and_leaves_the_given_ones_alone(deeper):
    weights = [np.full((200, 200), 3.0), np.zeros((200, 200))]
    jolts = [
        w - old for w, old in zip(deeper.jolted(weights, 0.1, np.random.default_rng(0)), weights, strict=True)
    ]
    for jolt in jolts:
        assert jolt.std() == pytest.approx(0.1, rel=0.02) and abs(jolt.mean()) < 0.002
    assert not np.allclose(*jolts) and np.all(weights[0] == 3) and not weights[1].any()


def test_jolted_the_latch_writes_wrongly_but_keeps_what_it_got(deeper):
    written, rng = np.linspace(-1, 1, 16), np.random.default_rng(0)
    x = deeper.write_task(written)
    factor = deeper.read_factor(deeper.lstm_forward(x, *deeper.latch())["c"][..., 0], written)
    wrong = 0
    for _ in range(10):
        c = deeper.lstm_forward(x, *deeper.jolted(deeper.latch(), 0.1, rng))["c"][..., 0]
        np.testing.assert_allclose(c, c[:, :1] * np.ones(c.shape[1]), atol=1e-4 * np.abs(c[:, 0]).max())
        wrong += deeper.steps_held(c * factor, written) == 0
    assert wrong > 5


def lstm_reading(deeper, x, weights):
    return deeper.lstm_forward(x, *weights)["c"][:, 1:, 0]


def plain_reading(deeper, x, weights):
    return deeper.rnn_forward(x, *weights)[:, 1:, 2]


@pytest.mark.parametrize("net", ["the number in the LSTM", "the bit in three plain units"])
def test_what_a_jolt_adds_to_the_zeros_spoils_the_draws(deeper, net):
    if net == "the number in the LSTM":
        exact, read = deeper.latch(candidate=1.0), lstm_reading
        written, spoilt = np.linspace(-1, 1, 16), [0] * 5
    else:
        exact, read = deeper.plain_latch(signal=3.0, push=20.0), plain_reading
        written, spoilt = np.repeat([-1.0, 1.0], 8), [7]
    factor = deeper.read_factor(read(deeper, deeper.write_task(written, timesteps=2), exact), written)

    def held(disturb, seed):
        weights = disturb(exact, 0.1, np.random.default_rng(seed))
        reading = read(deeper, deeper.write_task(written, seed=1000 + seed), weights)
        return deeper.steps_held(reading * factor, written)

    draws = range(100, 120)
    assert [steps for seed in draws if (steps := held(deeper.jolted, seed)) < 1000] == spoilt
    assert all(held(deeper.zeros_spared, seed) == 1000 for seed in draws)
