"""The GRU cell, drawn as the LSTM cell is: its only state on top, three small layers below."""

from matplotlib.figure import Figure
from matplotlib.patches import Circle

from utils.plotting.shapes import (
    DISC,
    INK,
    LARGE,
    SMALL,
    THICK,
    arrow,
    box,
    canvas,
    gate_box,
    gate_colour,
    operation,
    state_colour,
    tint,
    write,
)
from utils.plotting.style import FAMILIES

# Places, in inches.
HEIGHT = 4.2
LEFT, RIGHT, BOTTOM, TOP = 1.35, 7.65, 0.8, 3.95  # the walls of the cell
COLUMN = {"z": 2.75, "r": 4.4, "c": 6.55}
BELT_Y, MEET_Y, BOX_Y, BUS_Y = 3.5, 2.82, 1.8, 1.08
TAP_X = 1.75  # where the old state leaves the belt for the layers, and x_t joins it
BOX_WIDTH, BOX_HEIGHT = 1.15, 0.68
LEFT_END, RIGHT_END = 0.6, 8.4
DOT = 0.055  # the radius of a branch


def gru_cell(title: str = "") -> Figure:
    """Draw one step of a GRU: how the update gate z mixes the old state with a new candidate.

    Args:
        title: the message of the figure.

    Returns:
        The figure.
    """
    fig, axis = canvas(HEIGHT, title)
    colour = FAMILIES["GRU"]["color"]
    middle = (LEFT + RIGHT) / 2, (BOTTOM + TOP) / 2
    box(axis, middle, RIGHT - LEFT, TOP - BOTTOM, tint(colour, 0.93), tint(colour, 0.6)).set(zorder=1)

    # The state: times z, plus the candidate times 1 - z.
    times, plus, mix = (COLUMN["z"], BELT_Y), (COLUMN["c"], BELT_Y), (COLUMN["c"], MEET_Y)
    look = {"colour": colour, "width": THICK}
    arrow(axis, (LEFT_END + 0.35, BELT_Y), times, head=False, **look)
    arrow(axis, times, plus, head=False, **look)
    arrow(axis, plus, (RIGHT_END - 0.3, BELT_Y), **look)
    for xy, symbol in ((times, "×"), (plus, "+"), (mix, "×")):
        operation(axis, xy, symbol)

    # What is read: the old state, from the belt, and x.
    write(axis, (TAP_X, 0.28), "$x_t$", LARGE)
    arrow(axis, (TAP_X, 0.5), (TAP_X, BUS_Y), head=False)
    arrow(axis, (TAP_X, BELT_Y), (TAP_X, BUS_Y), head=False, zorder=3.5)
    for x in COLUMN.values():
        arrow(axis, (TAP_X, BUS_Y), (x, BOX_Y - BOX_HEIGHT / 2), via=[(x, BUS_Y)])

    # Three small layers.
    gate_fill, candidate_fill = tint(gate_colour(0.9), 0.55), tint(state_colour(0.6), 0.45)
    for name, symbol, label, fill in (
        ("z", r"$\sigma$", "update", gate_fill),
        ("r", r"$\sigma$", "reset", gate_fill),
        ("c", "tanh", "candidate", candidate_fill),
    ):
        gate_box(axis, (COLUMN[name], BOX_Y), symbol, label, fill, INK, BOX_WIDTH, BOX_HEIGHT)
    half, top = BOX_WIDTH / 2, BOX_Y + BOX_HEIGHT / 2
    arrow(axis, (COLUMN["r"] + half, BOX_Y), (COLUMN["c"] - half, BOX_Y))
    between = (COLUMN["r"] + COLUMN["c"]) / 2
    write(axis, (between, BOX_Y + 0.2), "$r_t$", LARGE)
    write(axis, (between, BOX_Y - 0.2), "for $h$ only", SMALL)

    # z goes up to the old state, and as 1 - z to the candidate.
    branch = (COLUMN["z"], MEET_Y)
    arrow(axis, (COLUMN["z"], top), (COLUMN["z"], BELT_Y - DISC))
    arrow(axis, branch, (mix[0] - DISC, MEET_Y))
    write(axis, (COLUMN["z"] - 0.12, (top + MEET_Y) / 2), "$z_t$", LARGE, ha="right")
    write(axis, (between, MEET_Y + 0.2), "$1 - z_t$", LARGE)
    arrow(axis, (mix[0], top), (mix[0], MEET_Y - DISC))
    arrow(axis, (mix[0], MEET_Y + DISC), (mix[0], BELT_Y - DISC))
    write(axis, (mix[0] + 0.12, (top + MEET_Y) / 2 - 0.1), r"$\tilde{h}_t$", LARGE, ha="left")
    for xy in ((TAP_X, BELT_Y), (TAP_X, BUS_Y), branch):
        axis.add_patch(Circle(xy, DOT, color=INK, zorder=5))

    for xy, symbol in (((LEFT_END, BELT_Y), "$h_{t-1}$"), ((RIGHT_END, BELT_Y), "$h_t$")):
        write(axis, xy, symbol, LARGE)
        write(axis, (xy[0], xy[1] - 0.32), "state", SMALL)
    return fig
