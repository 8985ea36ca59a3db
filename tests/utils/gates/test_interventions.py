"""Clamps and swaps, against loops in plain numbers and against what they must leave alone."""

import math

import numpy as np
import pytest

from tests.utils.gates.models import (
    ALL,
    IDS,
    KINDS,
    STATE,
    X,
    built,
    close,
    embedded,
    layers,
    nested,
    numbers,
    shuffled,
    tf,
    traces,
)
from utils.gates import Clamp, Swap, read

# Keras says so of a mask that reaches a nested model, and hands it on nevertheless.
pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")


# Clamps


def scalar_loop(layer, x, mask, change):
    """An LSTM or GRU in plain numbers; `change(name, row, t, unit, value)` may replace each of them."""
    W, U, b = (w.astype(float).tolist() for w in layer.get_weights())
    units, is_lstm = layer.units, isinstance(layer, layers.LSTM)
    b, d = [b, [0.0] * len(b)] if is_lstm or not layer.cell.reset_after else b

    def sigmoid(z):
        return 1 / (1 + math.exp(-z))

    def product(vector, matrix, k):
        return sum(v * matrix[j][k] for j, v in enumerate(vector))

    trace = {}
    for row, words in enumerate(x.astype(float).tolist()):
        h, c = [0.0] * units, [0.0] * units
        for t in sorted(range(len(words)), reverse=layer.go_backwards):
            if not mask[row][t]:
                for u in range(units):
                    trace["h", row, t, u], trace["c", row, t, u] = h[u], c[u]
                continue

            def gate(name, place, act, h=h, t=t, row=row, words=words):
                values = []
                for u in range(units):
                    k = place * units + u
                    z = act(product(words[t], W, k) + b[k] + product(h, U, k) + d[k])
                    values.append(made(name, u, z))
                return values

            def made(name, u, value, row=row, t=t):
                return trace.setdefault((name, row, t, u), change(name, row, t, u, value))

            if is_lstm:
                i, f = gate("i", 0, sigmoid), gate("f", 1, sigmoid)
                c_tilde, o = gate("c_tilde", 2, math.tanh), gate("o", 3, sigmoid)
                c = [made("c", u, f[u] * c[u] + i[u] * c_tilde[u]) for u in range(units)]
                h = [made("h", u, o[u] * math.tanh(c[u])) for u in range(units)]
                continue
            z, r = gate("z", 0, sigmoid), gate("r", 1, sigmoid)
            h_tilde = []
            for u in range(units):
                k = 2 * units + u
                if layer.cell.reset_after:
                    past = r[u] * (product(h, U, k) + d[k])
                else:
                    past = product([r[j] * h[j] for j in range(units)], U, k)
                h_tilde.append(made("h_tilde", u, math.tanh(product(words[t], W, k) + b[k] + past)))
            h = [made("h", u, z[u] * h[u] + (1 - z[u]) * h_tilde[u]) for u in range(units)]
    return trace


MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 0, 1, 1]], bool)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("kind", "name"), [*ALL, ("GRU before", "r"), ("GRU before", "h")])
def test_a_clamp_is_that_of_a_loop_in_plain_numbers(kind, name, backwards):
    make = layers.LSTM if kind == "LSTM" else layers.GRU
    options = {"reset_after": False} if kind == "GRU before" else {}
    layer = built(make(4, go_backwards=backwards, **options), seed=5)
    x, at = numbers(3, 5, 3), np.random.default_rng(3).random((3, 5)) < 0.5
    value = np.random.default_rng(4).random((3, 5, 4))
    reading = read(layer, x, mask=MASK, changes=[Clamp(name, value, at, [0, 2])])

    def change(what, row, t, unit, computed):
        return value[row, t, unit] if what == name and at[row, t] and unit in (0, 2) else computed

    loop = scalar_loop(layer, x, MASK, change)
    for (what, *place), wanted in loop.items():
        if what in traces(reading):
            assert getattr(reading, what)[tuple(place)] == pytest.approx(wanted, abs=1e-5)
    plain = read(layer, x, mask=MASK)
    assert np.abs(reading.output - plain.output).max() > 1e-3  # the clamp does something


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_what_was_recorded_changes_nothing_when_it_is_set(kind, name):
    model = shuffled(embedded(getattr(layers, kind)(4, return_sequences=True), layers.Dense(1)))
    plain = read(model, IDS)
    again = read(model, IDS, changes=[Clamp(name, getattr(plain, name))])
    np.testing.assert_array_equal(again.output, plain.output)
    for what, trace in traces(plain).items():
        np.testing.assert_array_equal(getattr(again, what), trace)


@pytest.mark.parametrize(("kind", "name"), ALL)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_clamp_touches_its_steps_and_units_only_and_nothing_earlier(kind, name, backwards):
    layer = built(getattr(layers, kind)(6, go_backwards=backwards))
    plain = read(layer, X)
    reading = read(layer, X, changes=[Clamp(name, 0.25, steps=2, units=[1, 4])])
    kept, earlier = getattr(plain, name), slice(3, None) if backwards else slice(0, 2)
    found = getattr(reading, name)
    assert (found[:, 2, [1, 4]] == 0.25).all()
    np.testing.assert_array_equal(found[:, 2, [0, 2, 3, 5]], kept[:, 2, [0, 2, 3, 5]])
    for what, trace in traces(plain).items():
        np.testing.assert_array_equal(getattr(reading, what)[:, earlier], trace[:, earlier])
    assert (np.abs(reading.output - plain.output).max(axis=1) > 0).all()


def test_to_keep_all_and_to_write_nothing_leaves_c_at_its_start():
    layer, start = built(layers.LSTM(4)), [STATE[0], 100 * STATE[1]]
    reading = read(layer, X, initial_state=start, changes=[Clamp("f", 1), Clamp("i", 0)])
    assert (reading.c == start[1][:, None]).all()
    held = read(built(layers.GRU(4)), X, initial_state=STATE[0], changes=[Clamp("z", 1)])
    assert (held.h == STATE[0][:, None]).all()


def test_to_forget_at_a_step_hides_the_past_but_for_what_leaks_through_h():
    layer = built(layers.LSTM(4))
    other = X.copy()
    other[:, :2] += 1  # another past, the same words from step 2 on
    first, second = (read(layer, x, changes=[Clamp("f", 0, steps=2)]) for x in (X, other))
    assert (
        np.abs(first.c[:, 2] - second.c[:, 2]).max() > 1e-3
    )  # i, c_tilde and o of step 2 still see h of step 1
    h = first.h[:, 1:2]
    first, second = (
        read(layer, x, changes=[Clamp("f", 0, steps=2), Clamp("h", h, steps=1)]) for x in (X, other)
    )
    np.testing.assert_array_equal(first.output, second.output)
    assert np.abs(first.c[:, 1] - second.c[:, 1]).max() > 1e-3


def test_a_clamp_where_nothing_is_read_does_nothing():
    for kind in KINDS:
        model = shuffled(embedded(kind(4, return_sequences=True)))
        plain, changed = read(model, IDS), read(model, IDS, changes=[Clamp("h", 0.5, steps=IDS == 0)])
        for name, trace in traces(plain).items():
            np.testing.assert_array_equal(getattr(changed, name), trace)
        np.testing.assert_array_equal(changed.output, plain.output)


@pytest.mark.parametrize(
    ("steps", "units"),
    [
        (3, 1),
        ([3], [1]),
        (slice(3, 4), slice(1, 2)),
        (np.arange(3, 4), np.array([False, True, False, False])),
        (np.arange(20).reshape(4, 5) % 5 == 3, [1]),
    ],
)
def test_steps_and_units_can_be_said_in_many_ways(steps, units):
    at = np.zeros((4, 5, 4), bool)
    at[:, 3, 1] = True
    found = read(built(layers.LSTM(4)), X, changes=[Clamp("o", 1, steps, units)]).o == 1
    np.testing.assert_array_equal(found, at)


def test_an_empty_clamp_is_none_and_the_later_of_two_holds():
    layer = built(layers.GRU(4))
    plain = read(layer, X).h
    for nothing in ({"steps": []}, {"steps": slice(0, 0)}, {"units": []}, {"steps": np.zeros((4, 5), bool)}):
        np.testing.assert_array_equal(read(layer, X, changes=[Clamp("h", 1, **nothing)]).h, plain)
    found = read(layer, X, changes=[Clamp("z", 0), Clamp("z", 1, steps=4)]).z
    assert not found[:, :4].any() and (found[:, 4] == 1).all()


def test_a_change_goes_on_through_the_rest_of_the_model():
    model = shuffled(nested())
    upper, dense = model.layers[-2:]
    reading = read(model, IDS, "deep", changes=[Clamp("o", 0.5, steps=1)])
    mask = tf.constant(IDS > 0)
    close(reading.output, dense(upper(tf.constant(reading.h), mask=mask)))
    assert np.abs(reading.output - np.asarray(model(IDS))).max() > 1e-3


def test_with_its_own_activations_a_layer_takes_any_number():
    layer = built(layers.LSTM(4, activation=None, recurrent_activation="softplus"))
    reading = read(layer, X, changes=[Clamp("f", 7), Clamp("c_tilde", -3), Clamp("h", 5, steps=1)])
    assert (reading.f == 7).all() and (reading.c_tilde == -3).all() and (reading.h[:, 1] == 5).all()
    with pytest.raises(ValueError, match="'h' has NaN or numbers outside -1 to 1"):
        read(built(layers.GRU(4)), X, changes=[Clamp("h", 5)])
    far = read(built(layers.GRU(4)), X, initial_state=9 * STATE[0])
    assert far.h.max() > 1
    again = read(built(layers.GRU(4)), X, initial_state=9 * STATE[0], changes=[Clamp("h", far.h)])
    np.testing.assert_array_equal(again.h, far.h)


# Swaps

PAIRS = [1, 0, 3, 2]


def test_a_swap_at_the_last_step_swaps_the_answers():
    for layer, name in [
        (built(layers.LSTM(4)), "h"),
        (built(layers.GRU(4)), "h"),
        (built(layers.LSTM(4)), ["c", "h"]),
    ]:
        plain = read(layer, X)
        np.testing.assert_array_equal(
            read(layer, X, changes=[Swap(name, 4, PAIRS)]).output, plain.output[PAIRS]
        )
    lstm = built(layers.LSTM(4))
    plain, cells = read(lstm, X), read(lstm, X, changes=[Swap("c", 4, PAIRS)])
    np.testing.assert_array_equal(cells.c[:, 4], plain.c[PAIRS, 4])
    close(cells.output, plain.o[:, 4] * np.tanh(plain.c[PAIRS, 4]))


def test_with_all_of_its_state_a_row_goes_on_as_its_partner_would():
    for kind, name in ((layers.LSTM, ["c", "h"]), (layers.GRU, "h")):
        layer, mixed = built(kind(4)), X.copy()
        mixed[:, :3] = X[PAIRS, :3]  # the partner's words up to step 2, then one's own
        reading, wanted = read(layer, X, changes=[Swap(name, 2, PAIRS)]), read(layer, mixed)
        close(reading.output, wanted.output, 1e-6)
        for what, trace in traces(wanted).items():
            close(getattr(reading, what)[:, 3:], trace[:, 3:], 1e-6)


def test_each_row_can_swap_at_a_step_of_its_own():
    """Row 0 after 2 words goes on with what row 1 had after 4, and the other way round."""
    layer, step = built(layers.LSTM(4)), np.array([1, 3, 2, 0])
    reading, plain = read(layer, X, changes=[Swap(["c", "h"], step, PAIRS)]), read(layer, X)
    for row, partner in enumerate(PAIRS):
        words = np.concatenate([X[partner, : step[partner] + 1], X[row, step[row] + 1 :]])
        close(reading.output[row], read(layer, words[None]).output[0], 1e-6)
        for name, trace in traces(plain).items():
            np.testing.assert_array_equal(getattr(reading, name)[row, : step[row]], trace[row, : step[row]])
    np.testing.assert_array_equal(reading.c[np.arange(4), step], plain.c[PAIRS, step[PAIRS]])


def test_a_swap_backwards_and_padded():
    """Of a layer that reads from the end, a swap at the first word is the last thing that happens."""
    layer = built(layers.GRU(4, go_backwards=True))
    mask = np.array([[1, 1, 1, 1, 1], [0, 0, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0]], bool)
    plain = read(layer, X, mask=mask)
    swapped = read(layer, X, mask=mask, changes=[Swap("h", [0, 2, 0, 1], PAIRS)])
    np.testing.assert_array_equal(swapped.output, plain.output[PAIRS])


def test_all_swaps_take_from_the_run_with_the_clamps_and_without_swaps():
    layer, clamp = built(layers.LSTM(4)), Clamp("f", 0.9, units=0)
    plain = read(layer, X, changes=[clamp])
    both = read(layer, X, changes=[Swap(["c", "h"], 2, PAIRS), clamp])
    apart = read(layer, X, changes=[Swap("h", 2, PAIRS), clamp, Swap("c", 2, PAIRS)])
    for name, trace in traces(both).items():
        np.testing.assert_array_equal(getattr(apart, name), trace)
    np.testing.assert_array_equal(both.c[:, 2], plain.c[PAIRS, 2])
    later = read(layer, X, changes=[Swap(["c", "h"], 2, PAIRS), Swap("c", 3, PAIRS), clamp])
    np.testing.assert_array_equal(later.c[:, 3], plain.c[PAIRS, 3])


def test_a_swap_undone_is_none():
    layer = built(layers.LSTM(4))
    plain = read(layer, X)
    back = [Clamp("c", plain.c, steps=2), Clamp("h", plain.h, steps=2)]
    for changes in ([Swap(["c", "h"], 2, PAIRS), *back], [Swap(["c", "h"], 2, [0, 1, 2, 3])]):
        np.testing.assert_array_equal(read(layer, X, changes=changes).output, plain.output)
    # swapped twice by hand: what the first swap made is set where the partner's was
    once = read(layer, X, changes=[Swap(["c", "h"], 4, PAIRS)])
    twice = [Clamp("c", once.c[PAIRS], steps=4), Clamp("h", once.h[PAIRS], steps=4)]
    np.testing.assert_array_equal(read(layer, X, changes=twice).output, plain.output)


def test_a_row_that_is_its_own_partner_is_left_alone():
    layer = built(layers.GRU(4))
    first, second = Swap("h", 1, [1, 0, 2, 3]), Swap("h", 3, [0, 1, 3, 2])
    both = read(layer, X, changes=[first, second])
    np.testing.assert_array_equal(both.h[:2], read(layer, X, changes=[first]).h[:2])
    np.testing.assert_array_equal(both.h[2:], read(layer, X, changes=[second]).h[2:])


def test_a_partner_can_give_to_many():
    layer = built(layers.GRU(4))
    plain, reading = read(layer, X), read(layer, X, changes=[Swap("h", 4, [0, 0, 0, 2])])
    np.testing.assert_array_equal(reading.output, plain.output[[0, 0, 0, 2]])


# Errors

BOOLS = np.ones(5, bool)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Clamp("r", 0), ("LSTM has no 'r' for a Clamp", "c_tilde")),
        (Swap("f", 0, PAIRS), ("LSTM has no 'f' for a Swap", "['c', 'h']")),
        (Clamp("f", 1, steps=5), ("steps is 5", "0 to 4")),
        (Clamp("f", 1, steps=[0, -1]), ("steps is [0, -1]", "0 to 4")),
        (Clamp("f", 1, steps=1.0), ("steps is 1.0", "whole number")),
        (Clamp("f", 1, steps=BOOLS), ("steps is a bool array of shape (5,)", "(4, 5)")),
        (Clamp("f", 1, units=4), ("units is 4", "0 to 3")),
        (Clamp("f", 1, units=BOOLS), ("units is a bool array of shape (5,)", "(4,)")),
        (Clamp("f", 1.5), ("'f'", "outside 0 to 1")),
        (Clamp("c_tilde", -1.5), ("'c_tilde'", "outside -1 to 1")),
        (Clamp("h", 1.5), ("'h'", "outside -1 to 1")),
        (Clamp("c", np.nan), ("'c'", "NaN")),
        (Clamp("f", np.ones((3, 5, 4))), ("(3, 5, 4)", "(4, 5, 4)")),
        (Clamp("f", "open"), ("'f'", "expected a number")),
        (Swap("c", 5, PAIRS), ("step is 5", "0 to 4")),
        (Swap("c", [1, 1], PAIRS), ("step has shape (2,)", "(4,)")),
        (Swap("c", 1, [1, 0]), ("partner has shape (2,)", "(4,)")),
        (Swap("c", 1, 0), ("partner has shape ()", "(4,)")),
        (Swap("c", 1, [1, 0, 3, 4]), ("partner is [1, 0, 3, 4]", "0 to 3")),
    ],
)
def test_a_change_that_does_not_fit(change, words):
    with pytest.raises(ValueError) as error:
        read(built(layers.LSTM(4)), X, changes=[change])
    for word in words:
        assert word in str(error.value)
    assert "Arguments received by" not in str(error.value)


def test_a_gru_has_no_forget_gate():
    layer = built(layers.GRU(4))
    for change in (Clamp("f", 1), Swap("c", 0, PAIRS)):
        with pytest.raises(ValueError, match=r"A GRU has no .* it has .*'h'"):
            read(layer, X, changes=[change])
    assert not hasattr(read(layer, X), "f")


def test_a_swap_on_padding_is_refused():
    with pytest.raises(ValueError, match="Row 1 reads no word at step 3, it is masked"):
        read(embedded(layers.LSTM(4)), IDS, changes=[Swap("c", 3, PAIRS)])
    for fine in (Swap("c", [4, 2, 0, 4], PAIRS), Swap("c", 3, [3, 1, 2, 0])):
        read(embedded(layers.LSTM(4)), IDS, changes=[fine])
