"""Lesson 03: does its verdict hold in ten variations, and which of ten layers learns at which distance?

``python -m benchmarks.lesson_03`` (or ``make bench LESSON=03``) uses the functions of the two pages, not
copies of them. It makes

- ``robustness_03.csv``: ten variations of the lesson's verdict, about a minute of one core each. What is
  stored is not run again.
- with ``--recall``: ``recall_seeds.csv``, which the deeper page shows. Each layer at each gap with three
  seeds, a row for each run: name, gap, seed, log10_gradient (before training, at the lag of the key),
  accuracy (on 1,000 fresh sequences), sequences (seen in training), seconds (of three seeds).

- with ``--ladder``: ``ladder_seeds.csv``, which the core page shows: the LSTM on mixed distances, six fresh
  seeds, looked at while it learns. A row for each seed, number of sequences seen and distance: seed,
  sequences, gap, accuracy (on 500 sequences of that distance), log10_gradient (at the lag of its key),
  mean_gate, widest_gate (of the forget gates over fifty fillers, each unit's mean). About three minutes.

The rows stored in ``recall_seeds.csv`` are older than the stream that stops a training now: those runs
stopped when the 1,000 sequences on which they are scored were all right.
"""

import argparse
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from benchmarks.robustness import Variation, run_variations
from tools.notebooks.definitions import whole_lesson
from utils import session

RECALL = Path(__file__).with_name("recall_seeds.csv")
LADDER = Path(__file__).with_name("ladder_seeds.csv")
GAPS = (5, 20, 50, 100, 200)
ROUNDS, ROWS = 5, 12_800  # 64,000 sequences at most
NEEDED = {"AHEAD", "by_the_rule", "recall_network", "set_biases", "move_keys", "train", "recalls"}
NEEDED_OF_LADDER = {"RUNGS", "recall_network", "move_keys", "draw", "gradient_left", "read", "recall"}
PIECE = 1280  # sequences between two looks: ten updates
NEEDED_OF_DEEPER = {"NAMES", "SEEDS", "recall_model", "log10_gradient", "step_jacobians", "recall"}

# Written down before the first of them was run. The page itself uses seed 0, for weights and for data.
VARIATIONS = [
    *[Variation(f"seed {seed}", "seed", {"seed": seed}) for seed in range(11, 17)],
    Variation("half the training", "training", {"sequences": 32_000}),
    Variation("twice the training", "training", {"sequences": 128_000}),
    Variation("loud inputs", "setting", {"loudness": 40}),
    Variation("64 units", "size", {"units": 64}),
]


def score(
    lesson: SimpleNamespace, seed: int = 0, sequences: int = 64_000, units: int = 32, loudness: float = 1
) -> dict:
    """Train both layers in both ways, and ask the rule of the page.

    Args:
        lesson: what the page defines; its networks of one shape share a compiled program.
        seed: for the weights and the sequences.
        sequences: how many sequences a network sees at most.
        units: of the recurrent layer.
        loudness: of the inputs, as the page's ``recall_network`` takes it.

    Returns:
        The verdict; its margin, above 0 where the rule says "false": how much the larger lead lacks to
        count; the four accuracies behind it; and that of an LSTM with the biases for fifty steps, trained at
        one distance.
    """
    found = {}
    plain, lstm = lesson.layers.SimpleRNN, lesson.layers.LSTM
    for training, mix in (("one", None), ("mixed", lesson.move_keys)):
        for name, kind in (("plain", plain), ("lstm", lstm)):
            model = lesson.recall_network(kind, seed, units, loudness)
            lesson.train(model, mix, seed, sequences)
            found[f"{name}.{training}"] = lesson.recalls(model, seed)
    leads = [found[f"lstm.{training}"] - found[f"plain.{training}"] for training in ("one", "mixed")]
    model = lesson.recall_network(lstm, seed, units, loudness)
    lesson.set_biases(model.layers[1], forget=np.log(50), write=-np.log(50))
    lesson.train(model, None, seed, sequences)
    found["lstm_set.one"] = lesson.recalls(model, seed)
    rounded = {name: round(accuracy, 3) for name, accuracy in found.items()}
    margin = round(lesson.AHEAD - max(leads), 3)
    return {"verdict": lesson.by_the_rule(leads), "margin": margin, **rounded}


def recall_rows(page: SimpleNamespace, name: str, gap: int) -> pd.DataFrame:
    """Train three seeds of one layer at one gap.

    Args:
        page: what the deeper page defines.
        name: a layer of the page.
        gap: how many fillers stand between key and question.

    Returns:
        A row for each seed.
    """
    gradients, networks = [], []
    for seed in page.SEEDS:
        networks.append(page.recall_model(name, gap, seed))
        embedding, layer, _ = networks[-1].layers
        x, _ = page.recall(8, gap, seed=seed)
        A = page.step_jacobians(layer, embedding(x))
        gradients.append(page.log10_gradient(A)[gap])  # lag gap + 1: the step that read the key
    start = time.perf_counter()
    accuracy, sequences = train_side_by_side(page, networks, gap)
    return pd.DataFrame(
        {
            "name": name,
            "gap": gap,
            "seed": page.SEEDS,
            "log10_gradient": np.round(gradients, 3),
            "accuracy": accuracy,
            "sequences": sequences,
            "seconds": round(time.perf_counter() - start, 1),
        }
    )


def train_side_by_side(page: SimpleNamespace, networks: list, gap: int) -> tuple[list[float], int]:
    """Train several networks as one model: they share the batches, and nothing else.

    Training stops when all are right on a stream of its own, at the latest after ``ROUNDS`` rounds.

    Args:
        page: what the deeper page defines.
        networks: of the page's ``recall_model``, of the same kind.
        gap: how many fillers stand between key and question.

    Returns:
        The accuracy of each on 1,000 sequences that nothing else used; how many sequences were seen.
    """
    keras = page.keras
    tokens = keras.Input((gap + 2,), dtype="int32")
    model = keras.Model(tokens, [network(tokens) for network in networks])
    adam = keras.optimizers.Adam(3e-3, clipnorm=1.0)  # clips each weight matrix by itself
    model.compile(adam, ["sparse_categorical_crossentropy"] * len(networks), jit_compile=True)

    def accuracies(seed: int) -> list[float]:
        x, y = page.recall(1000, gap, seed=seed)
        answers = model.predict(x, batch_size=500, verbose=0)
        return [float(np.mean(answer.argmax(axis=1) == y)) for answer in answers]

    rounds = 0
    while rounds < ROUNDS:
        x, y = page.recall(ROWS, gap, seed=1000 + rounds)
        model.fit(x, [y] * len(networks), batch_size=128, shuffle=False, verbose=0)
        rounds += 1
        if min(accuracies(seed=98)) == 1:
            break
    return accuracies(seed=99), rounds * ROWS


def recall_table(names: list[str] | None, gaps: list[int], out: Path) -> None:
    """Train the layers of the deeper page, and store the table after each.

    Args:
        names: the layers; None for all.
        gaps: the distances.
        out: the table to write.

    Raises:
        ValueError: if the page has no such layer.
    """
    page = whole_lesson("03d", *NEEDED_OF_DEEPER)
    if unknown := set(names or []) - set(page.NAMES):
        raise ValueError(f"no layer {', '.join(sorted(unknown))}; there are {', '.join(page.NAMES)}")
    rows = []
    for gap in gaps:
        for name in names or page.NAMES:
            rows.append(recall_rows(page, name, gap))
            print(rows[-1].to_string(header=not rows[:-1], index=False), flush=True)
            pd.concat(rows).to_csv(out, index=False)  # after each: a long run may be stopped


def look(page: SimpleNamespace, model, seed: int) -> list[dict]:
    """Return how a network is doing at each distance of the mixture, and how open its forget gates are.

    Args:
        page: what the core page defines.
        model: of the page's ``recall_network``, with an LSTM.
        seed: for the sequences.

    Returns:
        For each distance: gap, accuracy, log10_gradient, mean_gate, widest_gate.
    """
    embedding, layer, _ = model.layers
    fillers, _ = page.recall(rows=50, gap=50, seed=4000 + seed)
    gate = page.read(model, fillers).f[:, 1:-1].mean(axis=(0, 1))
    gradient = page.gradient_left(layer, embedding(fillers[:8]))
    x, y = page.recall(500, gap=50, seed=5000 + seed)
    rows = []
    for gap in page.RUNGS:
        answers = model.predict(page.move_keys(x, y, seed, [gap]), batch_size=500, verbose=0)
        rows.append(
            {
                "gap": gap,
                "accuracy": round(float(np.mean(answers.argmax(axis=1) == y)), 3),
                "log10_gradient": round(float(np.log10(gradient[gap])), 3),  # lag gap + 1: the key
                "mean_gate": round(float(gate.mean()), 3),
                "widest_gate": round(float(gate.max()), 3),
            }
        )
    return rows


def ladder_table(out: Path, seeds: range = range(11, 17), sequences: int = 64_000) -> None:
    """Train the page's LSTM on mixed distances, and look at it after every tenth update.

    A network is left alone once nearly all of its answers are right at every distance.

    Args:
        out: the table to write, after each seed.
        seeds: for weights and sequences.
        sequences: how many a network sees at most.
    """
    page = whole_lesson("03", *NEEDED_OF_LADDER)
    rows = []
    for seed in seeds:
        model = page.recall_network(page.layers.LSTM, seed)
        x, y = page.draw(sequences, 1000 + seed, page.move_keys)
        for seen in range(0, sequences + 1, PIECE):
            found = look(page, model, seed)
            rows += [{"seed": seed, "sequences": seen, **row} for row in found]
            if min(row["accuracy"] for row in found) >= 0.99 or seen == sequences:
                break
            piece = slice(seen, seen + PIECE)
            model.fit(x[piece], y[piece], batch_size=128, shuffle=False, verbose=0)
        print(pd.DataFrame(rows[-len(found) :]).to_string(index=False), flush=True)
        pd.DataFrame(rows).to_csv(out, index=False)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Variations of the verdict; recall at several distances.")
    parser.add_argument("--recall", action="store_true", help="make the deeper page's table instead")
    parser.add_argument("--ladder", action="store_true", help="look at the LSTM while it learns instead")
    parser.add_argument("--gaps", type=int, nargs="+", default=GAPS)
    parser.add_argument("--names", nargs="+", help="layers of the deeper page; all of them if not given")
    parser.add_argument("--out", type=Path, default=RECALL, help="the table of the deeper page to write")
    chosen = parser.parse_args(arguments)
    session.load_tensorflow()
    if chosen.ladder:
        ladder_table(LADDER)
        return 0
    if chosen.recall:
        try:
            recall_table(chosen.names, chosen.gaps, chosen.out)
        except ValueError as error:
            parser.error(str(error))
        return 0
    lesson = whole_lesson("03", *NEEDED)
    run_variations("03", VARIATIONS, lambda **settings: score(lesson, **settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
