"""The curve that moves: what it has seen is what is drawn, seldom enough, and the last drawing stays."""

import keras
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tests.utils.plotting.shared import texts
from utils import plotting
from utils.plotting import live


@pytest.fixture
def shown(monkeypatch) -> list:
    """All drawings that reach the page, as (text, which display they belong to)."""
    found = []

    class Handle:
        def update(self, bundle, raw, metadata):
            found.append((bundle["text/plain"], "update"))

    def display(bundle, raw, metadata, display_id):
        assert metadata["image/png"]["alt"] == bundle["text/plain"]
        assert bundle["image/png"].startswith(b"\x89PNG")
        found.append((bundle["text/plain"], "new"))
        return Handle()

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(live, "in_notebook", lambda: True)
    return found


class Clock:
    """A clock that goes on when it is told."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def seen(accuracies: list[list[float]], validation: list[float], seconds: float = 1e9) -> live.LiveCurve:
    """A curve that has been told the accuracies of the batches of each pass."""
    curve = live.LiveCurve(seconds=seconds)
    curve.begin({"steps": len(accuracies[0]), "epochs": len(accuracies)})
    for batches, accuracy in zip(accuracies, validation, strict=True):
        curve.begin_pass()
        for batch in range(len(batches)):
            curve.add_batch(batch, {"accuracy": np.mean(batches[: batch + 1])})
        curve.add_pass({"val_accuracy": accuracy})
    return curve


def test_the_line_is_smooth_and_goes_on_over_the_end_of_a_pass():
    curve = seen([[0.5, 0.5, 0.5, 0.5], [1.0, 1.0, 1.0, 1.0]], [0.6, 0.9])
    places, line = zip(*curve.line, strict=True)
    assert places == pytest.approx([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2])
    assert line[3] == pytest.approx(0.5)
    assert line[4:] == pytest.approx([0.55, 0.595, 0.6355, 0.67195])
    assert curve.dots == [(1, 0.6), (2, 0.9)]


def test_the_last_drawing_says_how_it_ended(shown):
    seen([[0.5, 0.6]], [0.75]).end()
    assert shown == [
        (
            "After 1 pass: right on 75% of the validation part. Line: training part, dots: validation part, "
            "over passes through the training part.",
            "new",
        )
    ]


def test_what_is_not_drawn_is_not_described(shown):
    seen([[0.5, 0.6]], [None]).end()
    ((words, _),) = shown
    assert words.startswith(
        "After 1 pass: right on 51% of the training part. Line: training part, over passes"
    )


def test_drawings_take_each_others_place(shown):
    curve = seen([[0.5, 0.6], [0.7, 0.8]], [0.6, 0.7], seconds=0)
    curve.end()
    assert [kind for _, kind in shown] == ["new", *["update"] * 4]
    assert "After 2 passes: right on 70%" in shown[-1][0]


@pytest.mark.parametrize(("cost", "drawn"), [(0.01, 20), (0.3, 7)])
def test_drawing_takes_at_most_a_tenth_of_the_time(shown, monkeypatch, cost, drawn):
    """Twenty seconds of training, a batch each fiftieth of a second, on a machine that draws in `cost`."""
    clock = Clock()
    monkeypatch.setattr(live, "time", clock)
    monkeypatch.setattr(live.LiveCurve, "figure", lambda self, title: clock.wait(cost))
    monkeypatch.setattr(
        live,
        "as_picture",
        lambda fig, alt: ({"image/png": b"\x89PNG", "text/plain": alt}, {"image/png": {"alt": alt}}),
    )
    curve = live.LiveCurve(seconds=1.0)
    curve.begin({"steps": 1000, "epochs": 1})
    batch = 0
    while clock.now < 20:
        clock.wait(0.02)
        curve.add_batch(batch, {"accuracy": 0.5})
        batch += 1
    assert abs(len(shown) - drawn) <= 1 and len(shown) * cost <= 0.1 * clock.now + cost


def test_without_a_notebook_nothing_is_drawn(monkeypatch):
    monkeypatch.setattr("IPython.display.display", lambda *_, **__: pytest.fail("drawn"))
    seen([[0.5, 0.6]], [0.75], seconds=0).end()


def test_a_model_without_accuracy_leaves_no_drawing(shown):
    curve = live.LiveCurve()
    curve.begin({"steps": 1, "epochs": 1})
    curve.add_batch(0, {"loss": 1.0})
    curve.add_pass({"loss": 1.0})
    curve.end()
    assert shown == []


def test_both_parts_and_the_coin_have_their_names_in_the_figure():
    fig = seen([[0.5, 0.6], [0.7, 0.8]], [0.6, 0.7]).figure("training")
    assert {"training", "validation", "a coin"} <= {text.get_text() for text in texts(fig)}
    assert min(text.get_fontsize() for text in texts(fig)) >= 12
    assert to_rgb(fig.axes[0].lines[1].get_color()) == to_rgb(plotting.FAMILIES["LSTM"]["color"])


@pytest.mark.slow
def test_it_follows_a_training(shown):
    model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    x = np.random.default_rng(0).normal(size=(64, 3))
    y = (x[:, 0] > 0).astype(int)
    callback = plotting.live_curve(seconds=0)
    model.fit(x, y, epochs=3, validation_data=(x, y), callbacks=[callback], verbose=0)
    assert len(shown) == 3 * 2 + 1
    assert "After 3 passes" in shown[-1][0]
