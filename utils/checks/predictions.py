"""Predictions: noted before a measurement, fixed by it, and shown next to its result."""

from utils.checks.asking import number, scalar
from utils.checks.judging import Unsolved, Wrong

__all__ = ["forget_predictions", "note_prediction", "predicted"]

_noted: dict[str, float] = {}
_measured: set[str] = set()


def note_prediction(name: str, guess: float | None, low: float, high: float) -> None:
    """Note what a learner expects, before the measurement, and print what was noted.

    A prediction may change until a check has read it with `predicted`. From then on it stays.

    Args:
        name: what is predicted.
        guess: the number expected; None or ... for no prediction yet.
        low: the smallest number that is possible.
        high: the largest number that is possible.
    """
    guess = scalar(guess)
    if name in _measured:
        if guess != _noted[name]:
            print(f"You have measured {name} already: your prediction stays {_noted[name]:g}.")
        return
    _noted.pop(name, None)
    if guess is None or guess is ...:
        print(f"Nothing noted for {name}: put your guess in the place of None, before you measure.")
        return
    try:
        _noted[name] = number(name, guess, low, high)
    except Wrong as found:
        print(f"Nothing noted: {found.words}")
    else:
        print(f"Noted for {name}: {guess:g}.")


def predicted(name: str) -> float:
    """Get a prediction and fix it. A check does this last, when the answer is right.

    Args:
        name: what is predicted.

    Returns:
        The number that was noted.

    Raises:
        Unsolved: if nothing was noted.
    """
    if name not in _noted:
        raise Unsolved(
            f"your answer is right, but nothing is noted for {name}. Put a guess into the cell "
            "with note_prediction, run it, then this one again. A wrong guess costs nothing."
        )
    _measured.add(name)
    return _noted[name]


def forget_predictions() -> None:
    """Forget all predictions, as a restart of the kernel does."""
    _noted.clear()
    _measured.clear()
