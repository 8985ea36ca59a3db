"""Lesson 00 pushed: does its verdict hold with other seeds, other reviews, more training, other settings?

``python -m benchmarks.lesson_00`` (or ``make bench LESSON=00``) trains the page's own ten lines with and
without the mask in ten variations, and writes ``robustness_00.csv``. A seed is one for the weights and for
the reviews, which are drawn anew; the other variations keep the page's reviews and change one thing. It takes
about five minutes on two idle cores.

It also writes ``recipes_seeds.csv``: what the four recipes of the deeper page reach with seeds 1 and 2, by
that page's own functions; seed 0 is trained on the page. One minute more.
"""

import ast
import dataclasses
import functools
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from benchmarks.robustness import Variation, run_variations
from benchmarks.tables import complete
from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from tools.notebooks.files import read
from utils import session
from utils.datasets import load_restaurant_reviews
from utils.synthetic import restaurant_reviews

SEED = 100  # of the weights, where the reviews are the page's; the page itself has 0
VARIATIONS = [
    *[Variation(f"seed {seed}", "seed", {"seed": seed}) for seed in (11, 12, 13, 14, 15, 16)],
    Variation("half the reviews", "training", {"share": 0.5}),
    Variation("twice the passes", "training", {"epochs": 4}),
    Variation("length 150", "setting", {"length": 150}),
    Variation("64 units", "size", {"units": 64}),
]
COLUMNS = ["split", "label", "text"]
DEEPER = ROOT / "notebooks" / "deeper" / "00_your_first_lstm.ipynb"
RECIPES = {"forecast": "forecast", "tags": "tagger", "numbers": "numbers_right", "stream": "stream_right"}
RECIPE_SEEDS = (1, 2)
RECIPE_TABLE = Path(__file__).with_name("recipes_seeds.csv")


def reviews_of(seed: int | None) -> pd.DataFrame:
    """Draw reviews anew, as many as the bundled ones; those themselves for None."""
    if seed is None:
        return load_restaurant_reviews()[COLUMNS]
    drawn = restaurant_reviews.generate(restaurant_reviews.ROWS, seed)
    return pd.DataFrame([dataclasses.asdict(review) for review in drawn])[COLUMNS]


def score(seed: int | None = None, share: float = 1.0, **settings: int) -> dict:
    """Train with and without the mask, count, and judge on the test reviews by the page's rule.

    Args:
        seed: for weights and reviews; None for the page's reviews, and weights from `SEED`.
        share: the part of the training reviews that is used.
        **settings: ``epochs``, ``units`` or ``length`` of the page's ``ten_lines``.

    Returns:
        Verdict, margin, and the three accuracies.
    """
    lesson = whole_lesson("00", "ten_lines", "counts", "by_rule")
    reviews = reviews_of(seed)
    rows, test = (reviews[reviews["split"] == part] for part in ("train", "test"))
    train = rows[: int(share * 0.85 * len(rows))]
    x, y = lesson.tf.constant(test["text"]), test["label"].to_numpy()
    right = {}
    for name, mask in {"masked": True, "unmasked": False}.items():
        model = lesson.ten_lines(train, mask, SEED if seed is None else seed, **settings)
        right[name] = model.evaluate(x, y, batch_size=500, verbose=0)[1]
    counted = lesson.counts(train).score(test["text"], y)
    verdict, margin = lesson.by_rule(right["masked"], right["unmasked"])
    rounded = {name: round(float(value), 4) for name, value in (right | {"counted": counted}).items()}
    return {"verdict": verdict, "margin": round(float(margin), 4), **rounded}


def recipes(page: Path = DEEPER) -> dict[str, Callable[[int], float]]:
    """The recipes of the deeper page, with the data that its cells make for them; nothing is trained yet.

    The statements of the page run in order, up to its layer. Left out is what trains, what reads the stored
    table, and all that depends on either.

    Returns:
        By the column of the table, a function of the seed: its score; for the forecast, how far it is off.

    Raises:
        ValueError: if the page lacks a recipe.
    """
    names: dict = {"__name__": "lesson_00d", "root": ROOT}
    left_out = {"stored"}
    for cell in read(page).cells:
        if cell.cell_type != "code" or "setup" in cell.metadata.get("tags", []):
            continue
        for node in ast.parse(cell.source).body:
            used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            is_function = isinstance(node, ast.FunctionDef)
            if set(RECIPES.values()) <= set(names) and isinstance(node, ast.ClassDef | ast.FunctionDef):
                reached = {column: names[function] for column, function in RECIPES.items()}
                return reached | {"forecast": lambda seed: names["off"](names["forecast"](seed))}
            if not is_function and used & (left_out | set(RECIPES.values())):
                left_out |= {
                    part.id
                    for part in ast.walk(node)
                    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
                }
            else:
                exec(compile(ast.Module([node], []), page.name, "exec"), names)
    raise ValueError(f"{page.name} lacks one of {list(RECIPES.values())}: change benchmarks/lesson_00.py.")


def run_recipes() -> None:
    """Train each recipe with the seeds that are not stored yet, and store what it reaches."""
    made = functools.cache(recipes)  # once, and only if a seed is missing
    complete(
        RECIPE_TABLE,
        [{"seed": seed} for seed in RECIPE_SEEDS],
        lambda seed: {column: float(reached(seed)) for column, reached in made().items()},
    )


def main() -> int:
    """Run the variations and the recipes that are not stored yet."""
    session.load_tensorflow()
    run_variations("00", VARIATIONS, score)
    run_recipes()
    return 0


if __name__ == "__main__":
    sys.exit(main())
