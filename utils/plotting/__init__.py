"""The course's figures: a function returns a figure or draws on an axis, ``show`` puts it on the page."""

from utils.plotting import diagrams
from utils.plotting.belts import belt
from utils.plotting.curves import band, memory_curve
from utils.plotting.gates import gate_map
from utils.plotting.live import live_curve
from utils.plotting.memory import answer_table, distance_curve, readings, variations
from utils.plotting.opinions import running_opinion, two_sides
from utils.plotting.panels import forecasts
from utils.plotting.points import named_dots, reliability, waterfall
from utils.plotting.recurrence import state_columns, wirings
from utils.plotting.rolls import piano_roll
from utils.plotting.runs import Row, seed_rows
from utils.plotting.stories import among_others, networks_by_size, reviews_retold, story_map
from utils.plotting.style import FAMILIES, GATE, OPINION, show, use_course_style
from utils.plotting.tables import matrix
from utils.plotting.texts import cuts, found_and_right, lengths_and_cut
from utils.plotting.words import coloured_words
from utils.plotting.writing import next_words, passed, perplexities

__all__ = [
    "FAMILIES",
    "GATE",
    "OPINION",
    "Row",
    "among_others",
    "answer_table",
    "band",
    "belt",
    "coloured_words",
    "cuts",
    "diagrams",
    "distance_curve",
    "forecasts",
    "found_and_right",
    "gate_map",
    "lengths_and_cut",
    "live_curve",
    "matrix",
    "memory_curve",
    "named_dots",
    "networks_by_size",
    "next_words",
    "passed",
    "perplexities",
    "piano_roll",
    "readings",
    "reliability",
    "reviews_retold",
    "running_opinion",
    "seed_rows",
    "show",
    "state_columns",
    "story_map",
    "two_sides",
    "use_course_style",
    "variations",
    "waterfall",
    "wirings",
]
