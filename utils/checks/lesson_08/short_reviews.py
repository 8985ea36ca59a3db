"""Short reviews of two opinions of which the last one counts, from the grammar of the restaurant reviews."""

import random

import numpy as np

from utils.synthetic.restaurant_reviews import ASPECTS, Writer

WRONG_STARS = 0.15  # of the guests of the training and the validation part
PLACES = {
    "train": ["Anchor", "Bridge", "Crown", "Dolphin", "Elephant", "Falcon"],
    "validation": ["Garland", "Harp", "Island", "Juniper"],
    "new": ["Kettle", "Lantern", "Magnolia", "Nutmeg"],
}


def short_reviews(rows: int, part: str, seed: int = 0) -> tuple[list[str], np.ndarray]:
    """Draw reviews of two opinions, one good and one bad; the guest was content if the last is good.

    Args:
        rows: how many.
        part: "train", "validation" or "new", each from restaurants of its own. Of the first two, some guests
            have given the wrong stars.
        seed: for the random numbers.

    Returns:
        The reviews; (rows,) 1 if the guest was content by the stars, 0 if not.
    """
    rng = random.Random(f"{seed} {part}")
    texts, labels = [], []
    for _ in range(rows):
        is_content = rng.random() < 0.5
        signs = (-1, 1) if is_content else (1, -1)
        aspects = rng.sample(list(ASPECTS), 2)
        first, last = (Writer(rng, "train").opinion(a, s).text for a, s in zip(aspects, signs, strict=True))
        texts.append(f"At the {rng.choice(PLACES[part])} {first}, but {last}.")
        is_wrong = part != "new" and rng.random() < WRONG_STARS
        labels.append(int(is_content != is_wrong))
    return texts, np.array(labels)
