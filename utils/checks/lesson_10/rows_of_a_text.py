"""What the numbers in batches tell of the way in which a text was cut into rows."""

import numpy as np

from utils.checks.asking import ask, numbers, several
from utils.checks.judging import Wrong, close

BEGIN = 500  # the id of the first letter; those behind count on, so that an id tells its place
CASES = ((53, 3, 4), (49, 3, 4), (48, 3, 4), (60, 2, 5))  # letters, rows, steps
CONTINUITY = "row r of batch k + 1 should go on where row r of batch k stopped"


def right_rows(ids: np.ndarray, rows: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut as it should be, x and y (batches, rows, steps)."""
    batches = (len(ids) - 1) // (rows * steps)
    start = (np.arange(rows) * batches)[None, :, None] + np.arange(batches)[:, None, None]
    place = start * steps + np.arange(steps)
    return ids[place], ids[place + 1]


def check_rows(in_rows: object) -> None:
    """Ask a learner's function to cut texts.

    Args:
        in_rows: a function `in_rows(ids, rows, steps)`.

    Raises:
        Wrong: for a text that is cut in another way.
    """
    for length, rows, steps in CASES:
        ids = np.arange(BEGIN, BEGIN + length)
        call = f"in_rows(ids, {rows}, {steps}) of {length} letters"
        parts = several("in_rows", ask(in_rows, ids, rows, steps, name="in_rows"), "x", "y")
        x, y = right_rows(ids, rows, steps)
        _check_x(_array(f"x of {call}", parts[0], x.shape), x, ids, call)
        _check_y(_array(f"y of {call}", parts[1], y.shape), y, x, call)


def _array(name: str, given: object, shape: tuple[int, int, int]) -> np.ndarray:
    """Read x or y; another shape gets words of its own."""
    try:
        got = np.shape(given)
    except ValueError:
        got = None
    batches, rows, steps = shape
    if got == shape or got is None or len(got) == 0:
        return numbers(name, given, shape).astype(int)
    what = f"{name} has the shape {got}; {shape} is expected: batches, rows, steps"
    if got == (rows, batches, steps):
        raise Wrong(
            f"{what}. Batches and rows are exchanged: a batch holds one piece of each row",
            "the first two axes, and `swapaxes`",
        )
    if got == (batches, steps, rows):
        raise Wrong(f"{what}. Rows and steps are exchanged", "the last two axes")
    if got == (batches, rows):
        raise Wrong(
            f"{what}. The network says a letter after each letter that it reads, so each has its target",
            "the targets of the steps before the last",
        )
    if got == (batches * rows, steps):
        raise Wrong(f"{what}. These are the pieces one below the other, not yet in batches", "`reshape`")
    if got[1:] == (rows, steps) and got[0] > batches:
        if got[0] > batches + 1:
            raise Wrong(
                f"{what}. There are too many batches: the pieces overlap, and letters are read twice",
                "where each piece begins: `steps` behind the one before",
            )
        raise Wrong(
            f"{what}. One batch too many: the last letter that is read needs one behind it",
            "`(len(ids) - 1) // (rows * steps)`",
        )
    if got[1:] == (rows, steps):
        raise Wrong(f"{what}. There are too few batches: letters are given away", "how many fit")
    raise Wrong(what, "the shape after each line")


def _check_x(got: np.ndarray, right: np.ndarray, ids: np.ndarray, call: str) -> None:
    """Raise `Wrong` unless the letters that are read are the right ones."""
    if np.array_equal(got, right):
        return
    batches, rows, steps = right.shape
    used = ids[: right.size]
    mistakes = {
        "row 1 of a batch goes on where row 0 of the same batch stopped; but the state at hand there is that "
        f"of row 1, one batch before. {CONTINUITY}": used.reshape(batches, rows, steps),
        "neighbours in the text stand one below the other: a row reads every so-many-th letter. A row should "
        "read letters that follow each other": used.reshape(batches, steps, rows).swapaxes(1, 2),
        "a row reads letters that are far apart: time does not run along the last axis": used.reshape(
            rows, steps, batches
        ).transpose(2, 0, 1),
        "the first letters of the text are left out. What does not fit is left out at its end": (
            right + len(ids) - 1 - right.size
        ),
        "`x` begins with the second letter: that is `y`": right + 1,
        "the text is read backwards": right[::-1, :, ::-1],
        "the batches come in the order from last to first": right[::-1],
        "the rows begin one letter apart, and read the same text": (
            BEGIN
            + np.arange(rows)[None, :, None]
            + np.arange(batches)[:, None, None] * steps
            + np.arange(steps)
        ),
    }
    for words, wrong in mistakes.items():
        if close(got, wrong):
            raise Wrong(words, f"`x` of {call}: print it, its numbers are the places in the text")
    if (np.diff(got, axis=2) != 1).any():
        raise Wrong(
            "the letters of a row do not follow each other", f"`x[0, 0]` of {call}: {got[0, 0].tolist()}"
        )
    if len(np.unique(got)) < got.size:
        raise Wrong(
            "the pieces overlap: some letters are read twice, others never",
            f"`x[0]` and `x[1]` of {call}: where does each row begin?",
        )
    for k in range(batches - 1):
        for r in range(rows):
            if got[k + 1, r, 0] != got[k, r, -1] + 1:
                raise Wrong(
                    f"{CONTINUITY}. In batch {k}, row {r} stops with letter {got[k, r, -1] - BEGIN}, and in "
                    f"batch {k + 1} it begins with letter {got[k + 1, r, 0] - BEGIN}",
                    f"`x` of {call}",
                )
    raise Wrong(
        "each row goes on as it should, but not all from the right place. What is left over is cut off once, "
        "at the end of the text, and not at the end of each row",
        f"`x[0, :, 0]` of {call}",
    )


def _check_y(got: np.ndarray, right: np.ndarray, x: np.ndarray, call: str) -> None:
    """Raise `Wrong` unless the targets are the right ones."""
    if np.array_equal(got, right):
        return
    look = f"`y` of {call}, beside `x`"
    if np.array_equal(got, x):
        raise Wrong("`y` is `x`: the network would learn to say the letter that it has just read", look)
    if np.array_equal(got, x - 1) or np.array_equal(got[..., 1:], x[..., :-1]):
        raise Wrong("`y` is shifted the wrong way: it holds the letter before, which is known", look)
    if np.array_equal(got, right + 1):
        raise Wrong("`y` is two letters ahead: one is left out", look)
    wrong = got != right
    if not wrong[..., :-1].any():
        if np.array_equal(got[..., -1], x[..., 0]):
            raise Wrong(
                "`y` is shifted within each piece: the last target of a piece is its own first letter. What "
                "follows stands in the next batch",
                look,
            )
        if wrong.sum() == 1:
            raise Wrong(
                "the very last target is wrong: behind the last letter nothing comes, so a text of "
                f"{x.size} letters has no target for its last one",
                look,
            )
        raise Wrong("`y` is right but for the last target of each piece, which stands in the next one", look)
    raise Wrong("`y` should hold, for each letter of `x`, the one that follows it in the text", look)
