"""Checks of the exercises of lesson 04, An LSTM by hand."""

import numpy as np

from utils.checks.cell_lines import LINES, REASONS, first_impossible
from utils.checks.cell_lines import draw_cells as draw_cells  # for the notebook
from utils.checks.judging import Unsolved, Wrong, ask, check, close, compare, number, numbers
from utils.checks.lamp import GATES, first_wrong, presses, run, sigmoid, words_for, working_order
from utils.checks.predictions import predicted


@check
def leak(leak):
    """`leak(f, i, timesteps)`: what leaked into the cell, (random, steady)."""
    rng = np.random.default_rng(4)
    cases = [*zip(rng.uniform(0.5, 0.95, 4), rng.uniform(0.05, 0.5, 4), (1, 3, 10, 40), strict=True)]
    for f, i, timesteps in [*cases, (1.0, 0.03, 500)]:
        random, steady = numbers("leak(f, i, timesteps)", ask(leak, f, i, timesteps), shape=(2,))
        kept = f ** np.arange(timesteps)
        compare(
            steady,
            i * kept.sum(),
            {
                "you leave out the forget gate: it takes its share of what leaked in before": i * timesteps,
                "you let the forget gate take its share of the last leak, too. In its own step nothing has "
                "been forgotten yet: c = f * c + i * c_tilde": f * i * kept.sum(),
                "you count one step too many": i * (kept.sum() + f**timesteps),
                "the two numbers have changed places: random first, then steady": i
                * np.sqrt(np.sum(kept**2)),
            },
            look=f"the steady leak, the second number, at f = {f:.2f} and {timesteps} steps",
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
            },
            look=f"the random leak, the first number, at f = {f:.2f} and {timesteps} steps",
            otherwise="the random leak is not the root of a sum of squares",
        )
    said = predicted("the random leak"), predicted("the steady leak")
    right = 0.01 * np.sqrt(1000), 0.01 * 1000
    return "You said {:g} and {:g}; it is {:.2f} and {:g}.".format(*said, *right)


def _peephole(x_t, h, c, W, U, b, P, mistake: str = "") -> dict[str, np.ndarray]:
    """The step, right or with a mistake, the six by name."""
    names = ("i", "f", "o", "c_tilde") if mistake == "order" else GATES
    sums = dict(zip(names, np.split(x_t @ W + h @ U + b, 4, axis=-1), strict=True))
    p_i, p_f, p_o = P[[1, 0, 2]] if mistake == "rows" else P * (mistake != "none")
    seen = {"h": h, "x": c[:, ::-1]}.get(mistake, c)
    s = {"i": sigmoid(sums["i"] + p_i * seen), "f": sigmoid(sums["f"] + p_f * seen)}
    s["c_tilde"] = np.tanh(sums["c_tilde"])
    s["c"] = s["f"] * (h if mistake == "f * h" else c) + s["i"] * s["c_tilde"]
    old = mistake == "old cell"
    s["o"] = sigmoid(sums["o"] + p_o * (c if old else h if mistake == "h" else s["c"]))
    s["h"] = s["o"] * (s["c"] if mistake == "no tanh" else np.tanh(s["c"]))
    return s


PEEPHOLE_MISTAKES = {
    "f * h": "your forget gate multiplies h; it multiplies c, the cell before",
    "order": "you take the four sums in the order i, f, o, c_tilde. Keras has i, f, c_tilde, o",
    "none": "your gates do not look at the cell yet: P changes nothing",
    "h": "your peepholes look at h. They look at the cell: that is their whole point",
    "rows": "the first row of P belongs to i, the second to f. Yours are exchanged",
    "old cell": "your output gate looks at the cell before the step. It waits for the new one",
    "no tanh": "your h shows the cell itself; it shows tanh of the cell",
}


@check
def peephole(peephole_step):
    """`peephole_step(x_t, h, c, W, U, b, P)`: an LSTM step whose gates see the cell; the six by name."""
    shapes = [(4, 2), (4, 3), (4, 3), (2, 12), (3, 12), (12,), (3, 3)]
    rng = np.random.default_rng(5)
    given = [rng.normal(size=shape) for shape in shapes]
    answer = ask(peephole_step, *given)
    right = _peephole(*given)
    if not isinstance(answer, dict) or set(answer) != set(right):
        raise Wrong(f"a dictionary with the keys {', '.join(right)} is expected.", "what lstm_step returns")
    got = {name: numbers(f'the "{name}" of the step', answer[name], shape=(4, 3)) for name in right}
    look = {"c": "the line of the new cell", "o": "the line of the output gate", "h": "the last line"}
    for name in ("i", "f", "c_tilde", "c", "o", "h"):
        mistakes = {words: _peephole(*given, mistake)[name] for mistake, words in PEEPHOLE_MISTAKES.items()}
        mistakes = {words: wrong for words, wrong in mistakes.items() if not close(wrong, right[name])}
        if name == "c_tilde":
            sums = np.arctanh(right[name])
            for row, p in enumerate(given[-1]):
                words = f"you gave the candidate a peephole, P[{row}] * c. Only gates have one"
                mistakes[words] = np.tanh(sums + p * given[2])
        words = f'the "{name}" is not what its equation says'
        compare(got[name], right[name], mistakes, look.get(name, f'the line that computes "{name}"'), words)
    return "The gates see the belt, and each at the right moment."


@check
def lamp(lamp):
    """`lamp()`: W (1, 4), U (1, 4), b (4,) of one unit that each press (x = 1) turns on or off."""
    answer = ask(lamp)
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        raise Wrong("`lamp` should return three arrays, W, U and b.", "its last line")
    shapes = {"W": (1, 4), "U": (1, 4), "b": (4,)}
    weights = [numbers(name, a, shape) for (name, shape), a in zip(shapes.items(), answer, strict=True)]
    x = presses(np.concatenate([[20, 300], np.random.default_rng(7).integers(0, 8, 1000)]))
    s = run(x, weights)
    if (t := first_wrong(x, s)) is None:
        return f"{int(x.sum()):,} presses, and the lamp was never wrong."
    if found := working_order(x[:400], weights):
        raise Wrong(
            f"your lamp works if the columns stand for {found}. Keras has {' '.join(GATES)}",
            "the order of your columns",
        )
    raise words_for(x, s, t, blind=not weights[1].any())


@check
def cells(broken):
    """`broken`: {"A": step, ...}, the first step that no LSTM unit can take; 0 if there is none."""
    if not isinstance(broken, dict) or set(broken) != set(LINES):
        raise Wrong('`broken` should be a dictionary with the keys "A" to "F".')
    if any(value is None for value in broken.values()):
        raise Unsolved("`broken` still holds None.")
    for name, line in LINES.items():
        said = number(f'broken["{name}"]', broken[name], 0, 12)
        right = first_impossible(line)
        if said == right:
            continue
        if right and said and abs(said - right) == 1:
            raise Wrong(f"line {name}: the right jump, but count again. Step 1 ends at the first dot after 0")
        raise Wrong(REASONS[name], f"line {name}, and at what one step can do from where it stands")
    return "A cell may fall from any height to 0 at once, but it climbs by less than 1 a step."


@check
def coupled(coupled_back):
    """`coupled_back(dh, dc, s, c_before)`: gradient of the sums of f, c_tilde, o, and dc before."""
    rng = np.random.default_rng(6)
    dh, dc, c_before, *sums = rng.normal(size=(6, 5, 3))
    s = {"f": sigmoid(sums[0]), "c_tilde": np.tanh(sums[1]), "o": sigmoid(sums[2])}
    s["c"] = s["f"] * c_before + (1 - s["f"]) * s["c_tilde"]
    s["h"] = s["o"] * np.tanh(s["c"])
    answer = ask(coupled_back, dh, dc, s, c_before)
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise Wrong("`coupled_back` should return two arrays, as it did.", "its last line")
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
        raise Wrong("dc one step before was right, and no longer is.", "what is returned besides the sums")
    if spoilt:
        raise Wrong(f"the gradient of {spoilt[0]} was right, and no longer is.", "the other lines")
    wrong = np.linalg.norm(got - np.concatenate(list(parts.values()), axis=-1))
    mistakes = {
        f"the gradient disagrees with differences, by {wrong / np.linalg.norm(got):.0%} of its length. "
        "Nothing else would have told you": dc * c_before * slope,
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
