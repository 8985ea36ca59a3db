"""Short sentences with a topic and an opinion, from the grammar of the restaurant reviews."""

import random

import numpy as np

from utils.synthetic.restaurant_reviews import ASPECTS, Writer


def sentences(rows: int, part: str, seed: int = 0) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Draw sentences, each about one thing.

    Args:
        rows: how many.
        part: "train" or "test"; no sentence is in both.
        seed: for the random numbers.

    Returns:
        The sentences; (rows,) their topics, 1 food, 2 service, 3 price; (rows,) their opinions, 1 good.
    """
    rng = random.Random(f"{seed} {part}")
    texts, topics, opinions = [], [], []
    for row in range(rows):
        topic, is_good = row % 3, rng.random() < 0.5
        text = Writer(rng, part).opinion(ASPECTS[topic], 1 if is_good else -1).text
        texts.append(f"{text[0].upper()}{text[1:]}.")
        topics.append(topic + 1)
        opinions.append(int(is_good))
    order = np.random.default_rng(seed).permutation(rows)
    return [texts[row] for row in order], np.array(topics)[order], np.array(opinions)[order]
