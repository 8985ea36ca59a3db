"""Boxes that answer sentences and hide how, and the reaches that a wrong probe finds for them."""

from collections.abc import Callable

import numpy as np

BOXES = {  # what the box does: the box, and its reach
    "looks at the words 3 and 9 from the end": (lambda x: (x[:, -3] + x[:, -9]) % 8, 9),
    "looks at the last word only": (lambda x: x[:, -1] % 8, 1),
    "looks at the first of the 30 words": (lambda x: x[:, 0] % 8, 30),
    "always answers the same": (lambda x: np.zeros(len(x), int), 0),
    "changes its answer only if the word 6 from the end is word 5": (lambda x: (x[:, -6] == 5) * 1, 6),
}
PROBES = {  # the reaches that are found for these boxes: the mistake that leads to them
    (8, 0, 29, 0, 5): "the last word is 1 from the end, and x[:, -0] is the first word, not the last",
    (9, 1, 0, 0, 6): "your loop does not reach the first word",
    (30, 30, 30, 0, 30): "you leave the old changes in when you change the next place",
    (2, 1, 1, 0, 1): "you count the places; the farthest is asked",
    (3, 1, 30, 0, 6): "you find the nearest place that counts; the farthest is asked",
    (28, 30, 1, 0, 25): "you count from the start",
    (27, 29, 0, 0, 24): "you count from the start",
    (0, 1, 0, 0, 0): "you stop at the first place that changes nothing",
}


def watched_box(box: Callable, words: int, strange: list[str]) -> Callable:
    """Make a box that also notes inputs which a network would refuse.

    Args:
        box: a function from ids (rows, timesteps) to answers (rows,).
        words: the number of words; ids go from 0 to words - 1.
        strange: gets one note for each call with something else than such ids.

    Returns:
        A function that answers as ``box`` does.
    """

    def answers(shown: np.ndarray) -> np.ndarray:
        shown = np.asarray(shown)
        if shown.dtype.kind not in "iu":
            strange.append(f"numbers of the kind {shown.dtype}; ids are integers")
        elif not ((shown >= 0) & (shown < words)).all():
            other = shown[(shown < 0) | (shown >= words)][0]
            strange.append(f"the word {other}; ids go from 0 to words - 1, here {words - 1}")
        return box(shown)

    return answers
