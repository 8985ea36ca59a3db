"""Checks of the exercises of lesson 04, An LSTM by hand."""

import numpy as np

from utils.checks.asking import ask, number, numbers, several
from utils.checks.judging import Unsolved, Wrong, check, close, compare
from utils.checks.lesson_04.cell_lines import LINES, REASONS, first_impossible, why_possible
from utils.checks.lesson_04.cell_lines import draw_cells as draw_cells  # for the notebook
from utils.checks.lesson_04.lamp import GATES, first_wrong, presses, run, sigmoid, what_is_wrong
from utils.checks.predictions import predicted


@check
def leak(leak):
    """Check how much leaks into a cell through an input gate that is not fully shut.

    Args:
        leak: a function `leak(f, i, timesteps)` that returns what leaked into the cell from random and from
            steady input, (random, steady).
    """
    rng = np.random.default_rng(4)
    cases = [*zip(rng.uniform(0.5, 0.95, 4), rng.uniform(0.05, 0.5, 4), (1, 3, 10, 40), strict=True)]
    for f, i, timesteps in [*cases, (1.0, 0.03, 500)]:
        answer = ask(leak, f, i, timesteps)
        answer = list(answer) if isinstance(answer, np.ndarray) and answer.ndim else answer
        answer = several("leak(f, i, timesteps)", answer, "the random leak", "the steady leak")
        random, steady = numbers("leak(f, i, timesteps)", answer, shape=(2,))
        kept = f ** np.arange(timesteps)
        case = f"at f = {f:.2f} and {timesteps} step{'s' * (timesteps > 1)}"
        compare(
            steady,
            i * kept.sum(),
            {
                "you leave out the forget gate: it takes its share of what leaked in before": i * timesteps,
                "you let the forget gate take its share of the last leak, too. In its own step nothing has "
                "been forgotten yet: c = f * c + i * c_tilde": f * i * kept.sum(),
                "you count one step too many": i * (kept.sum() + f**timesteps),
                "you count one step too few": i * kept[:-1].sum(),
                "that is the leak after endless steps": i / (1 - f) if f < 1 else np.inf,
                "the input gate is missing: what comes in at a step has the size i": kept.sum(),
                "the two numbers have changed places: random first, then steady": i
                * np.sqrt(np.sum(kept**2)),
            },
            look=f"the steady leak, the second number, {case}",
            otherwise="the steady leak is not the sum of what each step leaves",
        )
        compare(
            random,
            i * np.sqrt(np.sum(kept**2)),
            {
                "random noise does not add up like a hum: its signs cancel in part. Squares add up": steady,
                "you return the mean square; take its root": i**2 * np.sum(kept**2),
                "you square the sizes and forget to square f: a part has the size i * f**k, its square has "
                "f**(2 * k)": i * np.sqrt(kept.sum()),
                "you leave out the forget gate: it takes its share of the noise, too": i * timesteps**0.5,
                "the gate i scales the noise itself, so its square stands in the mean square": (
                    np.sqrt(i * np.sum(kept**2))
                ),
                "you take the root of the mean, not of the sum. Nothing is divided by the steps": (
                    i * np.sqrt(np.mean(kept**2))
                ),
                "the input gate is missing in the random leak": np.sqrt(np.sum(kept**2)),
            },
            look=f"the random leak, the first number, {case}",
            otherwise="the random leak is not the root of a sum of squares",
        )
    said = predicted("the random leak"), predicted("the steady leak")
    right = 0.01 * np.sqrt(1000), 0.01 * 1000
    return "You said {:g} and {:g}; it is {:.2f} and {:g}.".format(*said, *right)


def _six_by_mistake(given: list[np.ndarray], got: dict[str, np.ndarray]) -> dict[str, dict[str, np.ndarray]]:
    """Compute the six quantities of a step, right under the key "", and with each mistake.

    Each equation uses what the learner `got` for the other quantities, so a mistake shows only where it is
    made.
    """
    x_t, h, c, W, U, b, P = given
    sums = dict(zip(GATES, np.split(x_t @ W + h @ U + b, 4, axis=-1), strict=True))
    no_h = dict(zip(GATES, np.split(x_t @ W + b, 4, axis=-1), strict=True))
    plain = {name: sigmoid(z) for name, z in sums.items()} | {"c_tilde": np.tanh(sums["c_tilde"])}
    plain["c"] = plain["f"] * c + plain["i"] * plain["c_tilde"]
    found = {}
    for row, (name, other) in enumerate({"i": "f", "f": "i", "o": "c_tilde"}.items()):
        cell, late = (got["c"], c) if name == "o" else (c, plain["c"])
        seen = P[row] * cell
        found[name] = {
            "": sigmoid(sums[name] + seen),
            "blind": plain[name],
            "state": sigmoid(sums[name] + P[row] * h),
            "outside": plain[name] + seen,
            "matrix": sigmoid(sums[name] + cell @ P[row][:, None]),
            "old" if name == "o" else "new": sigmoid(sums[name] + P[row] * late),
            "no h": sigmoid(no_h[name] + seen),
            "order" if name == "o" else "exchanged": sigmoid(sums[other] + seen),
            **{f"row {n}": sigmoid(sums[name] + P[n] * cell) for n in range(3) if n != row},
        }
    z = sums["c_tilde"]
    found["c_tilde"] = {"": np.tanh(z), "no h": np.tanh(no_h["c_tilde"]), "order": np.tanh(sums["o"])}
    found["c_tilde"] |= {f"P[{row}]": np.tanh(z + p * c) for row, p in enumerate(P)}
    written = got["i"] * got["c_tilde"]
    found["c"] = {"": got["f"] * c + written, "state": got["f"] * h + written, "early": plain["c"]}
    shown = {"": np.tanh(got["c"]), "no tanh": got["c"]}
    found["h"] = {mistake: got["o"] * cell for mistake, cell in shown.items()}
    found["h"]["early"] = plain["o"] * np.tanh(plain["c"])
    return {name: found[name] for name in SIX}


SIX = ("i", "f", "c_tilde", "c", "o", "h")
PEEPHOLE_MISTAKES = {
    "blind": "{gates} not see the cell yet",
    "state": "your peepholes look at h. They look at the cell: that is their whole point",
    "outside": "the peephole belongs inside the sigmoid, to the sum",
    "matrix": "each unit sees its own cell alone: multiply number by number",
    "old": "your output gate looks at the cell before the step. It waits for the new one",
    "new": "i and f see the cell before the step, not a new one",
    "no h": "h @ U is missing",
    "exchanged": "i and f are exchanged. Keras has i, f, c_tilde, o",
    "order": "you take the four sums in the order i, f, o, c_tilde. Keras has i, f, c_tilde, o",
    "c: state": "your forget gate multiplies h; it multiplies c, the cell before",
    "c: early": "c was computed before the new i and f: compute it again",
    "h: early": "h was computed before the new c and o: compute it again at the end",
    "h: no tanh": "your h shows the cell itself; it shows tanh of the cell",
}


def _peephole_words(name: str, mistake: str, alike: list[str]) -> str:
    """What to say of a mistake in the equation of `name`; alike: all equations that have it."""
    if mistake == "blind" and len(alike) == 3:
        return "your gates do not look at the cell yet: P changes nothing"
    if mistake.startswith("row"):
        row = ("first", "second", "third")[int(mistake[-1])]
        return f"the rows of P are for i, f, o, in this order. You take {name} from the {row}"
    if mistake.startswith("P["):
        return f"you gave the candidate a peephole, {mistake} * c. Only gates have one"
    words = PEEPHOLE_MISTAKES.get(f"{name}: {mistake}") or PEEPHOLE_MISTAKES.get(mistake)
    gates = f"{' and '.join(alike)} {'do' if len(alike) > 1 else 'does'}"
    return words.format(gates=gates) if words else f'the "{name}" is not what its equation says'


@check
def peephole(peephole_step):
    """Check an LSTM step with peepholes.

    Args:
        peephole_step: a function `peephole_step(x_t, h, c, W, U, b, P)`, an LSTM step whose gates see the
            cell; it returns a dict of the six quantities.
    """
    shapes = [(4, 2), (4, 3), (4, 3), (2, 12), (3, 12), (12,), (3, 3)]
    rng = np.random.default_rng(5)
    given = [rng.normal(size=shape) for shape in shapes]
    answer = ask(peephole_step, *given)
    if not isinstance(answer, dict):
        raise Wrong(f"a dictionary with the keys {', '.join(SIX)} is expected.", "what lstm_step returns")
    if missing := [name for name in SIX if name not in answer]:
        keys = f"the key {missing[0]} is" if len(missing) == 1 else f"the keys {', '.join(missing)} are"
        raise Wrong(f"{keys} missing", "what lstm_step returns")
    got = {name: numbers(f'the "{name}" of the step', answer[name], shape=(4, 3)) for name in SIX}
    wrong = {}
    for name, values in _six_by_mistake(given, got).items():
        if not close(got[name], values.pop("")):
            wrong[name] = next((mistake for mistake, v in values.items() if close(got[name], v)), "")
    if wrong:
        name, mistake = next(iter(wrong.items()))
        alike = [other for other in wrong if wrong[other] == mistake]
        look = {"c": "the line of the new cell", "o": "the line of the output gate", "h": "the last line"}
        look = look.get(name, f'the line that computes "{name}"')
        raise Wrong(_peephole_words(name, mistake, alike), look)
    return "The gates see the belt, and each at the right moment."


@check
def lamp(lamp):
    """Check the weights of one unit that each press of a button (x = 1) turns on or off.

    Args:
        lamp: a function `lamp()` that returns W (1, 4), U (1, 4) and b (4,).
    """
    answer = several("lamp", ask(lamp), "W", "U", "b")
    shapes = {"W": (1, 4), "U": (1, 4), "b": (4,)}
    weights = [numbers(name, a, shape) for (name, shape), a in zip(shapes.items(), answer, strict=True)]
    x = presses(np.concatenate([[20, 300], np.random.default_rng(7).integers(0, 8, 998)]))
    if (t := first_wrong(x, run(x, weights))) is None:
        return f"{int(x.sum()):,} presses, and the lamp was never wrong."
    raise what_is_wrong(x, weights, t)


@check
def cells(broken):
    """Check which lines cannot be the cell of an LSTM unit.

    Args:
        broken: {"A": step, ...}, the first step that no LSTM unit can take; 0 if there is none.
    """
    if not isinstance(broken, dict) or set(broken) != set(LINES):
        raise Wrong('`broken` should be a dictionary with the keys "A" to "F".')
    if unread := [name for name, value in broken.items() if value is None]:
        raise Unsolved(f"`broken` still holds None for {', '.join(unread)}.")
    for name, line in LINES.items():
        said = number(f'broken["{name}"]', broken[name], 0, 12)
        if said != int(said):
            raise Wrong(f'`broken["{name}"]` is {said:g}; a whole number is expected')
        right = first_impossible(line)
        if said == right:
            continue
        if right and said and abs(said - right) == 1:
            raise Wrong(f"line {name}: the right jump, but count again. Step 1 ends at the first dot after 0")
        words = why_possible(name, int(said)) if said else REASONS[name]
        raise Wrong(words, f"line {name}, and at what one step can do from where it stands")
    return "One step leads from any height to 0, but away from 0 by less than 1."


@check
def coupled(coupled_back):
    """Check the gradients of an LSTM whose input gate is 1 - f.

    Args:
        coupled_back: a function `coupled_back(dh, dc, s, c_before)` that returns the gradient of the sums of
            f, c_tilde and o, side by side, and dc one step before.
    """
    rng = np.random.default_rng(6)
    dh, dc, c_before, *sums = rng.normal(size=(6, 5, 3))
    dh, dc = 10 * dh, 10 * dc  # large, so that what is cut off shows
    s = {"f": sigmoid(sums[0]), "c_tilde": np.tanh(sums[1]), "o": sigmoid(sums[2])}
    s["c"] = s["f"] * c_before + (1 - s["f"]) * s["c_tilde"]
    s["h"] = s["o"] * np.tanh(s["c"])
    answer = ask(coupled_back, dh, dc, s, c_before)
    answer = several("coupled_back", answer, "the gradient of the sums", "dc one step before")
    got = numbers("the gradient of the sums", answer[0], shape=(5, 9))
    before = numbers("dc one step before", answer[1], shape=(5, 3))
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    slope = s["f"] * (1 - s["f"])
    parts = {
        "f": dc * (c_before - s["c_tilde"]) * slope,
        "c_tilde": dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2),
        "o": dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"]),
    }
    found = dict(zip(parts, np.split(got, 3, axis=-1), strict=True))
    spoilt = [name for name in ("c_tilde", "o") if not close(found[name], parts[name])]
    if not close(before, dc * s["f"]):
        raise Wrong("dc one step before was right, and no longer is.", "the line of dc, and what is returned")
    if spoilt:
        raise Wrong(f"the gradient of {spoilt[0]} was right, and no longer is.", "the other lines")
    mistakes = {
        "the gradient points in another direction than the differences. Nothing else would have told you": (
            dc * c_before * slope
        ),
        "the second way has the wrong sign: where f grows, 1 - f shrinks": dc
        * (c_before + s["c_tilde"])
        * slope,
        "you count only the second way now; the first was right, and both add up": -dc * s["c_tilde"] * slope,
        "the second way lacks the slope of the sigmoid, f * (1 - f)": dc * c_before * slope
        - dc * s["c_tilde"],
        "both ways lack the slope of the sigmoid, f * (1 - f)": dc * (c_before - s["c_tilde"]),
        "the second way goes through 1 - f, whose slope is -1. You multiply by 1 - f itself": (
            dc * (c_before - (1 - s["f"]) * s["c_tilde"]) * slope
        ),
    }
    look = "differences, compared with yours block by block"
    compare(found["f"], parts["f"], mistakes, look, "the gradient of one of the sums is still wrong")
    return "The gate acts on the cell in two ways, and both count."
