"""A button and a lamp: does one LSTM unit turn it on and off, and if not, what is the matter with it?

x (timesteps,) is 1 where the button is pressed. weights are W (1, 4), U (1, 4), b (4,) of the unit.
"""

from collections.abc import Sequence

import numpy as np

from utils.checks.judging import Wrong

GATES = ("i", "f", "c_tilde", "o")  # the order of Keras
Weights = Sequence[np.ndarray]


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), without overflow."""
    return (1 + np.tanh(z / 2)) / 2


def presses(pauses: np.ndarray) -> np.ndarray:
    """A press after each pause of so many steps, then 50 steps without: (timesteps,)."""
    x = np.zeros(int(np.sum(pauses + 1)) + 50)
    x[np.cumsum(pauses + 1) - 1] = 1
    return x


def run(x: np.ndarray, weights: Weights) -> dict[str, np.ndarray]:
    """The six of the unit by name, each (timesteps,)."""
    W, U, b = (np.reshape(w, 4) for w in weights)
    h, c, steps = 0.0, 0.0, []
    for x_t in x:
        sums = x_t * W + h * U + b
        i, f, c_tilde, o = np.where([True, True, False, True], sigmoid(sums), np.tanh(sums))
        c = f * c + i * c_tilde
        h = o * np.tanh(c)
        steps.append((i, f, c_tilde, o, c, h))
    return dict(zip((*GATES, "c", "h"), np.array(steps).T, strict=True))


def first_wrong(x: np.ndarray, s: dict[str, np.ndarray]) -> int | None:
    """The first step at which the lamp, on where h is above 0.5, is not as the presses say; None: never."""
    wrong = np.flatnonzero((s["h"] > 0.5) != (np.cumsum(x) % 2 == 1))
    return int(wrong[0]) if len(wrong) else None


def working_order(x: np.ndarray, weights: Weights) -> str | None:
    """The order of columns, of those in use elsewhere, in which the unit works; None if there is none."""
    for order in ("f i c_tilde o", "f i o c_tilde", "i c_tilde f o", "i f o c_tilde", "i o f c_tilde"):
        columns = [order.split().index(name) for name in GATES]
        if first_wrong(x, run(x, [w[..., columns] for w in weights])) is None:
            return order
    return None


def words_for(x: np.ndarray, s: dict[str, np.ndarray], t: int, blind: bool) -> Wrong:
    """What to say of a unit that is wrong at step `t` for the first time; blind: its U is zero."""
    number = int(x[: t + 1].sum())
    gates = f"i = {s['i'][t]:.2f}, f = {s['f'][t]:.2f}, c_tilde = {s['c_tilde'][t]:.2f}"
    if blind:
        return Wrong(
            "U is zero, so your unit does not see whether the lamp is on. The same press cannot then do two "
            "opposite things",
            "U, and at which of the four has to know h",
        )
    if number == 0:
        return Wrong("your lamp goes on before anybody has pressed", f"the gates in a pause: {gates}")
    h, c = s["h"][t - 1], s["c"][t - 1]
    if x[t] and number == 1 and abs(c) > 0.05:
        return Wrong(
            f"something gets in before the first press: the cell is at {c:.2f} by then, so the input gate is "
            "not shut",
            f"the gates in a pause: i = {s['i'][t - 1]:.3f}",
        )
    if x[t] == 0:
        reason = "the input gate is not shut" if s["i"][t] > 1e-3 else "the forget gate does not keep all"
        pause = t - np.flatnonzero(x[:t])[-1]
        return Wrong(
            f"in a pause the lamp changes by itself: {reason}",
            f"the gates in a pause, {pause} steps after the press: {gates}",
        )
    if number == 1 and s["i"][t] > 0.5 and abs(s["c_tilde"][t]) < 0.5:
        return Wrong(
            "the first press finds h = 0, and the opposite of 0 is 0. The unit needs a push to begin",
            f"the bias of the candidate. At the press: {gates}",
        )
    if number == 2 and s["c_tilde"][t] * h > 0:
        return Wrong(
            "the second press writes once more what is there. The candidate should be the opposite of h",
            f"the sign of U, and whether a bias overrules it. At the press h was {h:.2f}, and {gates}",
        )
    if abs(s["c"][t]) > 0.7 and s["o"][t] < 0.8:
        return Wrong(
            f"the cell has it, c = {s['c'][t]:.2f}, but your output gate shows only a share of it",
            f"the bias of the output gate: o = {s['o'][t]:.2f}",
        )
    return Wrong(
        f"press number {number} finds the lamp {'off' if number % 2 else 'on'} and leaves it so",
        f"the gates at this press: {gates}. The cell went from {c:.2f} to {s['c'][t]:.2f}",
    )
