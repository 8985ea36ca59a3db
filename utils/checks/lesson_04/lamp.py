"""A button and a lamp: does one LSTM unit turn it on and off, and if not, what is wrong with it?

x (timesteps,) is 1 where the button is pressed. weights are W (1, 4), U (1, 4), b (4,) of the unit.
"""

from collections.abc import Sequence

import numpy as np

from utils.checks.judging import Wrong

GATES = ("i", "f", "c_tilde", "o")  # the order of Keras
Weights = Sequence[np.ndarray]


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Compute 1 / (1 + exp(-z)) without overflow.

    Args:
        z: an array or a number.

    Returns:
        Of the same shape.
    """
    return (1 + np.tanh(z / 2)) / 2


def presses(pauses: np.ndarray) -> np.ndarray:
    """Make an input with one press after each pause, and 50 steps without a press at the end.

    Args:
        pauses: (presses,) ints, the lengths of the pauses in steps.

    Returns:
        (timesteps,), 1 at a press and 0 elsewhere.
    """
    x = np.zeros(int(np.sum(pauses + 1)) + 50)
    x[np.cumsum(pauses + 1) - 1] = 1
    return x


def run(x: np.ndarray, weights: Weights) -> dict[str, np.ndarray]:
    """Run the unit.

    Args:
        x: (timesteps,), 1 at a press and 0 elsewhere.
        weights: W, U and b of the unit.

    Returns:
        By name i, f, c_tilde, o, c and h, each (timesteps,).
    """
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
    """Find the first step at which the lamp is not as the presses say; it is on where h is above 0.5.

    Args:
        x: (timesteps,), 1 at a press and 0 elsewhere.
        s: what `run` returns.

    Returns:
        The step, counted from 0; None if the lamp is always right.
    """
    wrong = np.flatnonzero((s["h"] > 0.5) != (np.cumsum(x) % 2 == 1))
    return int(wrong[0]) if len(wrong) else None


def working_order(x: np.ndarray, weights: Weights) -> str | None:
    """Find an order of columns, of those used by other libraries, in which the unit works.

    Args:
        x: (timesteps,), 1 at a press and 0 elsewhere.
        weights: W, U and b of the unit.

    Returns:
        The names of the four in that order; None if the unit works in none.
    """
    for order in ("f i c_tilde o", "f i o c_tilde", "i c_tilde f o", "i f o c_tilde", "i o f c_tilde"):
        columns = [order.split().index(name) for name in GATES]
        if first_wrong(x, run(x, [w[..., columns] for w in weights])) is None:
            return order
    return None


def what_is_wrong(x: np.ndarray, weights: Weights, t: int) -> Wrong:
    """Put into words what is wrong with a unit.

    Args:
        x: (timesteps,), 1 at a press and 0 elsewhere.
        weights: W, U and b of the unit.
        t: the first step at which the lamp is wrong.

    Returns:
        The exception to raise.
    """
    s = run(x, weights)
    order = working_order(x[:400], weights)
    keras = f"your lamp works if the columns stand for {order}. Keras has {' '.join(GATES)}"
    if x[t] == 0 and x[:t].any() and (words := _output_gate_alone(x, s, t)):
        more = f". Otherwise the order of the columns: {keras}" if order else ""
        return Wrong(f"in a pause {words}", f"the column of the output gate in W, U and b{more}")
    if order:
        return Wrong(keras, "the order of your columns")
    if not np.any(weights[1]):
        return Wrong(
            "U is zero, so your unit does not see whether the lamp is on. The same press cannot then do two "
            "opposite things",
            "U, and at which of the four has to know h",
        )
    crept_in = not x[:t].any() and abs(s["c"][t - 1]) > 0.05
    return _in_a_pause(x, s, t) if crept_in or not x[t] else _at_a_press(x, s, t)


def _output_gate_alone(x: np.ndarray, s: dict[str, np.ndarray], t: int) -> str:
    """Say what the output gate has done since the last press, if the cell has not changed; otherwise ""."""
    press = np.flatnonzero(x[:t])[-1]
    before, after = s["o"][[press, t]]
    if abs(s["c"][t] - s["c"][press]) > 0.05 or abs(after - before) < 0.05:
        return ""
    how = "shuts" if after < before else "opens"
    return f"the cell keeps what it has, c = {s['c'][t]:.2f}, but the output gate {how}, o = {after:.2f}"


def _in_a_pause(x: np.ndarray, s: dict[str, np.ndarray], t: int) -> Wrong:
    """Put into words why the lamp changes without a press."""
    i, f, c_tilde, c = s["i"][t], s["f"][t], s["c_tilde"][t], s["c"][t - 1]
    gates = f"i = {i:.4f}, 1 - f = {1 - f:.4f}, c_tilde = {c_tilde:.2f}"
    if x[t]:
        return Wrong(
            f"something gets in before the first press: the cell is at {c:.2f} by then, so the input gate is "
            "not shut",
            f"the gates in a pause: i = {s['i'][t - 1]:.4f}",
        )
    if not x[:t].any():
        return Wrong("your lamp goes on before anybody has pressed", f"the gates in a pause: {gates}")
    written, lost = i * abs(c_tilde), (1 - f) * abs(c)
    reason = "the input gate is not shut" if written > lost else "the forget gate does not keep all"
    pause = t - np.flatnonzero(x[:t])[-1]
    return Wrong(
        f"in a pause the lamp changes by itself: {reason}",
        f"the gates in a pause, {pause} step{'s' if pause > 1 else ''} after the press: {gates}",
    )


def _at_a_press(x: np.ndarray, s: dict[str, np.ndarray], t: int) -> Wrong:
    """Put into words why a press does not do what it should."""
    number, h, before = int(x[: t + 1].sum()), s["h"][t - 1], s["c"][t - 1]
    i, f, c_tilde, o, c = (s[name][t] for name in (*GATES, "c"))
    gates = f"i = {i:.2f}, f = {f:.2f}, c_tilde = {c_tilde:.2f}"
    if number == 1 and i > 0.5 and abs(c_tilde) < 0.01:
        return Wrong(
            "the first press finds h = 0, and the opposite of 0 is 0. The unit needs a push to begin",
            f"the bias of the candidate. At the press: {gates}",
        )
    if number == 1 and i > 0.5 and c_tilde < 0:
        return Wrong(
            f"the first press opens the input gate, but the candidate writes {c_tilde:.2f}",
            "the sign of its bias, or of its weight in W",
        )
    if number == 1 and i > 0.5 and c_tilde < 0.55:
        return Wrong(
            f"the push is too weak: c becomes {c:.2f} and h {s['h'][t]:.2f}, and the lamp needs more than "
            "0.5",
            f"the bias of the candidate. At the press: {gates}",
        )
    if number == 2 and i > 0.5 and c_tilde * h > 0:
        return Wrong(
            "the second press writes once more what is there. Either the candidate is the opposite of h, or "
            "the input gate stays shut while the lamp is on",
            f"the sign of U, and whether a bias overrules it. At the press h was {h:.2f}, and {gates}",
        )
    if abs(c) > 0.7 and o < 0.8 and (c > 0) == bool(number % 2):
        return Wrong(
            f"the cell has it, c = {c:.2f}, but your output gate shows only a share of it",
            f"the bias of the output gate: o = {o:.2f}",
        )
    return Wrong(
        f"press number {number} finds the lamp {'off' if number % 2 else 'on'} and leaves it so",
        f"the gates at this press: {gates}. The cell went from {before:.2f} to {c:.2f}",
    )
