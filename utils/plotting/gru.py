"""The GRU cell, drawn as the LSTM cell is: its only state on top, three small layers below."""

from matplotlib.figure import Figure

from utils.plotting.shapes import (
    DISC,
    INK,
    LARGE,
    SMALL,
    THICK,
    THIN,
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
HEIGHT = 4.6
LEFT, RIGHT, BOTTOM, TOP = 1.35, 7.65, 0.8, 3.95  # the walls of the cell
COLUMN = {"r": 2.1, "c": 4.05, "z": 5.85}
BELT_Y, MEET_Y, BOX_Y, BUS_Y = 3.5, 2.75, 1.8, 1.08
PLUS_X, X_X = 4.05, 1.55
BOX_WIDTH, BOX_HEIGHT = 1.15, 0.68
LEFT_END, RIGHT_END = 0.6, 8.4


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
    times, plus = (2.1, BELT_Y), (PLUS_X, BELT_Y)
    look = {"colour": colour, "width": THICK}
    arrow(axis, (LEFT_END + 0.35, BELT_Y), times, head=False, **look)
    arrow(axis, times, plus, head=False, **look)
    arrow(axis, plus, (RIGHT_END - 0.3, BELT_Y), **look)
    operation(axis, times, "×")
    operation(axis, plus, "+")
    operation(axis, (PLUS_X, MEET_Y), "×")

    # The bus of what is read.
    write(axis, (X_X, 0.28), "$x_t$", LARGE)
    arrow(axis, (X_X, 0.5), (X_X + 0.3, BUS_Y), via=[(X_X, BUS_Y)], head=False)
    for x in COLUMN.values():
        arrow(axis, (LEFT_END + 0.35, BUS_Y), (x, BOX_Y - BOX_HEIGHT / 2), via=[(x, BUS_Y)])

    # Three small layers.
    gate_fill, candidate_fill = tint(gate_colour(0.9), 0.55), tint(state_colour(0.6), 0.45)
    for name, symbol, label, fill in (
        ("r", r"$\sigma$", "reset", gate_fill),
        ("c", "tanh", "candidate", candidate_fill),
        ("z", r"$\sigma$", "update", gate_fill),
    ):
        gate_box(axis, (COLUMN[name], BOX_Y), symbol, label, fill, INK, BOX_WIDTH, BOX_HEIGHT)
    half = BOX_WIDTH / 2
    arrow(axis, (COLUMN["r"] + half, BOX_Y), (COLUMN["c"] - half, BOX_Y))
    write(axis, ((COLUMN["r"] + COLUMN["c"]) / 2, BOX_Y + 0.2), "$r_t$", LARGE)

    # The candidate goes up; z goes to both products, once as 1 - z.
    arrow(axis, (PLUS_X, BOX_Y + BOX_HEIGHT / 2), (PLUS_X, MEET_Y - DISC))
    write(axis, (PLUS_X - 0.12, (BOX_Y + MEET_Y) / 2 + 0.12), r"$\tilde{h}_t$", LARGE, ha="right")
    arrow(axis, (COLUMN["z"], BOX_Y + BOX_HEIGHT / 2), (PLUS_X + DISC, MEET_Y), via=[(COLUMN["z"], MEET_Y)])
    write(axis, ((PLUS_X + COLUMN["z"]) / 2, MEET_Y + 0.2), "$1 - z_t$", LARGE)
    around = [(COLUMN["z"] + 0.35, 3.13), (times[0], 3.13)]
    arrow(axis, (COLUMN["z"] + 0.35, BOX_Y + BOX_HEIGHT / 2), (times[0], BELT_Y - DISC), via=around)
    write(axis, (COLUMN["z"] + 0.5, (BOX_Y + MEET_Y) / 2 + 0.12), "$z_t$", LARGE, ha="left")

    # Where the candidate crosses the way of z, a gap shows that they do not meet.
    crossing = (PLUS_X, MEET_Y + DISC), (PLUS_X, BELT_Y - DISC)
    arrow(axis, *crossing, colour=tint(colour, 0.93), width=3 * THIN, head=False, zorder=3.5)
    arrow(axis, *crossing, zorder=3.6)

    for xy, symbol in (
        ((LEFT_END, BELT_Y), "$h_{t-1}$"),
        ((LEFT_END, BUS_Y), "$h_{t-1}$"),
        ((RIGHT_END, BELT_Y), "$h_t$"),
    ):
        write(axis, xy, symbol, LARGE)
        write(axis, (xy[0], xy[1] - 0.32), "state", SMALL)
    return fig
