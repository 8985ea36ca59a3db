"""Checks of the exercises of lesson 03, Vanishing gradients."""

import numpy as np

from utils.checks.asking import ask, number, numbers
from utils.checks.judging import Unsolved, Wrong, check, close, compare, within
from utils.checks.lesson_03.four_gradients import READINGS
from utils.checks.lesson_03.four_gradients import draw_lines as draw_lines  # for the notebook
from utils.checks.lesson_03.recall_network import answers, careless_keys, recurrent_layer, why_it_guesses
from utils.checks.predictions import predicted

PASSED = 0.9  # share of right answers that `remembers` asks for; its docstring says why


@check
def bias(forget_bias):
    """Check the bias of a forget gate that keeps a given share over a lag.

    Args:
        forget_bias: a function `forget_bias(lag, left)` that returns b with sigma(b)**lag = left.
    """
    rng = np.random.default_rng(3)
    cases = [(2, 0.6), *zip(rng.integers(3, 3000, 8).tolist(), rng.uniform(0.05, 0.95, 8), strict=True)]
    for lag, left in cases:
        left = round(float(left), 2)
        p = left ** (1 / lag)
        right = np.log(p / (1 - p))
        got = number("forget_bias(lag, left)", ask(forget_bias, lag, left))
        if abs(got - right) < 0.002:
            continue
        leaves = f"{np.exp(-lag * np.log1p(np.exp(-got))):.5f}"
        mistakes = {
            "you return the gate, a number below 1. Its bias is expected": p,
            "the sign: a bias below 0 shuts the gate, and yours has to be open": -right,
            "you go through the sigmoid once more. From a gate to its bias you go back through it": (
                1 / (1 + np.exp(-p))
            ),
            "the logarithm has the wrong base: the sigmoid is made of e": np.log10(p / (1 - p)),
            "that is the logarithm of the lag. It leaves about a third, whatever `left` asks for": np.log(
                lag
            ),
            "your gate loses the same amount in each step, (1 - left) / lag. It loses the same share of "
            "what is there": np.log((1 - (1 - left) / lag) / ((1 - left) / lag)),
            "you divide the share by the lag. It is multiplied lag times, so take the root": (
                np.log(left / lag / (1 - left / lag))
            ),
            "you found the bias of a gate that leaves `left` in a single step; the lag is not in it": (
                np.log(left / (1 - left))
            ),
            "you use 0.5 where `left` is given": -np.log(2 ** (1 / lag) - 1),
            "you lose the share `left` where you should keep it": -np.log((1 - left) ** (-1 / lag) - 1),
        }
        if lag == 2:
            mistakes |= {
                f"a good approximation for long lags; at lag 2 it leaves {leaves} where {left} is asked": (
                    np.log(lag / np.log(1 / left))
                ),
                "you raise the share to the power lag; take the root": np.log(left**2 / (1 - left**2)),
            }
        words = f"for {lag} steps your bias of {got:.4f} leaves {leaves}, where {left} is asked"
        compare(got, right, mistakes, "sigma(b)**lag = left, solved for b in two steps", words)
    said = predicted("the bias for 200 steps"), predicted("the bias for 2,000 steps")
    right = (-np.log(2 ** (1 / lag) - 1) for lag in (200, 2000))
    return "You said {:g} and {:g}; it is {:.2f} and {:.2f}.".format(*said, *right)


def _joint_length(gradients: list[np.ndarray]) -> float:
    """Compute the length of all arrays taken as one vector."""
    return float(np.sqrt(sum(np.sum(g**2) for g in gradients)))


@check
def clip(clip):
    """Check gradient clipping.

    Args:
        clip: a function `clip(gradients, limit)` that returns the list of arrays, scaled so that its length
            is at most `limit`.
    """
    rng = np.random.default_rng(8)
    for limit, size in ((2.0, 3.0), (0.5, 1.0), (5.0, 0.1), (5.0, 0.6)):
        given = [size * rng.normal(size=shape) for shape in ((3, 4), (4, 4), (4,))]
        answer = ask(clip, given, limit)
        if not isinstance(answer, list | tuple) or len(answer) != len(given):
            raise Wrong("a list with one array for each that came in is expected.", "what clip returns")
        got = [
            numbers(f"array {n} of clip", a, g.shape)
            for n, (a, g) in enumerate(zip(answer, given, strict=True))
        ]
        length, lengths = _joint_length(given), [np.linalg.norm(g) for g in given]
        ways = {
            "you cut each value by itself. That turns the gradient; clipping shortens it": [
                np.clip(g, -limit, limit) for g in given
            ],
            "you shorten each array by itself. That turns the arrow that they make together": [
                g * min(1, limit / one) for g, one in zip(given, lengths, strict=True)
            ],
            "a gradient that is short enough already should stay as it is; yours is made longer": [
                g * limit / length for g in given
            ],
            "you add up the lengths of the arrays. Squares add up, and the root comes last": [
                g * min(1, limit / sum(lengths)) for g in given
            ],
            "your length lacks the root": [g * min(1, limit / length**2) for g in given],
            "you divide by the length and forget the limit": [g / max(1, length) for g in given],
            "you divide by the largest value. The length is made of all values": [
                g * min(1, limit / max(np.abs(g).max() for g in given)) for g in given
            ],
            "nothing has changed, and the gradient is too long": given,
        }
        flat = {words: np.concatenate([g.ravel() for g in way]) for words, way in ways.items()}
        right = np.concatenate([g.ravel() * min(1, limit / length) for g in given])
        said = np.concatenate([g.ravel() for g in got])
        compare(
            said,
            right,
            flat,
            look=f"a gradient of length {length:.1f} and a limit of {limit:g}",
            otherwise=f"it comes out with the length {_joint_length(got):.2f}, or turned",
        )
    nothing = [np.zeros((3, 4)), np.zeros(4)]
    with np.errstate(all="ignore"):
        try:
            fine = all(map(close, ask(clip, nothing, 1.0), nothing))
        except Wrong:
            fine = False
    if not fine:
        raise Wrong(
            "a gradient of zeros has the length 0; you divide by it", "the factor, where nothing is too long"
        )
    return "One length, one factor, and the direction stays."


@check
def stories(read):
    """Check what was read off four lines of gradients.

    Args:
        read: {"A": share kept, "B": step, "C": factor, "D": lag}.
    """
    if not isinstance(read, dict) or set(read) != set(READINGS):
        raise Wrong('`read` should be a dictionary with the keys "A", "B", "C" and "D".')
    if any(value is None for value in read.values()):
        raise Unsolved("`read` still holds None.")
    for name, (right, near, mistakes) in READINGS.items():
        said = number(f'read["{name}"]', read[name])
        for words, (value, distance) in mistakes.items():
            if within(said, value, distance) or within(-said, value, distance):
                raise Wrong(f"{name}: {words}", f"panel {name}")
        if name == "B" and said % 1:
            raise Wrong("B: steps have whole numbers", "panel B, at both sides of the drop")
        if not within(said, right, near):
            raise Wrong(f"{name}: {said:g} is not what the line says", f"panel {name}, and its axis")
    return "A line of gradients tells which step lost what."


@check
def remembers(model, accuracy):
    """Check a network that was trained to recall a key over forty fillers.

    The mark is 0.9. After three rounds at the rate that is asked for, 0.003, networks with both biases set
    reach 1 (16 runs with 24, 32 and 64 units), those with the forget bias alone 0.97 to 1 (16 runs, of which
    three were below the mark after two rounds), those with Keras' biases 0.13 (three runs). At 0.004, with
    the forget bias alone, one of six runs ends at 0.87.

    Args:
        model: the trained Keras model.
        accuracy: its share of right answers on the test rows.
    """
    x, y, x_test, y_test = careless_keys()
    lstm = recurrent_layer(model)
    outputs = answers(model, x_test)
    said = number("accuracy", accuracy)
    if said > 1 or within(said, _loss(outputs, y_test), 0.002):
        raise Wrong(
            "that looks like the loss. evaluate returns it first, the accuracy second", "the [0] or [1]"
        )
    right = float(np.mean(outputs.argmax(axis=1) == y_test))
    if right < PASSED:
        raise Wrong(
            f"on the test rows the model is right in {right:.2f}. {why_it_guesses(lstm)}",
            "the order of lines",
        )
    if within(said, right, 0.002):
        return "It remembers over forty fillers, and you asked rows it had not seen."
    on_training = float(np.mean(answers(model, x).argmax(axis=1) == y))
    if within(said, on_training, 0.002):
        raise Wrong(
            f"{said:.3f} is the share on the rows it was trained on, slips included. Ask the test rows",
            "what you give to evaluate",
        )
    raise Wrong(
        f"the model is right in {right:.3f} of the test rows, and `accuracy` says {said:.3f}", "evaluate"
    )


def _loss(outputs: np.ndarray, y: np.ndarray) -> float:
    """Compute the cross-entropy of the test rows, in nats."""
    return float(-np.log(np.maximum(outputs[np.arange(len(y)), y], 1e-7)).mean())


@check
def healthy(arrives):
    """Check how much of the last loss's gradient arrives at earlier steps.

    Args:
        arrives: a function `arrives(dh, A)` that returns the length of the last loss's gradient 0, 1, 2, ...
            steps back, (timesteps,).
    """
    rng = np.random.default_rng(10)
    T, n = 30, 4
    dh = rng.normal(size=(T, n))
    A = 0.8 * np.stack([np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(T)])
    A = A * rng.uniform(0.5, 1.5, size=(T, 1, n))

    def lengths(at: range, start: np.ndarray, every: bool = False, turned: bool = False) -> np.ndarray:
        d, found = start * 1.0, []
        for t in at:
            d = d + dh[t] if every else d
            found.append(np.linalg.norm(d))
            d = A[t] @ d if turned else d @ A[t]
        return np.array(found)

    back = range(T - 1, -1, -1)
    right = lengths(back, dh[-1])
    got = numbers("arrives(dh, A)", ask(arrives, dh, A), shape=(T,))
    every = lengths(back, np.zeros(n), every=True)
    if close(got, every) or close(got, every / T):
        raise Wrong(
            f"{T - 1} steps back the gradient of the last loss should be {right[-1]:.1g} long, yours is "
            f"{got[-1]:.1g}. Nobody can lose so much at every step and still have it",
            "what is on the way in d, for one unit and three steps",
        )
    d, P, other_order = dh[-1], np.eye(n), []
    for t in back:
        other_order.append(np.linalg.norm(d @ P))
        P = A[t] @ P
    alone = np.full(T, np.linalg.norm(d))
    together = np.linalg.norm(np.cumsum(dh[::-1], axis=0), axis=1)
    mistakes = {
        "all lengths are 0: no loss is on its way": np.zeros(T),
        "nothing is multiplied on the way, so nothing can fade": alone,
        "nothing is multiplied on the way, and all losses add up": together,
        "you multiply the matrices in the wrong order. The last step's comes first, next to d": other_order,
        "you walk from the first step to the last, and all losses add up": (
            lengths(range(T), np.zeros(n), every=True)
        ),
        "you send back the first step's loss. The last one is asked for": lengths(back, dh[0]),
        "you walk from the first step to the last. A gradient goes from the end to the start": (
            lengths(range(T), dh[-1])
        ),
        "your list begins one step late: 0 steps back, no step has been multiplied yet": (
            np.append(right[1:], np.linalg.norm(_through_all_steps(dh[-1], A)))
        ),
        "your list runs from the first step to the last; it should begin at the end": right[::-1],
        "a gradient meets the transposed matrix on its way: d @ A_t, as it was, not A_t @ d": (
            lengths(back, dh[-1], turned=True)
        ),
        "you return each loss by itself, and nothing travels": np.linalg.norm(dh, axis=1)[::-1],
    }
    compare(got, right, mistakes, "what d is before the loop, and what happens to it in the loop")
    return "One loss on its way, and it fades as the steps say."


def _through_all_steps(d: np.ndarray, A: np.ndarray) -> np.ndarray:
    """Send a gradient from the last step to the first."""
    for A_t in A[::-1]:
        d = d @ A_t
    return d
