"""Checks of the exercises of lesson 04, An LSTM by hand."""

import numpy as np

from utils.checks.asking import ask, number, numbers, several
from utils.checks.judging import Unsolved, Wrong, check, close, compare, within
from utils.checks.lesson_04.cell_lines import LINES, REASONS, first_impossible, why_possible
from utils.checks.lesson_04.cell_lines import draw_cells as draw_cells  # for the notebook
from utils.checks.lesson_04.counting import answers_of, errors, test_rows, train_rows
from utils.checks.lesson_04.lamp import first_wrong, presses, run, sigmoid, what_is_wrong
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


@check
def counting(model, error):
    """Check a trained Keras model that counts letters, and its error on the test rows.

    Args:
        model: a Keras model, letters (rows, timesteps) -> counts (rows, timesteps, 1).
        error: its mean absolute error on the test rows, as `evaluate` gives it.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise Wrong(
            f"`model` is {type(model).__name__}; a Keras model is expected", "keras.Sequential([...])"
        )
    said = number("error", error, 0)
    letters, counts = test_rows()
    seen_letters, seen_counts = train_rows()
    answers_of(model, seen_letters[:4])
    answers = answers_of(model, letters)
    if not any(isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional) for layer in model.layers):
        raise Wrong("there is no recurrent layer in the model: nothing in it can count", "layers.LSTM")
    if any(isinstance(layer, keras.layers.Bidirectional) for layer in model.layers):
        raise Wrong("your model reads from behind, too: it sees letters that are still to come")
    right, with_padding = errors(answers, letters, counts)
    seen, _ = errors(answers_of(model, seen_letters), seen_letters, seen_counts)
    if within(said, seen, 0.02 * seen) and not within(said, right, 0.02 * right):
        raise Wrong(
            "`error` is that on the rows it was trained on. They say little about longer ones",
            "what you give to evaluate: letters_test and counts_test",
        )
    if within(said, with_padding, 0.02 * with_padding):
        raise Wrong(
            "your error counts the padding, too: no mask and no weights say where a row ends",
            "sample_weight in fit and in evaluate, or mask_zero=True in the Embedding",
        )
    of_all_places = right * np.mean(letters != 0)
    if within(said, of_all_places, 0.02 * of_all_places):
        raise Wrong(
            "your weights keep the padding out of the sum, but the loss divides the sum by all places",
            'the reduction of the loss: "mean_with_sample_weight"',
        )
    if not within(said, right, 0.02 * right + 0.005):
        raise Wrong(
            f"`error` is {said:.3f}, but the model is wrong by {right:.3f} on average on the test rows",
            'the loss: "mae" is the mean absolute error',
        )
    nothing, _ = errors(np.zeros_like(counts), letters, counts)
    if right > nothing / 2:
        raise Wrong(
            f"the model is wrong by {right:.2f} on average, and who always says 0 by {nothing:.2f}: it has "
            "not learnt to count",
            "the number of epochs, and the learning rate: Adam(1e-2) is a good start",
        )
    return (
        f"Wrong by {right:.2f} on rows up to twice as long as any it has seen; who says 0 by {nothing:.2f}."
    )


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
