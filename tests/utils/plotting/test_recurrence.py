"""Pictures of a recurrent network at work: what is drawn, and what is refused."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from utils.plotting.recurrence import state_columns, wirings


def parts(fig, kind):
    return [patch for patch in fig.axes[0].patches if isinstance(patch, kind)]


def words(fig):
    return [text.get_text() for text in fig.axes[0].texts]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_states_are_columns_after_an_empty_one():
    states = np.array([[0.5, -1], [0.25, 1], [-0.75, 0.1]])
    fig = state_columns(states, ["the", "cook", "$_"], title="message")
    assert len(parts(fig, FancyBboxPatch)) == 4 * 2
    said = words(fig)
    assert said.count("0.00") == 2 and {"0.50", "0.25", "the", "cook", "$_", "$h_0$", "$h_3$"} <= set(said)
    assert said.count("$U$") == said.count("$W$") == 3
    assert len(parts(fig, FancyArrowPatch)) == 6
    assert fig.axes[0].get_title(loc="left") == "message"


def test_the_first_unit_is_on_top():
    fig = state_columns([[0.5, 0.25]], ["a"])
    height = {text.get_text(): text.get_position()[1] for text in fig.axes[0].texts}
    assert height["0.50"] > height["0.25"] > height["a"]


@pytest.mark.parametrize(
    ("states", "read", "message"),
    [
        (np.zeros(3), ["a"], r"\(3,\): expected 1 to 7 steps of 1 to 6 units"),
        (np.zeros((8, 2)), ["a"] * 8, r"\(8, 2\): expected 1 to 7"),
        (np.zeros((2, 7)), ["a"] * 2, r"\(2, 7\): expected 1 to 7"),
        (np.zeros((2, 2)), ["a"], "1 words for 2 states"),
    ],
)
def test_states_that_do_not_fit_are_refused(states, read, message):
    with pytest.raises(ValueError, match=message):
        state_columns(states, read)


def test_a_wiring_has_a_box_for_each_step_and_the_arrows_that_are_named():
    fig = wirings({"one to many": ([1], [1, 2, 3]), "one": ([1], [1])})
    assert len(parts(fig, FancyBboxPatch)) == 3 + 1
    assert len(parts(fig, FancyArrowPatch)) == (1 + 3 + 2) + (1 + 1)  # inputs, answers, from step to step
    assert {"one to many", "one"} <= set(words(fig))


def test_the_steps_of_a_second_layer_are_darker():
    fig = wirings({"read, then write": ([1, 2], [2, 3])}, second={"read, then write": [2, 3]})
    colours = [sum(part.get_facecolor()[:3]) for part in parts(fig, FancyBboxPatch)]
    assert colours[0] > colours[1] == colours[2]


@pytest.mark.parametrize("wired", [{}, {"nothing": ([], [])}])
def test_a_wiring_without_steps_is_refused(wired):
    with pytest.raises(ValueError, match="at least one wiring, and at least one step"):
        wirings(wired)
