"""Write the bundled fashion descriptions: a sample from the two worlds of `utils.fashion`.

python data/make_fashion_descriptions.py            # rewrite fashion_descriptions.csv
python data/make_fashion_descriptions.py --check    # compare, write nothing
python data/make_fashion_descriptions.py --floor    # print the exact floor of each world
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from utils import fashion

SEED = 2026
SPLITS = {"train": 18_000, "val": 2_000, "test": 2_000, "test_new": 2_000}
PATH = Path(__file__).with_name("fashion_descriptions.csv")
FACTS = ("garment", "colour", "material", "occasion", "care")
PARTS = ("pattern", "fit", "detail", "season")  # empty where a description does not mention it
COLUMNS = ("description_id", "split", "description", *FACTS, *PARTS, "other_colours")


def generate(splits: dict[str, int] | None = None, seed: int = SEED) -> tuple[list[dict[str, str]], int]:
    """The rows of the table, and how often a text came up again and was left out.

    The draws are independent, so the order is as random as any: the first go to training, and so on.
    """
    splits = SPLITS if splits is None else splits
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    repeats = 0
    for world in ("seen", "new"):
        wanted = [
            split
            for split, n in splits.items()
            for _ in range(n)
            if (split == "test_new") == (world == "new")
        ]
        drawn = _endless(world, seed if world == "seen" else seed + 1)
        while wanted:
            row = next(drawn)
            if row["description"] in seen:
                repeats += 1
                continue
            seen.add(row["description"])
            rows.append({"description_id": str(len(rows) + 1), "split": wanted.pop(0), **row})
    return rows, repeats


def _endless(world: str, seed: int) -> Iterator[dict[str, str]]:
    for made in fashion.grammar(world).sample(sys.maxsize, seed):
        row = {"description": fashion.text_of(made.tokens)}
        row |= {name: made.facts[name] for name in FACTS}
        row |= {name: made.parts.get(name, "") for name in PARTS}
        others = (token for token in made.tokens if token in fashion.COLOURS and token != row["colour"])
        yield row | {"other_colours": " ".join(others)}


def to_csv(rows: list[dict[str, str]]) -> str:
    buffer = io.StringIO()
    table = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return buffer.getvalue()


def print_floor() -> None:
    """The entropy and the least perplexity of each world: what no model can beat."""
    print(f"The new combinations have {fashion.share_of_new():.1%} of the whole range.")
    for world in ("seen", "new"):
        grammar = fashion.grammar(world)
        nats, tokens, floor = grammar.entropy(), grammar.mean_tokens(), fashion.floor(world)
        print(f"{world:4}  {nats:.3f} nats a text, {tokens:.3f} tokens with the end; ", end="")
        print(f"floor {floor:.4f} nats a token, perplexity {math.exp(floor):.4f}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write the bundled fashion descriptions.")
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    parser.add_argument("--floor", action="store_true", help="print the exact floor of each world")
    chosen = parser.parse_args(arguments)
    if chosen.floor:
        print_floor()
        return 0
    rows, repeats = generate()
    if chosen.check:
        same = PATH.exists() and PATH.read_bytes() == to_csv(rows).encode("utf-8")
        print(f"{PATH.name} is {'up to date' if same else 'not what this script writes'}")
        return int(not same)
    PATH.write_bytes(to_csv(rows).encode("utf-8"))
    print(f"{PATH.name}: {len(rows):,} descriptions, {repeats} repeats left out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
