"""How far back a gradient arrives, half-lives, stuck gates, carried states, halves that are not read."""

from collections.abc import Iterator

import numpy as np

from utils.checkup.case import Call, Case, describe
from utils.checkup.looking import last_dense
from utils.checkup.registry import Unseen, finding

LEFT = 1e-3  # a gradient that is so many times weaker at the first word than at the last does not arrive
FULL = 0.99  # share of the gradient that counts as all of it
GROWN = 1e3  # a gradient that grows so many times on its way back runs away
SHORT = 0.05  # a half-life that is so small a share of a row is worth a word
STUCK = 0.01  # a gate nearer to 0 or 1 than this hardly learns
MANY_STUCK, MOST_STUCK = 0.5, 0.8
NOTICED = 0.01  # a change of the answer, as a share of its spread


@finding(
    "how far back the gradient arrives",
    "What a gradient does not reach is not learnt from. That is no fault where the last words decide; "
    "where early ones do, training will be slow.",
)
def short_gradient(case: Case) -> Iterator[tuple]:
    """The gradient at the first word against that at the last, in the first layer that reads forward."""
    growth = {one.name: _growth(one) for one in case.calls}
    grown = [name for name, times in growth.items() if times > GROWN]
    if not all(np.isfinite(part).all() for call in case.calls for part in (call.x, *_weights(call))):
        raise Unseen("nan or infinity reaches a recurrent layer")
    if grown:
        yield (
            "alarm",
            f"The gradient grows on its way back through {grown[0]}, {growth[grown[0]]:.1e} times.",
            growth[grown[0]],
            "Set clipnorm=1.0 in the optimizer, keep activation='tanh', and scale the inputs to about 1.",
            "A single step of training then throws the weights away: the loss jumps, or is nan.",
        )
        return
    call = next((one for one in case.calls if not one.layer.go_backwards), case.calls[0])
    if call.gradient is None:
        raise Unseen("no output of the model is a number with a gradient")
    words = call.words
    rows = np.flatnonzero((words.sum(axis=1) >= 2) & (call.gradient.sum(axis=1) > 0))
    if not len(rows):
        if any((one.gradient > 0).any() for one in case.calls) or not words.any():
            return
        if any(not np.asarray(weight).any() for weight in getattr(last_dense(case.model), "weights", [])[:1]):
            raise Unseen("the weights of the last layer are all 0")
        yield (
            "alarm",
            f"No gradient arrives at {call.name} at all: the answer does not depend on what it reads.",
            0,
            "Look for a layer between that lets none through: stop_gradient, argmax, a relu that is 0 "
            "everywhere.",
            "The layer's weights stay as they are, whatever the data say.",
        )
        return
    ratios, reach = [], []
    for row in rows:
        gradient = call.gradient[row, words[row]]
        gradient = gradient[::-1] if call.layer.go_backwards else gradient
        ratios.append(gradient[0] / max(gradient[-1], 1e-38))
        from_end = np.cumsum(gradient[::-1]) / gradient.sum()
        reach.append(1 + np.argmax(from_end >= FULL))
    ratio, last = np.median(ratios), np.median(reach)
    length = np.median(words[rows].sum(axis=1))
    if ratio < LEFT:
        yield (
            "note",
            f"At {call.name} the gradient at the first step is {ratio:.0e} of that at the last; "
            f"{FULL:.0%} of it lies on the last {last:.0f} of {length:.0f} steps.",
            ratio,
            "If early steps matter: an LSTM with a forget bias of about log(length), "
            "return_sequences=True with pooling, a Bidirectional, or shorter texts.",
        )


def _growth(call: Call) -> float:
    """How many times longer the gradient is where it arrives than where it came in."""
    if call.gradient is None:
        return 0.0
    return np.nan_to_num(call.gradient, nan=np.inf).max(initial=0) / (call.into or 1.0)


def _weights(call: Call) -> list[np.ndarray]:
    return [np.asarray(weight) for weight in call.layer.weights if weight.dtype.startswith("float")]


@finding(
    "half-life of the units",
    "A unit that is told nothing loses half of what it holds in so many steps. Training moves this, and the "
    "words themselves do: it is where learning begins.",
)
def half_life(case: Case) -> Iterator[tuple]:
    """How many steps the bias of the forget gate alone lets a unit remember."""
    for call in case.calls:
        keep = _kept_per_step(call)
        if keep is None:
            continue
        length = np.median(call.words.sum(axis=1))
        with np.errstate(divide="ignore"):
            steps = np.log(0.5) / np.log(np.clip(keep, 1e-6, 1 - 1e-9))
        longest = steps.max()
        if longest < SHORT * length:
            yield (
                "note",
                f"By the bias of its {'forget' if call.kind == 'LSTM' else 'update'} gate alone, the "
                f"units of {call.name} have half-lives of {steps.min():.1f} to {longest:.1f} steps; the "
                f"middle row has {length:.0f}.",
                longest,
                "Only if early steps matter: begin with larger forget biases, up to log(length) (Tallec and "
                "Ollivier 2018).",
            )
            return


def _kept_per_step(call: Call) -> np.ndarray | None:
    """The share that a unit keeps in a step if its gate hears nothing but its bias, (units,)."""
    cell = call.layer.cell
    if call.kind not in ("LSTM", "GRU") or not _is(cell.recurrent_activation, "sigmoid"):
        return None
    if not cell.use_bias:
        return np.full(cell.units, 0.5)
    bias = np.asarray(cell.bias, np.float64)
    if call.kind == "LSTM":
        bias = bias[cell.units : 2 * cell.units]
    else:  # z keeps; with reset_after there is a bias for x and one for h
        bias = np.atleast_2d(bias)[:, : cell.units].sum(axis=0)
    return 1 / (1 + np.exp(-bias))


def _is(activation, name: str) -> bool:
    return getattr(activation, "__name__", "") == name


@finding(
    "gates that are stuck",
    "A sigmoid near 0 or 1 and a tanh near -1 or 1 have no slope: their weights hardly learn any more.",
)
def saturated_gates(case: Case) -> Iterator[tuple]:
    """The share of gates and candidates without slope; a forget gate near 1 is a memory, and not counted."""
    for call in case.calls:
        share = _stuck(call)
        if share is None or share < MANY_STUCK:
            continue
        yield (
            "alarm" if share >= MOST_STUCK else "note",
            f"{share:.0%} of the gates and candidates of {call.name} are within {STUCK:g} of an end of "
            "their range.",
            share,
            "Scale the inputs to about 1, take a lower learning rate, set clipnorm=1.0; if training has "
            "done it, build the model anew.",
        )


def _stuck(call: Call) -> float | None:
    """The share of gates and candidates without slope, at the words; None for a cell of someone's own."""
    words = call.words
    if call.gates is None or not words.any():
        return None
    tanh, sigmoids = {"LSTM": ("c_tilde", "io"), "GRU": ("h_tilde", "r"), "SimpleRNN": ("h", "")}[call.kind]
    stuck = [(np.abs(call.gates[tanh][words]) > 1 - 2 * STUCK).mean()]
    stuck += [(np.abs(call.gates[name][words] - 0.5) > 0.5 - STUCK).mean() for name in sigmoids]
    return float(np.mean(stuck))


@finding(
    "a carried state",
    "A stateful layer begins row i of a batch with the state in which it left row i of the batch before: "
    "right only if that row goes on where the other ended.",
)
def carried_state(case: Case) -> Iterator[tuple]:
    """States that are carried across shuffled batches, or that are not 0 now."""
    layers = {call.layer.name: call.layer for call in case.calls if call.layer.stateful}
    if not layers:
        return
    names = ", ".join(describe(layer) for layer in layers.values())
    if case.shuffled:
        yield (
            "alarm",
            f"{names} carries its state from batch to batch, and the rows are shuffled.",
            len(layers),
            "Call fit(shuffle=False) with rows in order, row i of each batch going on with row i of the one "
            "before; or set stateful=False.",
            "Each row then begins with the state of some other text, which is noise.",
        )
    elif case.shuffled is None:
        yield (
            "note",
            f"{names} carries its state from batch to batch. fit shuffles rows unless you forbid it.",
            len(layers),
            "Call fit(shuffle=False), and reset the state after each epoch; then pass shuffled=False here.",
        )
    change = _change(case)
    if change > NOTICED and not case.shuffled:
        yield (
            "note",
            f"The state of {names} is not 0: the answer to the first rows of x differs by {change:.0%} of "
            "its spread from the one after a reset.",
            change,
            "Call reset_state() of the layer wherever a new sequence begins: before each epoch, before "
            "predict and evaluate.",
            "The state survives calls of fit, evaluate and predict; if a new sequence begins here, its first "
            "answers rest on an old one.",
        )


def _change(case: Case) -> float:
    if case.fresh is None:
        return 0.0
    changes = []
    for answer, fresh in zip(case.answers, case.fresh, strict=True):
        if answer.value.dtype.kind == "f" and np.isfinite(answer.value).all():
            changes.append(np.abs(answer.value - fresh).max() / (np.std(fresh) + 1e-6))
    return float(max(changes, default=0))


@finding(
    "a last batch of another size",
    "A stateful layer holds one state for each row of a batch: a batch of another size stops with an error.",
)
def odd_batch(case: Case) -> Iterator[tuple]:
    """Rows that do not fill the last batch of a stateful model."""
    stateful = [call for call in case.calls if call.layer.stateful]
    size = len(case.chosen)
    for name, parts in (("x", case.x), ("x_val", case.x_val)):
        rest = len(parts[0]) % size if parts and stateful else 0
        if rest:
            yield (
                "alarm",
                f"{name} has {len(parts[0]):,} rows, and {stateful[0].name} was built for batches of {size}: "
                f"the last batch has {rest}.",
                rest,
                f"Leave out {rest} rows, {name}[: len({name}) // {size} * {size}], and pass "
                f"batch_size={size}.",
            )


@finding(
    "a backward half that has read one word",
    "The backward half of a Bidirectional reads from the end: at the last step it has seen the last word "
    "only, and at the first step everything.",
)
def unread_half(case: Case) -> Iterator[tuple]:
    """A Bidirectional that returns sequences of which only the last step is used."""
    for call in case.calls:
        if call.wrapper is None or not call.layer.go_backwards or call.used is None:
            continue
        used = call.used[:, ::-1]  # what a backward half returns is in its own order
        timesteps = used.shape[1]
        if timesteps < 3 or not (used[:, -1] > 0).any() or (used[:, :-1] > 0).any():
            continue
        if any(answer.steps for answer in case.answers):  # only one step of the answer was asked
            continue
        yield (
            "alarm",
            f"Of what {call.name} returns only the last of {timesteps} steps is used.",
            1,
            "Set return_sequences=False in the layer: Keras then takes the last state of each half.",
        )
