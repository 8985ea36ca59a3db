"""Predictions: written down before the measurement, fixed by it, and set beside it."""

from utils.checks.asking import number
from utils.checks.judging import Unsolved, Wrong

_noted: dict[str, float] = {}
_measured: set[str] = set()


def note_prediction(name: str, guess: float | None, low: float, high: float) -> None:
    """Write down what the learner expects of `name`, before the measurement; print what was noted.

    A prediction may change until a check has read it with `predicted`. From then on it stays.
    """
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
    """What was noted for `name`, now fixed; raises `Unsolved` if nothing was. A check's last question."""
    if name not in _noted:
        raise Unsolved(
            f"your answer is right, but nothing is noted for {name}. Put a guess into the cell "
            "with note_prediction, run it, then this one again. A wrong guess costs nothing."
        )
    _measured.add(name)
    return _noted[name]


def forget_predictions() -> None:
    """Begin anew, as after a restart of the kernel."""
    _noted.clear()
    _measured.clear()
