"""Lesson 03: does its verdict hold in ten variations, and which of ten layers learns at which distance?

``make bench LESSON=03`` makes both tables, with the functions of the lesson itself, not a copy of them.

- ``robustness_03.csv``: ten variations of the verdict; about a minute of one core each. A variation that is stored
  is not run again.
- ``recall_seeds.csv``, which the deeper page shows: each layer at each gap with three seeds, a row for each run:
  name, gap, seed, log10_gradient (before training, at the lag of the key), accuracy (on 1,000 fresh sequences),
  sequences (seen in training), seconds (of three seeds). Half an hour; ``--table recall`` makes it alone.
"""

import argparse
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from benchmarks.robustness import Variation, run_variations
from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from utils import session

LESSON = ROOT / "notebooks" / "03_vanishing_gradients.ipynb"
NEEDED = {"AHEAD", "by_the_rule", "recall_network", "set_forget_bias", "train", "recalls"}

# Written down before the first of them was run. The page itself uses seed 0, for weights and for data.
VARIATIONS = [
    *[Variation(f"seed {seed}", "seed", {"seed": seed}) for seed in range(11, 17)],
    Variation("half the training", "training", {"sequences": 32_000}),
    Variation("twice the training", "training", {"sequences": 128_000}),
    Variation("loud inputs", "setting", {"loudness": 40}),
    Variation("64 units", "size", {"units": 64}),
]


class Networks:
    """Makes the page's networks, and lets those of one shape share a compiled program, which takes as long as training.

    Args:
        lesson: what the page defines.
    """

    def __init__(self, lesson: SimpleNamespace) -> None:
        self.lesson, self.compiled = lesson, {}

    def fresh(self, kind: type, seed: int, units: int, loudness: float):
        """Return an untrained network, as ``recall_network`` of the page makes it.

        It is the same object for each kind and number of units: use it before the next one is asked for.
        """
        new = self.lesson.recall_network(kind, seed, units, loudness)
        model = self.compiled.setdefault((kind, units), new)
        model.set_weights(new.get_weights())
        for variable in model.optimizer.variables:
            if variable is not model.optimizer._learning_rate:
                variable.assign(np.zeros(variable.shape))
        return model


def score(
    networks: Networks, seed: int = 0, sequences: int = 64_000, units: int = 32, loudness: float = 1
) -> dict:
    """Train both layers in both ways, and ask the rule of the page.

    Args:
        networks: makes the networks of the page.
        seed: for the weights and the sequences.
        sequences: how many sequences a network sees at most.
        units: of the recurrent layer.
        loudness: of the inputs, as the page's ``recall_network`` takes it.

    Returns:
        The verdict; its margin, above 0 where the rule says "false": how much the larger lead lacks to count; the
        four accuracies behind it; and that of an LSTM with the forget bias for fifty steps, trained at one distance.
    """
    lesson, found = networks.lesson, {}
    plain, lstm = lesson.layers.SimpleRNN, lesson.layers.LSTM
    for training, mixed in (("one", False), ("mixed", True)):
        for name, kind in (("plain", plain), ("lstm", lstm)):
            model = networks.fresh(kind, seed, units, loudness)
            lesson.train(model, mixed, seed, sequences)
            found[f"{name}.{training}"] = lesson.recalls(model, seed)
    leads = [found[f"lstm.{training}"] - found[f"plain.{training}"] for training in ("one", "mixed")]
    model = networks.fresh(lstm, seed, units, loudness)
    lesson.set_forget_bias(model.layers[1], np.log(50))
    lesson.train(model, False, seed, sequences)
    found["lstm_set.one"] = lesson.recalls(model, seed)
    rounded = {name: round(accuracy, 3) for name, accuracy in found.items()}
    margin = round(lesson.AHEAD - max(leads), 3)
    return {"verdict": lesson.by_the_rule(leads), "margin": margin, **rounded}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    session.load_tensorflow()
    lesson = whole_lesson("03", *NEEDED)
    networks = Networks(lesson)
    run_variations("03", VARIATIONS, lambda **settings: score(networks, **settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
