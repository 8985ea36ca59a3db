"""Lesson 06: thirteen cells, six tasks: which part of the LSTM can be missed?

Everything down to "Tables" was written, and committed, before the run that decides, but for ``long_copy``. A
pilot came first (seeds 200 to 213: LSTM and no forget gate on all tasks, a GRU on recall, a plain network on
copying). It showed how long such networks take, that copying over twenty steps takes too long, and that
without a forget gate recall is learned far sooner, adding later. After it, copying was shortened, and the
rule, which had compared shares of seeds that solve, came to compare sequences, since most shares were 1. (By
shares the verdict is the same: the cell without forget gate solves more than the LSTM.)

**Cells**: `utils.models.lstm_variants.FAMILY`. Each has as many units as bring its recurrent weights nearest
to those of an LSTM of 32 units that reads the same task. Symbols enter as one-hot vectors, padding as zeros.
Gates that keep begin at sigmoid(1) = 0.73, as in Keras' LSTM; Keras' GRU begins as Keras made it, at 0.5.

**Tasks**, and when a sequence is right:

- ``recall``: eight keys, 50 fillers, then the question: the most probable key is the right one.
- ``adding``: 50 numbers, two are marked: the answer is less than 0.2 from their sum.
- ``copy``: five of eight symbols, to be written after 10 steps: right at every step.
- ``counting``: n a, n b, n c with n from 1 to 10: the most probable next symbol is legal at every step.
- ``parity``: 40 bits, even or odd so far: right at every step.
- ``reber``: strings of Reber's grammar, 5 to 20 symbols long, in two brackets: legal at every step.
- ``stream``, which does not count for the rule: such strings one after another, 100 steps, without a pause
  in which the cell would be emptied (Gers et al. 2000 found the forget gate for this).

- ``long_copy``, which does not count either: ``copy`` with ten times the budget (added when the table was
  there and had shown that one cell of thirteen copies within the budget of all).

"bidirectional" has already read the next symbol that ``counting`` and ``reber`` ask for: no rival there.

**Solved**: every 50 updates (3,200 sequences) the network answers 512 validation sequences. When 99 % of them
are right for the first time, training is over, and 512 test sequences are read, once. The network has solved
the task if at least 98 % of these are right. ``sequences`` is how many were read until then.

**Budget**: 4,000 updates of 64 sequences (256,000), drawn from 32,768 sequences that belong to the seed.
Adam, gradients clipped at norm 1, weight by weight.

**Learning rate**: of 0.001, 0.003 and 0.01, for each cell and task the one with which most networks of the
seeds 100, 101, 102 solve the task; where that is equal, the one with the fewest sequences, then the smaller.
These seeds (other weights, other sequences) have the same budget, and nothing of them is reported but the
choice. Reported: seeds 0 to 4.

**The rule.** What the lack of a part costs on a task: log2 of how many times as many sequences the cell
*without* it reads until the task is solved as the LSTM does (means of log2 over the seeds; a network that
does not solve counts as twice the budget). A cost of 1 is: twice as many. A part's cost is the mean over the
six tasks. Parts are the forget gate (``no_forget``), the input gate, the output gate and the output tanh. The
claim, "the forget gate is the most critical part of the cell", is true if the forget gate's cost is above 0
and the highest of the four; "true, but" if so, though it is below 0 on some task; otherwise false. The
distance to the line is the forget gate's cost, less the highest of the other three and 0.

**Robustness**: six fresh seeds (11 to 16, one network for each cell and task); half and twice the budget (the
five reported seeds, the same rates); another setting, gates that keep begin at sigmoid(3) = 0.95; another
size, the weights of an LSTM of 16 units. The last two choose their rates anew, by the same seeds. In the
table, ``margin`` is the distance to the line, with its sign turned if the verdict of the lesson is "false".

Tables: ``family_runs.csv`` has a row for each network that is reported (``size``; ``start``, the bias with
which gates that keep begin; ``seed``; the chosen ``rate``; ``sequences`` until training was over, 0 if that
was not within ``budget``; ``right`` of the test then, or at the end; the ``backend``).
``robustness_06.csv`` is computed from it, with the functions of the page.

``family_again.csv`` repeats a sample of these rows with TensorFlow on a processor, at the same rates and from
the same sequences; the weights and the order of the batches are from another generator.

``counting_seeds.csv``, of the deeper page: up to which n six cells count a^n b^n c^n rightly, trained up to
ten by the functions of that page, six seeds each (ten seconds of one core for a row; made on JAX). The rule,
written down before the table was made: the claim that an LSTM goes on counting is true if all six are right
up to 20 at least, false if none is, otherwise "true, but".

``loudness_seeds.csv``, of the deeper page: a plain network of 72 units (the weights of an LSTM of 32) on
``recall``, its one-hot vectors as they are and times 0.1. Seeds 0 to 4, 64,000 sequences as in lesson 03;
``right`` of 512 test sequences. It decides no verdict. A first look took the inputs times 0.12: with seed 0
both rates recalled, and from loud inputs neither; after 25,600 sequences seeds 0 and 2 recalled at the rate
0.001, seed 1 did not, and seed 0 did at 0.003. In the table 0.003, the rate of lesson 03, was run first; with
it two of five seeds recalled from quiet inputs. 0.001 was added then, for loud and quiet inputs alike.

``make bench LESSON=06`` trains what the tables lack. On TensorFlow it trains one network after the other,
with ``fit``: minutes for each. On JAX (``KERAS_BACKEND=jax``, which the course does not install) all networks
of a cell and task are trained side by side; the stored table was made in this way, on one GPU.
``python -m benchmarks.lesson_06 --again lstm recall 0`` trains one network and prints it beside its row.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from benchmarks.robustness import Variation, run_variations
from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils.synthetic import formal_languages, memory

RUNS = Path(__file__).with_name("family_runs.csv")
AGAIN = Path(__file__).with_name("family_again.csv")
SAMPLE = {"recall": ("no_forget", "gru", "janet"), "adding": ("gru",), "counting": ("lstm", "plain")}
SAMPLE |= {"parity": ("lstm",), "reber": ("no_forget",)}
COUNTING = Path(__file__).with_name("counting_seeds.csv")
LOUDNESS = Path(__file__).with_name("loudness_seeds.csv")
COUNTERS = ("lstm", "no_forget", "no_input", "gru", "plain", "janet")
RATES, CHOOSING = (0.001, 0.003, 0.01), (100, 101, 102)
SEEDS, FRESH = (0, 1, 2, 3, 4), (11, 12, 13, 14, 15, 16)
UPDATES, BATCH, EVERY, POOL, EXAM, ENOUGH = 4000, 64, 50, 32_768, 512, 0.99
SIZE, SMALL, LATE, START = 32, 16, 3.0, {"gru": 0.0}
PARTS = ("no_forget", "no_input", "no_output", "no_tanh")
DECIDING = ("lstm", *PARTS)
OTHERS = ("coupled", "gru", "plain", "peephole", "layer_norm", "janet", "stacked", "bidirectional")


@dataclass(frozen=True)
class Task:
    """A task as arrays.

    Args:
        draw: a function of rows and seed; returns x, y and, for symbols, which answers are right.
        inputs: features of a step.
        outputs: numbers that the network gives at a step.
        each_step: whether it is asked at every step, or at the end.
        padded: whether y is 0 at padding.
        updates: how many a network makes.
    """

    draw: Callable
    inputs: int
    outputs: int
    each_step: bool = True
    padded: bool = False
    updates: int = UPDATES

    @property
    def budget(self) -> int:
        """How many sequences a network reads."""
        return self.updates * BATCH


def _strings(make, **kwargs):
    def draw(rows, seed):
        strings = make(rows, seed=seed, **kwargs)
        return strings.x, strings.y, strings.legal

    return draw


def _copy(rows, seed):
    x, y = memory.copy_memory(rows, length=5, gap=10, seed=seed)
    return x, y, np.arange(10) == y[..., None]


def _recall(rows, seed):
    x, y = memory.recall(rows, gap=50, seed=seed)
    return x, y, np.arange(17) == y[..., None]


def _adding(rows, seed):
    x, y = memory.adding(rows, timesteps=50, seed=seed)
    return x, y, y


def _stream(rows, seed, timesteps=100):
    """Strings of the embedded grammar, drawn from 4,096 and put one behind the other."""
    x, y, legal = TASKS["reber"].draw(4096, seed)
    begins = np.arange(TASKS["reber"].outputs) == 1  # after the end of a string, the next one begins
    strings = []
    for number, length in enumerate((y > 0).sum(axis=1)):
        ended = np.append(x[number, :length], y[number, length - 1])
        strings.append((ended, np.append(y[number, :length], 1), np.vstack([legal[number, :length], begins])))
    shortest = min(len(string[0]) for string in strings)
    drawn = np.random.default_rng(seed).integers(0, len(strings), (rows, -(-timesteps // shortest)))
    streams = []
    for numbers in drawn:
        row = zip(*(strings[number] for number in numbers), strict=True)
        streams.append([np.concatenate(parts)[:timesteps] for parts in row])
    return tuple(np.stack(arrays) for arrays in zip(*streams, strict=True))


TASKS = {
    "recall": Task(_recall, 17, 17, each_step=False),
    "adding": Task(_adding, 2, 1, each_step=False),
    "counting": Task(_strings(formal_languages.counting, least=1, most=10), 6, 6, padded=True),
    "parity": Task(_strings(formal_languages.parity, timesteps=40), 3, 3),
    "copy": Task(_copy, 10, 10),
    "reber": Task(_strings(formal_languages.embedded_reber, least=5, most=20), 8, 8, padded=True),
    "stream": Task(_stream, 8, 8),
    "long_copy": Task(_copy, 10, 10, updates=40_000),
}
SIX = tuple(task for task in TASKS if task not in ("stream", "long_copy"))


@cache
def pool(task: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Training sequences of a seed: x and y, symbols as int8."""
    x, y, _ = TASKS[task].draw(POOL, 10 * seed)
    return (x, y) if task == "adding" else (x.astype(np.int8), y.astype(np.int8))


@cache
def exam(task: str, seed: int, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Other sequences of a seed: x, and which answers are right. Number 1 validates, 2 tests."""
    x, _, wanted = TASKS[task].draw(EXAM, 10 * seed + number)
    return x, wanted


def one_hot(task: str, x):
    """Symbols as one-hot vectors, padding (id 0 where there is one) as zeros; numbers as they are."""
    from keras import ops

    if task == "adding":
        return x
    x = ops.cast(x, "int32")
    vectors = ops.one_hot(x, TASKS[task].inputs)
    return vectors * ops.cast(x > 0, "float32")[..., None] if TASKS[task].padded else vectors


@cache
def units(cell: str, task: str, size: int) -> int:
    """How many units bring a cell's weights nearest to those of an LSTM of ``size`` units."""
    from utils.models.lstm_variants import relative, units_for

    inputs = TASKS[task].inputs
    return units_for(4 * size * (inputs + size + 1), lambda units: relative(cell, units), inputs)


def network(cell: str, task: str, size: int, start: float, **kwargs):
    """A Keras model: the cell at matched weights, and an output layer; numbers or logits."""
    import keras

    from utils.models.lstm_variants import relative

    about = TASKS[task]
    layer = relative(cell, units(cell, task, size), about.each_step, start, **kwargs)
    timesteps = exam(task, 0, 1)[0].shape[1]
    return keras.Sequential(
        [keras.Input((timesteps, about.inputs)), layer, keras.layers.Dense(about.outputs)]
    )


def loss_of(task: str, y, output):
    """Squared error for numbers, cross-entropy for symbols, padding left out."""
    from keras import ops

    if task == "adding":
        return ops.mean((output - y) ** 2)
    y = ops.cast(y, "int32")
    error = ops.sparse_categorical_crossentropy(y, output, from_logits=True)
    counts = ops.cast(y > 0, "float32") if TASKS[task].padded else ops.ones_like(error)
    return ops.sum(error * counts) / ops.sum(counts)


def share_right(task: str, wanted, output):
    """The share of sequences that are answered rightly from beginning to end."""
    from keras import ops

    if task == "adding":
        return ops.mean(ops.cast(ops.abs(output - wanted) < 0.2, "float32"))
    chosen = ops.one_hot(ops.argmax(output, axis=-1), TASKS[task].outputs)
    wanted = ops.cast(wanted, "float32")
    right = ops.sum(chosen * wanted, axis=-1) + (1 - ops.max(wanted, axis=-1)) > 0.5
    right = ops.all(right, axis=-1) if TASKS[task].each_step else right
    return ops.mean(ops.cast(right, "float32"))


def finish(shares, budget: int) -> dict:
    """What became of a network: shares is a list of (validation, test), one for every EVERY updates."""
    over = next((n for n, (validation, _) in enumerate(shares) if validation >= ENOUGH), None)
    at = len(shares) - 1 if over is None else over
    sequences = 0 if over is None else (at + 1) * EVERY * BATCH
    return {"sequences": sequences, "right": float(shares[at][1]), "budget": budget}


def is_solved(run, budget: int | None = None):
    """Whether a row (or each row of a table) has solved its task, within this many sequences."""
    within = run["sequences"] <= (run["budget"] if budget is None else budget)
    return (run["sequences"] > 0) & (run["right"] >= 0.98) & within


def choose(found: dict[float, list[dict]], budget: int) -> float:
    """The learning rate, from what became of the networks that choose, by the rule above."""

    def order(rate):
        solved = [is_solved(run, budget) for run in found[rate]]
        read = [run["sequences"] if ok else budget for run, ok in zip(found[rate], solved, strict=True)]
        return -sum(solved), sum(read), rate

    return min(found, key=order)


def settled(results: dict, read: int, budget: int) -> bool:
    """Whether more training would change nothing that is reported: rate chosen, its networks at their end.

    Args:
        results: {(seed, rate): what became of it} after ``read`` sequences.
        read: sequences so far, of each network.
        budget: within which the rate is chosen.
    """
    found = {rate: [results[seed, rate] for seed in CHOOSING] for rate in RATES}
    over = {rate: runs for rate, runs in found.items() if all(run["sequences"] for run in runs)}
    if read >= budget:
        rate = choose(found, budget)
    elif over:
        rate = choose(over, budget)
        ours = (-sum(map(is_solved, over[rate])), sum(run["sequences"] for run in over[rate]), rate)
        hopes = [
            (-len(CHOOSING), sum(run["sequences"] or read for run in found[other]), other)
            for other in RATES
            if other not in over
        ]
        if any(hope < ours for hope in hopes):
            return False
    else:
        return False
    return all(result["sequences"] for (_, of), result in results.items() if of == rate)


def finished(shares) -> bool:
    """Whether a network's training is over: a validation share (the first of a pair) is high enough."""
    return shares[-1][0] >= ENOUGH


@cache
def many(
    cell: str, task: str, size: int, start: float, seeds: tuple[int, ...], updates: int, **kwargs
) -> dict:
    """Train networks side by side, on JAX: {(seed, rate): what became of it}, for all three rates."""
    from benchmarks.side_by_side import train

    exams = [[exam(task, seed, number) for seed in seeds] for number in (1, 2)]
    rounds = train(
        build=lambda: network(cell, task, size, start, **kwargs),
        loss=lambda y, output: loss_of(task, y, output),
        seeds=seeds,
        rates=RATES,
        pools=[pool(task, seed) for seed in seeds],
        exams=[[np.stack(arrays) for arrays in zip(*one, strict=True)] for one in exams],
        right=lambda wanted, output: share_right(task, wanted, output),
        updates=updates,
        batch_size=BATCH,
        every=EVERY,
        prepare=lambda x: one_hot(task, x),
    )
    shares, results = [], {}
    for found in rounds:
        shares.append(found)
        so_far = np.stack(shares)
        results = {
            (seed, rate): finish(so_far[:, :, n, m], updates * BATCH)
            for n, seed in enumerate(seeds)
            for m, rate in enumerate(RATES)
        }
        if settled(results, len(shares) * EVERY * BATCH, TASKS[task].budget):
            break
    return results


@cache
def one(cell: str, task: str, size: int, start: float, seed: int, rate: float, updates: int) -> dict:
    """Train one network with Keras' ``fit``, on any backend."""
    import keras

    keras.utils.set_random_seed(seed)
    model = network(cell, task, size, start)
    model.compile(keras.optimizers.Adam(rate, clipnorm=1), lambda y, output: loss_of(task, y, output))
    x, y = pool(task, seed)
    exams = [(np.asarray(one_hot(task, x)), wanted) for x, wanted in (exam(task, seed, n) for n in (1, 2))]
    draw, shares = np.random.default_rng(seed), []
    for _ in range(updates // EVERY):
        rows = draw.integers(0, POOL, EVERY * BATCH)
        model.fit(np.asarray(one_hot(task, x[rows])), y[rows], batch_size=BATCH, shuffle=False, verbose=0)
        answers = [model.predict(asked, batch_size=EXAM, verbose=0) for asked, _ in exams]
        shares.append(
            [float(share_right(task, wanted, a)) for (_, wanted), a in zip(exams, answers, strict=True)]
        )
        if finished(shares):
            break
    return finish(shares, updates * BATCH)


def networks(cell: str, task: str, size: int, start: float) -> tuple[tuple[int, ...], int]:
    """The seeds that are reported of a cell and task, and their updates."""
    if cell in DECIDING and task in SIX and size == SIZE and start == START.get(cell, 1.0):
        return (*SEEDS, *FRESH), 2 * TASKS[task].updates
    return SEEDS, TASKS[task].updates


def row(cell: str, task: str, size: int, start: float, seed: int) -> dict:
    """Train a network as the rules say; the columns of the table."""
    import keras

    backend, (seeds, updates) = keras.config.backend(), networks(cell, task, size, start)
    if backend == "jax":
        results = many(cell, task, size, start, (*CHOOSING, *seeds), updates)
        found = {rate: [results[which, rate] for which in CHOOSING] for rate in RATES}
        rate = choose(found, TASKS[task].budget)
        result = results[seed, rate]
    else:
        about = (cell, task, size, start)
        found = {
            rate: [one(*about, which, rate, TASKS[task].updates) for which in CHOOSING] for rate in RATES
        }
        rate = choose(found, TASKS[task].budget)
        result = one(*about, seed, rate, updates)
    return {"rate": rate, **result, "backend": backend}


def wanted() -> list[dict]:
    """What tells the rows of the table apart, what matters most first."""
    groups = [(cell, task, SIZE, START.get(cell, 1.0)) for cell in (*DECIDING, *OTHERS) for task in SIX]
    groups += [(cell, task, SMALL, 1.0) for cell in DECIDING for task in SIX]
    keeping = ("lstm", "no_input", "no_output", "no_tanh")  # those that have a forget gate
    groups += [(cell, task, SIZE, LATE) for cell in (*keeping, "coupled", "gru", "janet") for task in SIX]
    groups += [
        (cell, "stream", SIZE, START.get(cell, 1.0)) for cell in (*DECIDING, "coupled", "gru", "plain")
    ]
    groups += [("lstm", task, SIZE, 0.0) for task in SIX] + [("gru", task, SIZE, 1.0) for task in SIX]
    groups += [(cell, "stream", SIZE, 1.0) for cell in ("peephole", "layer_norm", "janet", "stacked")]
    groups += [(cell, "long_copy", SIZE, START.get(cell, 1.0)) for cell in (*DECIDING, *OTHERS)]
    names = ("cell", "task", "size", "start")
    return [
        dict(zip(names, group, strict=True)) | {"seed": seed}
        for group in groups
        for seed in networks(*group)[0]
    ]


def variation(
    lesson: SimpleNamespace, runs: pd.DataFrame, of: str = "base", seeds=SEEDS, times: float = 1.0
) -> dict:
    """Score a variation from the table, by the rule of the page; ``of`` is "base", "late" or "small"."""
    usual = runs["start"] == runs["cell"].map(START).fillna(1.0)
    base = runs[(runs["size"] == SIZE) & usual]
    late = runs[(runs["size"] == SIZE) & (runs["start"] == LATE)]
    late = pd.concat([late, base[base["cell"] == "no_forget"]])  # which has no gate to begin elsewhere
    tables = {"base": base, "late": late, "small": runs[runs["size"] == SMALL]}
    chosen = tables[of][tables[of]["seed"].isin(seeds)]
    costs = lesson.costs(chosen, budget=int(times * UPDATES * BATCH))
    verdict, distance = lesson.decide(costs)
    page, _ = lesson.decide(lesson.costs(base[base["seed"].isin(SEEDS)]))
    numbers = {f"{part}.cost": value for part, value in costs.mean(axis=1).items()}
    numbers = {"margin": -distance if page == "false" else distance} | numbers
    return {"verdict": verdict} | {name: round(float(value), 4) for name, value in numbers.items()}


def once_more(runs: pd.DataFrame, cell: str, task: str, seed: int) -> dict:
    """Train a network of the table again, alone, on the backend at hand."""
    import keras

    key = {"cell": cell, "task": task, "size": SIZE, "start": START.get(cell, 1.0), "seed": seed}
    stored = runs[(runs[list(key)] == pd.Series(key)).all(axis=1)].iloc[0]
    found = one(*key.values(), float(stored["rate"]), int(stored["budget"]) // BATCH)
    return found | {"stored": int(stored["sequences"]), "backend": keras.config.backend()}


def count_on(deeper: SimpleNamespace, cell: str, seed: int) -> dict:
    """Train a cell to count up to ten, and see how far it goes."""
    layer = deeper.relative(cell, units(cell, "counting", SIZE), return_sequences=True)
    return {"reach": deeper.reach(deeper.train(layer, seed))}


def recall_at(loudness: float, rate: float, seed: int, sequences: int = 64_000) -> dict:
    """Train a plain network on recall, its inputs times ``loudness``; the share that it has right."""
    import keras

    keras.utils.set_random_seed(seed)
    layers = network("plain", "recall", SIZE, 1.0).layers
    model = keras.Sequential([keras.Input((52, 17)), keras.layers.Rescaling(float(loudness)), *layers])
    adam = keras.optimizers.Adam(rate, clipnorm=1)
    model.compile(adam, lambda y, output: loss_of("recall", y, output), jit_compile=True)
    x, y, _ = TASKS["recall"].draw(sequences, 10 * seed)
    model.fit(np.asarray(one_hot("recall", x)), y, batch_size=BATCH, verbose=0)
    asked, wanted = exam("recall", seed, 2)
    answer = model.predict(np.asarray(one_hot("recall", asked)), batch_size=EXAM, verbose=0)
    return {"right": round(float(share_right("recall", wanted, answer)), 4)}


def loudness_wanted() -> list[dict]:
    """What tells the rows of the table of loudness apart."""
    names = ("loudness", "rate", "seed")
    return [dict(zip(names, key, strict=True)) for key in product((1.0, 0.1), (0.001, 0.003), SEEDS)]


VARIATIONS = [Variation(f"seed {seed}", "seed", {"seeds": (seed,)}) for seed in FRESH]
VARIATIONS += [
    Variation("half the training", "training", {"times": 0.5}),
    Variation("twice the training", "training", {"times": 2.0}),
    Variation("gates that keep begin at 0.95", "setting", {"of": "late"}),
    Variation("16 units in place of 32", "size", {"of": "small"}),
]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Lesson 06: which part of the LSTM can be missed?")
    parser.add_argument("--again", nargs=3, metavar=("CELL", "TASK", "SEED"), help="train one network again")
    options = parser.parse_args(arguments)
    if options.again:
        cell, task, seed = options.again[0], options.again[1], int(options.again[2])
        print(once_more(pd.read_csv(RUNS), cell, task, seed))
        return 0
    complete(RUNS, wanted(), row)
    runs = pd.read_csv(RUNS)
    lesson = whole_lesson("06", "costs", "decide")
    run_variations("06", VARIATIONS, lambda **settings: variation(lesson, runs, **settings))
    sample = [
        {"cell": c, "task": t, "seed": n} for t, cells in SAMPLE.items() for c in cells for n in range(3)
    ]
    complete(AGAIN, sample, lambda **key: once_more(runs, **key))
    deeper = whole_lesson("06d", "relative", "train", "reach")
    keys = [{"cell": cell, "seed": seed} for cell in COUNTERS for seed in FRESH]
    complete(COUNTING, keys, lambda cell, seed: count_on(deeper, cell, seed))
    complete(LOUDNESS, loudness_wanted(), recall_at)
    return 0


if __name__ == "__main__":
    sys.exit(main())
