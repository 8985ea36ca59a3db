"""Write the bundled tables anew: the same seed gives the same bytes.

python data/make.py restaurant             # restaurant_reviews.csv
python data/make.py fashion                # fashion_descriptions.csv
python data/make.py fashion --check        # compare, write nothing
python data/make.py fashion --card         # the numbers of the data card: the exact floor, or linear models
"""

import argparse
import csv
import io
import math
import sys
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from utils.synthetic import fashion, restaurant_reviews  # noqa: E402  found through the line above


def as_csv(rows: Iterable[dict], columns: Iterable[str]) -> bytes:
    """Write a table as CSV.

    Args:
        rows: column -> value, for each row; other keys are left out.
        columns: the columns of the file, in order.

    Returns:
        The bytes of the file.
    """
    buffer = io.StringIO()
    table = csv.DictWriter(buffer, columns, lineterminator="\n", extrasaction="ignore")
    table.writeheader()
    table.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def restaurant() -> bytes:
    """Draw the restaurant reviews.

    Returns:
        The bytes of the file.
    """
    return as_csv(map(vars, restaurant_reviews.generate()), restaurant_reviews.COLUMNS)


def catalogue() -> bytes:
    """Draw the fashion descriptions.

    Returns:
        The bytes of the file.
    """
    return as_csv(fashion.catalogue()[0], fashion.COLUMNS)


def fashion_card() -> None:
    """Print the entropy and the lowest perplexity of each world: no model can beat them."""
    print(f"The new combinations have {fashion.share_of_new():.1%} of the whole range.")
    for world in ("seen", "new"):
        grammar = fashion.grammar(world)
        nats, tokens, floor = grammar.entropy(), grammar.mean_tokens(), fashion.floor(world)
        print(f"{world:4}  {nats:.3f} nats a text, {tokens:.3f} tokens with the end; ", end="")
        print(f"floor {floor:.4f} nats a token, perplexity {math.exp(floor):.4f}")


def restaurant_card() -> None:
    """Print the test accuracy of TF-IDF and logistic regression, for words and for words with pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    reviews = restaurant_reviews.generate()
    train, test = ([r for r in reviews if r.split == split] for split in ("train", "test"))
    for name, longest in (("words", 1), ("words and pairs", 2), ("words, pairs, triples", 3)):
        tfidf = TfidfVectorizer(ngram_range=(1, longest), token_pattern=r"[a-z]+", sublinear_tf=True)
        model = LogisticRegression(C=10, max_iter=1000)
        model.fit(tfidf.fit_transform([r.text for r in train]), [r.label for r in train])
        hits = model.predict(tfidf.transform([r.text for r in test])) == [r.label for r in test]
        kinds = {
            kind: [h for h, r in zip(hits, test, strict=True) if r.kind == kind]
            for kind in restaurant_reviews.SHARES
        }
        print(f"{name:22} {hits.mean():.3f}  ", *(f"{k} {sum(h) / len(h):.2f}" for k, h in kinds.items()))


TABLES = {
    "restaurant": ("restaurant_reviews.csv", restaurant, restaurant_card),
    "fashion": ("fashion_descriptions.csv", catalogue, fashion_card),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: those of the command line; by default the ones that the program was called with.

    Returns:
        The exit code: 1 if `--check` finds a difference, else 0.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", choices=TABLES)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    instead.add_argument(
        "--card", action="store_true", help="print the numbers of the data card, write nothing"
    )
    options = parser.parse_args(arguments)
    name, make, card = TABLES[options.table]
    if options.card:
        card()
        return 0
    path, content = FOLDER / name, make()
    if options.check:
        same = path.exists() and path.read_bytes() == content
        print(f"{name} is {'up to date' if same else 'not what this script writes'}")
        return int(not same)
    path.write_bytes(content)
    print(f"{name}: {len(content):,} bytes written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
