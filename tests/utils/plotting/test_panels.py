"""Forecasts stand beside what came, each in its own panel, on one scale."""

import numpy as np
import pytest

from utils import plotting

CAME = [1.0, 5.0, 2.0]
SAID = {"yesterday": ("baseline", [0.0, 1.0, 5.0]), "the LSTM": ("LSTM", [1.0, 2.0, 3.0])}


def test_each_forecast_has_a_panel_with_what_came():
    fig = plotting.forecasts(CAME, SAID, "Both are late", "days", "degrees", mark=(1, "here it turns"))
    assert len(fig.axes) == 2 and fig.get_suptitle() == "Both are late"
    for axis, (name, (family, values)) in zip(fig.axes, SAID.items(), strict=True):
        truth, forecast, mark = axis.lines
        assert np.array_equal(truth.get_ydata(), CAME) and np.array_equal(forecast.get_ydata(), values)
        assert list(mark.get_xdata()) == [1, 1]
        assert forecast.get_color() == plotting.FAMILIES[family]["color"] != truth.get_color()
        labels = {text.get_text(): text.get_color() for text in axis.texts}
        assert labels[name] == forecast.get_color() and labels["what came"] == truth.get_color()
    assert len({axis.get_ylim() for axis in fig.axes}) == 1
    assert [text.get_text() for text in fig.axes[0].texts].count("here it turns") == 1


@pytest.mark.parametrize("said", [{}, {"short": ("LSTM", [1.0, 2.0])}])
def test_a_forecast_of_another_length_is_refused(said):
    with pytest.raises(ValueError, match="3 values"):
        plotting.forecasts(CAME, said, "title", "days", "degrees")


@pytest.mark.parametrize("step", [-1, 3])
def test_a_mark_outside_is_refused(step):
    with pytest.raises(ValueError, match=f"step {step}: expected a step from 0 to 2"):
        plotting.forecasts(CAME, SAID, "title", "days", "degrees", mark=(step, "here"))
