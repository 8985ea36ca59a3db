"""Diagrams can be read: texts inside, apart, large enough; boxes with their arrows; the rest dimmed."""

import functools
import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from tests.utils.plotting.shared import WORDS, luminance, texts, written
from utils import plotting
from utils.plotting import diagrams

TWELVE = [f"word{k}" for k in range(12)]
LONG = ["internationalisation", "is", "incomprehensibly", "antidisestablishmentarianism", "$x_2$", "the"]
VALUES = {"f": 0.36, "i": 0.91, "c_tilde": -0.87, "o": 0.92, "c_before": -0.65, "c": -1.03, "h": -0.71}
WALK = [
    ("your text", "(1,)", "The soup was awful, but the waiter was friendly."),
    ("TextVectorization", "(1, 40)", "[12, 7, 0, 0, …]"),
    ("Embedding", "(1, 40, 32)", "32 numbers for each word"),
    ("LSTM", "(1, 24)", "the last state"),
    ("Dense", "(1, 1)", "0.83"),
]
MESSAGE = (
    "One box, used again for every word: a longer sentence needs more steps, and not a single weight more."
)

SERIES = np.sin(np.arange(24) / 3)

FIGURES = {
    "loop": lambda: diagrams.unrolled_loop(WORDS[:5], ["good"], title=MESSAGE),
    "loop, one token": lambda: diagrams.unrolled_loop(["fine"]),
    "loop, no answer": lambda: diagrams.unrolled_loop(WORDS, title="No answer"),
    "loop, an answer each": lambda: diagrams.unrolled_loop(WORDS[:4], ["NOUN", "VERB", "PLACE", "ADJECTIVE"]),
    "loop, some answers": lambda: diagrams.unrolled_loop(WORDS[:4], [None, None, "le", "film"]),
    "loop, coloured": lambda: diagrams.unrolled_loop(WORDS, ["good"], np.linspace(0, 1, 9), title=MESSAGE),
    "loop, all coloured": lambda: diagrams.unrolled_loop(TWELVE, TWELVE, np.linspace(0, 1, 12)),
    "loop, eight": lambda: diagrams.unrolled_loop(WORDS[:8], ["good"], [0.5] * 8),
    "loop, twelve": lambda: diagrams.unrolled_loop(TWELVE, ["positive"]),
    "loop, long": lambda: diagrams.unrolled_loop(LONG, LONG, [0.5] * 6),
    "loop, letters": lambda: diagrams.unrolled_loop(list("hello"), list("ello!")),
    "folded": lambda: diagrams.folded_and_unrolled(title="A loop is a chain"),
    "folded, two": lambda: diagrams.folded_and_unrolled(2),
    "folded, six": lambda: diagrams.folded_and_unrolled(6, title=MESSAGE),
    "way back": lambda: diagrams.way_back(title=MESSAGE),
    "way back, numbers": lambda: diagrams.way_back(4, [1e-9, 0.02, 0.3, 1.0]),
    "way back, cut": lambda: diagrams.way_back(6, [0, 0, 0, 0.25, 0.5, 1], cut=3, title="Cut"),
    "way back, eight": lambda: diagrams.way_back(8, 0.5 ** np.arange(8)[::-1], cut=1),
    "way back, shares": lambda: diagrams.way_back(3, [0.26, 0.4, 0.55], shares=["$w$", "$u$", "$u$"]),
    "way back, two": lambda: diagrams.way_back(2, cut=1),
    "cell": lambda: diagrams.lstm_cell(title=MESSAGE),
    "gru": lambda: diagrams.gru_cell(title=MESSAGE),
    "cell, numbered": lambda: diagrams.lstm_cell(title=MESSAGE, numbered=["f", "i", "o", "tanh"]),
    "cell, numbers": lambda: diagrams.lstm_cell(VALUES, title="But clears what awful wrote"),
    "cell, wide numbers": lambda: diagrams.lstm_cell(VALUES | {"c_before": -12.25, "c": -2067, "h": -1}),
    **{
        f"cell, {part}": lambda part=part: diagrams.lstm_cell(VALUES, highlight=part)
        for part in ("f", "i", "c_tilde", "o", "c")
    },
    "rows": lambda: diagrams.padded_and_cut(list("ab"), WORDS, 7, title=MESSAGE),
    "rows, long words": lambda: diagrams.padded_and_cut(LONG[:1], LONG, 4),
    "rows, many columns": lambda: diagrams.padded_and_cut(list("abc"), WORDS, 4),
    "window": lambda: diagrams.window_of_series(SERIES, 6, 7, 3, title=MESSAGE),
    "window, one step ahead": lambda: diagrams.window_of_series(SERIES, 0, 23, 1),
    "window, flat and far": lambda: diagrams.window_of_series([5.0] * 24, 0, 10, 14),
    "walk": lambda: diagrams.text_to_answer(WALK, title=MESSAGE),
    "walk, one": lambda: diagrams.text_to_answer([("Dense", "(1, 1)", "0.83")]),
    "walk, twice": lambda: diagrams.text_to_answer(WALK + WALK[1:]),
    "walk, long": lambda: diagrams.text_to_answer(
        [("AVeryLongNameOfALayerNobodyHas" * 2, "(None, None, None, 1024)", "x" * 200), ("B", "", "")]
    ),
}


@functools.cache
def drawn(name: str) -> Figure:
    return FIGURES[name]()


@functools.cache
def placed(fig: Figure) -> dict[Text, Bbox]:
    """Each text with the rectangle that it fills."""
    return {text: text.get_window_extent() for text in texts(fig)}


def boxes(fig: Figure) -> list[FancyBboxPatch]:
    return [patch for patch in fig.axes[0].patches if isinstance(patch, FancyBboxPatch)]


def arrows(fig: Figure) -> list[FancyArrowPatch]:
    """Those that have a point."""
    patches = [patch for patch in fig.axes[0].patches if isinstance(patch, FancyArrowPatch)]
    return [patch for patch in patches if type(patch.get_arrowstyle()).__name__ != "Curve"]


def words(fig: Figure) -> list[str]:
    return [text.get_text() for text in written(fig)]


# Every diagram


@pytest.mark.parametrize("name", FIGURES)
def test_every_text_lies_inside_the_figure(name):
    fig = drawn(name)
    for text, extent in placed(fig).items():
        assert extent.x0 >= 0 and extent.y0 >= 0, text.get_text()
        assert extent.x1 <= fig.bbox.width and extent.y1 <= fig.bbox.height, text.get_text()


@pytest.mark.parametrize("name", FIGURES)
def test_no_two_texts_overlap(name):
    for (one, its), (other, others) in itertools.combinations(placed(drawn(name)).items(), 2):
        assert not its.overlaps(others), (one.get_text(), other.get_text())


@pytest.mark.parametrize("name", FIGURES)
def test_every_text_is_large_enough_at_nine_inches(name):
    fig = drawn(name)
    assert fig.get_figwidth() == 9
    assert {text.get_text() for text in placed(fig) if text.get_fontsize() < 12} == set()


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_sticks_out_of_its_shape(name):
    fig = drawn(name)
    shapes = boxes(fig) + [patch for patch in fig.axes[0].patches if isinstance(patch, Circle)]
    extents = [
        shape.get_window_extent() for shape in shapes if shape.get_zorder() > 1
    ]  # not the cell's walls
    for (text, inner), outer in itertools.product(placed(fig).items(), extents):
        if inner.overlaps(outer):
            middle = (inner.y0 + inner.y1) / 2
            assert outer.x0 <= inner.x0 and inner.x1 <= outer.x1, text.get_text()
            assert outer.y0 < middle < outer.y1, text.get_text()


@pytest.mark.parametrize("name", FIGURES)
def test_every_text_can_be_told_from_its_ground(name):
    fig = drawn(name)
    patches = [patch for patch in fig.axes[0].patches if not isinstance(patch, FancyArrowPatch)]
    extents = [patch.get_window_extent() for patch in patches]
    grounds = sorted((patch.get_zorder(), k) for k, patch in enumerate(patches))
    for text, extent in placed(fig).items():
        middle, ground = extent.get_points().mean(axis=0), "white"
        for _, k in grounds:
            if extents[k].contains(*middle):
                ground = patches[k].get_facecolor()
        light, dark = sorted(map(luminance, (text.get_color(), ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 2.8, text.get_text()


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_the_callers(name):
    fig = drawn(name)
    assert fig.axes[0].get_title(loc="left").replace("\n", " ") in {
        MESSAGE,
        "",
        "No answer",
        "A loop is a chain",
        "Cut",
        "But clears what awful wrote",
    }


@pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")  # of what Matplotlib uses
def test_characters_that_no_font_has_are_announced_in_one_line(capsys):
    fig = diagrams.unrolled_loop(["红色", "coat"], ["👗"])
    assert {"□□", "□", "coat"} <= set(words(fig))
    assert capsys.readouterr().out.count("\n") == 1
    assert "□□" in words(diagrams.text_to_answer([("红色", "(1,)", "coat")]))
    assert capsys.readouterr().out.count("\n") == 1


def test_dollar_signs_of_a_text_are_no_formula():
    assert "$x_2$" in words(diagrams.unrolled_loop(["$x_2$", "$\\broken$"]))
    assert "$\\broken$" in words(diagrams.text_to_answer([("text", "", "$\\broken$")]))


# The loop


def test_each_token_has_the_same_box():
    fig = diagrams.unrolled_loop(WORDS, ["good"])
    looks = {(box.get_facecolor(), box.get_width(), box.get_height()) for box in boxes(fig)}
    assert len(boxes(fig)) == len(WORDS) and len(looks) == 1


@pytest.mark.parametrize("n", [1, 5, 12, 20])
@pytest.mark.parametrize("answers", [0, 1, None])
def test_a_loop_has_an_arrow_into_each_box_from_below_and_between_and_one_for_each_answer(n, answers):
    answers = n if answers is None else answers
    tokens = [f"w{k}" for k in range(n)]
    fig = diagrams.unrolled_loop(tokens, ["yes"] * answers or None)
    handed_on = n if not answers else n - 1  # without an answer, the last state leaves to the right
    assert len(arrows(fig)) == n + handed_on + answers
    drawn_words = words(fig)
    assert drawn_words.count("yes") == answers
    assert all(drawn_words.count(token) == 1 for token in tokens)
    for t in range(1, n + 1):
        assert drawn_words.count(f"$x_{{{t}}}$") == drawn_words.count(f"$h_{{{t}}}$") == 1


def test_an_answer_stands_above_its_token():
    place = {
        text.get_text(): text.get_position()
        for text in texts(diagrams.unrolled_loop(list("abc"), list("xyz")))
    }
    for token, answer in zip("abc", "xyz", strict=True):
        assert place[token][0] == place[answer][0] and place[token][1] < place[answer][1]
    place = {
        text.get_text(): text.get_position() for text in texts(diagrams.unrolled_loop(list("abc"), ["yes"]))
    }
    assert place["yes"][0] == place["c"][0]


def test_values_colour_the_states_and_are_written():
    fig = diagrams.unrolled_loop(list("abc"), values=[0, 0.5, 1])
    fills = [to_rgb(box.get_facecolor()) for box in boxes(fig)]
    states = [fill for fill in fills if fills.count(fill) == 1]
    assert len(states) == 3
    (red, _, blue), middle, (last_red, _, last_blue) = states
    assert red > blue and min(middle) > 0.9 and last_blue > last_red
    assert {"0.00", "0.50", "1.00"} <= set(words(fig))


def test_many_tokens_are_wrapped_in_reading_order():
    place = {text.get_text(): text.get_position() for text in texts(diagrams.unrolled_loop(TWELVE))}
    reading = [(-round(place[token][1], 3), place[token][0]) for token in TWELVE]
    assert reading == sorted(reading) and len({row for row, _ in reading}) == 2


def test_the_boxes_have_the_colour_of_their_family():
    for family in ("SimpleRNN", "LSTM", "GRU"):
        edges = {to_rgb(box.get_edgecolor()) for box in boxes(diagrams.unrolled_loop(WORDS, family=family))}
        assert edges == {to_rgb(plotting.FAMILIES[family]["color"])}


def test_folded_and_unrolled_show_the_same_box():
    fig = diagrams.folded_and_unrolled(4)
    assert len(boxes(fig)) == 5 and len({box.get_facecolor() for box in boxes(fig)}) == 1
    assert (
        len(arrows(fig)) == 2 + 4 * 2
    )  # an input and a state for each box; on the left the state comes back
    assert "=" in words(fig)


# The way back


def coloured(fig: Figure) -> list[FancyArrowPatch]:
    return [arrow for arrow in arrows(fig) if np.ptp(to_rgb(arrow.get_edgecolor())) > 0.2]


@pytest.mark.parametrize("timesteps", [2, 4, 8])
def test_the_way_back_has_an_arrow_into_each_step_and_from_each_step_into_the_weights(timesteps):
    fig = diagrams.way_back(timesteps)
    assert len(coloured(fig)) == 2 * timesteps
    assert len(arrows(fig)) - len(coloured(fig)) == 2 * timesteps  # x and h, the last into the loss


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_nothing_comes_back_beyond_the_cut(cut):
    fig = diagrams.way_back(4, cut=cut)
    assert len(coloured(fig)) == 2 * (4 - cut)
    assert "cut" in words(fig)


def test_gradients_are_written_and_the_larger_has_the_thicker_arrow():
    fig = diagrams.way_back(3, [0.01, 0.1, 1.0])
    assert {"0.01", "0.1", "1"} <= set(words(fig))
    ends = {arrow: arrow.get_path().vertices[:2] for arrow in coloured(fig)}
    level = {arrow: abs(np.diff(ends[arrow][:, 1])[0]) < 0.01 for arrow in ends}
    along = sorted((arrow for arrow in ends if level[arrow]), key=lambda arrow: ends[arrow][0, 0])
    widths = [round(arrow.get_linewidth(), 3) for arrow in along]
    assert len(set(widths)) == 3 and widths == sorted(widths)
    # What goes up to the weights is a share of its own, of which the picture knows no size.
    assert len({arrow.get_linewidth() for arrow in ends if not level[arrow]}) == 1


def test_tiny_gradients_are_written_as_powers():
    assert "$10^{-9}$" in words(diagrams.way_back(2, [1e-9, 1.0]))


# The cell


def test_the_cell_has_its_four_boxes_and_its_operations():
    fig = diagrams.lstm_cell()
    drawn = words(fig)
    assert drawn.count(r"$\sigma$") == 3 and drawn.count("tanh") == 2
    assert drawn.count("×") == 3 and drawn.count("+") == 1
    assert {"forget", "input", "candidate", "output"} <= set(drawn)
    symbols = {
        "$f_t$",
        "$i_t$",
        r"$\tilde{c}_t$",
        "$o_t$",
        "$x_t$",
        "$h_{t-1}$",
        "$c_{t-1}$",
        "$c_t$",
        "$h_t$",
    }
    assert symbols <= set(drawn)
    assert drawn.count("$h_t$") == 2  # to the right and up


def test_each_number_of_the_cell_is_written_and_what_follows_from_them_as_well():
    drawn = words(diagrams.lstm_cell(VALUES))
    assert {"= 0.36", "= 0.91", "= −0.87", "= 0.92", "−0.65", "−1.03", "−0.71"} <= {
        part for word in drawn for part in (word, word[word.find("=") :])
    }
    kept, written, shown = 0.36 * -0.65, 0.91 * -0.87, np.tanh(-1.03)
    for value in (kept, written, shown):
        assert f"{value:.2f}".replace("-", "−") in drawn


def test_parts_are_numbered_in_the_order_asked_for_each_beside_its_own():
    fig = diagrams.lstm_cell(numbered=["tanh", "o", "i", "f"])
    place = {text.get_text(): text.get_position() for text in texts(fig) if text.get_text() != "tanh"}
    gates = ["output", "input", "forget"]
    for digit, gate in zip("234", gates, strict=True):
        nearest = min(gates, key=lambda name: abs(place[name][0] - place[digit][0]))
        assert nearest == gate and place[digit][1] > place[gate][1]
    assert place["1"][0] > place["output"][0] and place["1"][1] > place["2"][1]
    assert not set("1234") & set(words(diagrams.lstm_cell()))


def test_numbers_that_have_no_place_are_refused():
    with pytest.raises(ValueError, match="numbered"):
        diagrams.lstm_cell(numbered=["c"])
    with pytest.raises(ValueError, match="cover each other"):
        diagrams.lstm_cell(VALUES, numbered=["f"])


DIMMED = "#BDBDBD"


def strong(fig: Figure) -> set[str]:
    return {text.get_text() for text in written(fig) if luminance(text.get_color()) < 0.2}


@pytest.mark.parametrize(
    ("highlight", "on", "off"),
    [
        ("f", {"forget", "$f_t$", "$c_{t-1}$"}, {"input", "candidate", "output", "$c_t$", "+"}),
        ("i", {"input", "$i_t$", "$x_t$"}, {"forget", "candidate", "output", "$c_{t-1}$"}),
        ("c_tilde", {"candidate", r"$\tilde{c}_t$"}, {"forget", "input", "output"}),
        ("o", {"output", "$o_t$", "$h_t$"}, {"forget", "input", "candidate", "$c_{t-1}$"}),
        ("c", {"$c_{t-1}$", "$c_t$", "+"}, {"forget", "input", "candidate", "output", "$x_t$", "$h_t$"}),
    ],
)
def test_a_highlight_dims_all_the_rest(highlight, on, off):
    everything = strong(diagrams.lstm_cell())
    fig = diagrams.lstm_cell(highlight=highlight)
    assert on | off <= everything
    assert on <= strong(fig) and not off & strong(fig)
    assert set(words(fig)) == set(words(diagrams.lstm_cell()))  # nothing disappears
    full, dimmed = (
        sum(luminance(arrow.get_edgecolor()) < 0.3 for arrow in arrows(one))
        for one in (diagrams.lstm_cell(), fig)
    )
    assert 0 < dimmed < full


# The walk


def test_a_walk_has_a_box_for_each_stage_and_an_arrow_between():
    for n in (1, 4, 5, 8):
        fig = diagrams.text_to_answer((WALK * 2)[:n])
        assert len(boxes(fig)) == n and len(arrows(fig)) == n - 1


def test_a_walk_says_names_shapes_and_examples():
    drawn = " ".join(words(diagrams.text_to_answer(WALK))).replace("\n", " ")
    for name, shape, example in WALK:
        assert name in drawn.replace("Text Vectorization", "TextVectorization")
        assert shape in drawn and example in drawn


# Errors


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.unrolled_loop([]), "tokens is empty"),
        (lambda: diagrams.unrolled_loop(3), "tokens is 3"),
        (lambda: diagrams.unrolled_loop(["a"], family="lstm"), "family is 'lstm'.*expected .*'LSTM'"),
        (lambda: diagrams.unrolled_loop("the soup was cold"), "tokens is a str.*list"),
        (lambda: diagrams.unrolled_loop(list("abc"), "bad"), "outputs is a str.*list"),
        (lambda: diagrams.unrolled_loop(["a"] * 25), "tokens has 25.*at most 24"),
        (lambda: diagrams.unrolled_loop(list("abc"), ["x", "y"]), "outputs has 2.*1 or 3"),
        (lambda: diagrams.unrolled_loop(list("abc"), []), "outputs has 0.*1 or 3"),
        (lambda: diagrams.unrolled_loop(list("abc"), values=[0.5]), "values has 1.*3"),
        (lambda: diagrams.unrolled_loop(list("abc"), values=[0.5, 2, 0.5]), "values.*0 to 1"),
        (lambda: diagrams.unrolled_loop(list("abc"), values=[0.5, np.nan, 0.5]), "values.*0 to 1"),
        (lambda: diagrams.folded_and_unrolled(1), "timesteps is 1.*2"),
        (lambda: diagrams.folded_and_unrolled(7), "timesteps is 7.*6"),
        (lambda: diagrams.folded_and_unrolled(2.5), "timesteps is 2.5"),
        (lambda: diagrams.way_back(1), "timesteps is 1.*2"),
        (lambda: diagrams.way_back(9), "timesteps is 9.*8"),
        (lambda: diagrams.way_back(4, [1, 2]), "gradients has 2.*4"),
        (lambda: diagrams.way_back(2, [1, -1]), "gradients.*-1"),
        (lambda: diagrams.way_back(2, [1, np.inf]), "gradients.*inf"),
        (lambda: diagrams.way_back(3, shares=["w", "u"]), "shares has 2.*3"),
        (lambda: diagrams.way_back(4, cut=4), "cut is 4.*at most 3"),
        (lambda: diagrams.way_back(4, cut=0), "cut is 0.*1"),
        (lambda: diagrams.lstm_cell(highlight="g"), "highlight is 'g'.*'c_tilde'"),
        (lambda: diagrams.lstm_cell({"f": 1.0}), "values lacks i, c_tilde"),
        (lambda: diagrams.lstm_cell(VALUES | {"g": 1}), "values has 'g'"),
        (lambda: diagrams.lstm_cell(VALUES | {"f": 1.5}), "values\\['f'\\] is 1.5.*0 to 1"),
        (lambda: diagrams.lstm_cell(VALUES | {"c_tilde": -2}), "values\\['c_tilde'\\] is -2.*-1 to 1"),
        (lambda: diagrams.lstm_cell(VALUES | {"c": np.nan}), "values\\['c'\\] is nan"),
        (lambda: diagrams.lstm_cell(VALUES | {"c": np.ones(3)}), "values\\['c'\\]"),
        (lambda: diagrams.text_to_answer([]), "stages is empty"),
        (lambda: diagrams.text_to_answer([("a", "b")]), "stages\\[0\\].*name, shape, example"),
        (lambda: diagrams.text_to_answer(["abc"]), "stages\\[0\\].*name, shape, example"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_lessons_reach_the_module_through_the_package():
    assert plotting.diagrams is diagrams
    assert {"unrolled_loop", "folded_and_unrolled", "way_back", "lstm_cell", "text_to_answer"} <= set(
        diagrams.__all__
    )


# Rows of one length


def in_reading_order(fig: Figure) -> list[list[tuple[str, bool]]]:
    """What stands in the boxes, row by row, and whether it is dark: read, and no zero."""
    inside = [
        (text.get_position(), (text.get_text(), luminance(text.get_color()) < 0.2))
        for text in texts(fig)
        if any(
            box.get_window_extent().contains(*placed(fig)[text].get_points().mean(axis=0))
            for box in boxes(fig)
        )
    ]
    heights = sorted({round(y, 3) for (_, y), _ in inside}, reverse=True)
    return [[what for (_, y), what in sorted(inside) if round(y, 3) == height] for height in heights]


def test_a_short_text_is_filled_up_and_a_long_one_is_cut_at_either_end():
    fig = diagrams.padded_and_cut(["a", "film"], ["so", "good", "a", "film", "it", "is"], 4)
    zeros = [("0", False)] * 2
    film = [("a", True), ("film", True)]
    head = [("so", True), ("good", True), *film, ("it", False), ("is", False)]
    tail = [("so", False), ("good", False), *film, ("it", True), ("is", True)]
    assert in_reading_order(fig) == [zeros + film, film + zeros, head, tail]


def test_the_answer_is_read_at_the_last_place_of_each_row():
    fig = diagrams.padded_and_cut(["a", "film"], ["so", "good", "a", "film", "it", "is"], 4)
    (band,) = [patch for patch in fig.axes[0].patches if isinstance(patch, Rectangle)]
    left, right = band.get_x(), band.get_x() + band.get_width()
    inside = [text for text in texts(fig) if left < text.get_position()[0] < right]
    inside.sort(key=lambda text: -text.get_position()[1])
    words_inside = [text.get_text() for text in inside]
    assert words_inside == ["the answer is read here", "film", "0", "film", "is"]


@pytest.mark.parametrize(("short", "long", "length"), [("", "abc", 2), ("ab", "abc", 2), ("a", "ab", 2)])
def test_texts_that_need_no_filling_or_no_cut_are_refused(short, long, length):
    with pytest.raises(ValueError, match=f"more than {length}, the length of a row"):
        diagrams.padded_and_cut(list(short), list(long), length)


def test_more_columns_than_can_be_read_are_refused():
    with pytest.raises(ValueError, match="18 columns: expected at most 14"):
        diagrams.padded_and_cut(["a"], TWELVE[:10], 2)


# A window of a series


def test_the_window_and_what_is_asked_for_are_those_steps_of_the_series():
    fig = diagrams.window_of_series(SERIES, start=6, timesteps=7, horizon=3)
    whole, read, asked, _ = fig.axes[0].lines
    (band,) = [patch for patch in fig.axes[0].patches if isinstance(patch, Rectangle)]
    x, y = whole.get_data()
    assert np.corrcoef(y, SERIES)[0, 1] == pytest.approx(1)
    np.testing.assert_allclose(read.get_data(), (x[6:13], y[6:13]))
    np.testing.assert_allclose(asked.get_data(), (x[[15]], y[[15]]))
    inside = (band.get_x() < x) & (x < band.get_x() + band.get_width())
    assert np.flatnonzero(inside).tolist() == list(range(6, 13))
    assert {"the window: 7 steps are read", "the horizon: 3 steps ahead"} <= set(words(fig))


@pytest.mark.parametrize(
    ("values", "start", "problem"),
    [(SERIES, 15, "step 24: expected at most 23"), ([1.0, np.nan] * 12, 0, "one finite number")],
)
def test_a_window_that_the_series_does_not_hold_is_refused(values, start, problem):
    with pytest.raises(ValueError, match=problem):
        diagrams.window_of_series(values, start, timesteps=7, horizon=3)
