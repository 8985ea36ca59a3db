"""The steps of LSTM and GRU against their equations."""

import warnings

import numpy as np
from hypothesis import given

from tests.utils.gates.models import X, built, cases, close, few, layers, prepared, traces
from utils.gates import read


@few
@given(cases())
def test_every_step_obeys_the_equations(case):
    layer, x, call = prepared(case)
    got, mask = read(layer, x, **call), call.get("mask", np.ones(x.shape[:2], bool))
    state = call.get("initial_state", [np.zeros((len(x), layer.units), np.float32)] * 2)
    for name, trace in traces(got).items():
        assert trace.shape == (*x.shape[:2], layer.units) and trace.dtype == np.float32
        if name not in ("c", "h"):
            assert np.isnan(trace[~mask]).all()
            assert (np.abs(trace[mask]) <= 1).all()
            assert name.endswith("_tilde") or (trace[mask] >= 0).all()

    def before(trace, start):  # the state that each step takes over, in the input's order
        if layer.go_backwards:
            return np.concatenate([trace[:, 1:], start[:, None]], axis=1)
        return np.concatenate([start[:, None], trace[:, :-1]], axis=1)

    h = before(got.h, state[0])
    if isinstance(layer, layers.LSTM):
        c = before(got.c, state[1])
        close(got.c[mask], (got.f * c + got.i * got.c_tilde)[mask], 1e-6)
        close(got.h[mask], (got.o * np.tanh(got.c))[mask], 1e-6)
        assert np.array_equal(got.c[~mask], c[~mask])
    else:
        close(got.h[mask], (got.z * h + (1 - got.z) * got.h_tilde)[mask], 1e-6)
    assert np.array_equal(got.h[~mask], h[~mask])


def test_gates_firmly_open_or_shut_are_exactly_1_or_0_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reading = read(built(layers.LSTM(4)), 300 * X)
    assert reading.f.min() == 0 and reading.f.max() == 1
    close(reading.output, built(layers.LSTM(4))(300 * X))
