"""Lesson 09 with three seeds: does a network keep its colours, and what does each change of the recipe bring?

``python -m benchmarks.lesson_09`` (or ``make bench LESSON=09``) uses the lesson's own functions, not a copy
of them. It takes about an hour on two cores, and writes three tables, which the lesson shows.

fashion_seeds.csv has a row for each network and seed, all trained on the same texts: name, seed, epochs,
seconds, validation (perplexity); perplexity on the test texts, perplexity_new on new combinations; accuracy
and loss on those words of the test texts that the recipe asks for; and shares of 1,000 texts written with the
tail cut, and of 1,000 drawn plainly: colour, garment, care, all three, new.
fashion_leak.csv has the usual recipe on different texts, and on texts that come in two colours each: accuracy
and loss on held-out rows and on other texts, after each number of epochs.
fashion_audit.csv has the recipe's changes, each on top of those before: accuracy and loss on the test texts,
seconds until the best epoch and for one epoch, and the shares of texts that end and that repeat themselves.

At the end it prints the memory that a large table of texts takes, and recipe and writer side by side.
"""

import argparse
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from tools.notebooks.files import read_verdicts
from utils import session

LESSON = ROOT / "notebooks" / "09_fashion_descriptions.ipynb"
FOLDER = Path(__file__).parent
SEEDS, EPOCHS, FEW, OTHERS = (0, 1, 2), 8, 100, 100
NETWORKS = {  # layer, head start, optimizer
    "SimpleRNN": ("SimpleRNN", False, "Adam"),
    "LSTM": ("LSTM", False, "Adam"),
    "LSTM, Muon": ("LSTM", False, "Muon"),
    "LSTM, head start": ("LSTM", True, "Adam"),
    "LSTM, both": ("LSTM", True, "Muon"),
}
NEEDED = {"CUT", "encode", "exam", "head_start", "prefixes", "repeats", "same_answers", "sense", "study"}
NEEDED |= {"train", "twins", "usual_loop", "usual_recipe", "write", "writer"}


def corpus(lesson: SimpleNamespace) -> dict:
    """Texts of each part, the vocabulary, its ids, and the length of the longest text, as in the lesson."""
    texts = lesson.divide(lesson.load_fashion(verbose=False))
    known = sorted({word for tokens in texts["train"] for word in tokens})
    vocabulary = ["<pad>", "<start>", lesson.fashion.END, "<unknown>", *known]
    return {
        "texts": texts,
        "vocabulary": vocabulary,
        "ids": {word: k for k, word in enumerate(vocabulary)},
        "longest": max(len(tokens) for part in texts.values() for tokens in part),
    }


def network(lesson: SimpleNamespace, shop: dict, name: str, seed: int) -> dict:
    """One network of the table, trained and tried."""
    kind, is_ahead, optimizer = NETWORKS[name]
    x = {part: lesson.encode(rows, shop["ids"]) for part, rows in shop["texts"].items()}
    model = lesson.writer(len(shop["vocabulary"]), kind, seed)
    if is_ahead:
        lesson.head_start(model, shop["longest"], seed)
    clock, past = lesson.train(model, x["train"], (x["val"][:, :-1], x["val"][:, 1:]), EPOCHS, optimizer)
    row = {"name": name, "seed": seed, "epochs": len(past), "seconds": clock[-1]}
    row["validation"] = np.exp(min(past))
    for part, label in {"test": "perplexity", "test_new": "perplexity_new"}.items():
        row[label] = np.exp(lesson.exam(model, x[part][:, :-1], x[part][:, 1:])[1].mean())
    right, nats = lesson.exam(model, *lesson.same_answers(x["test"]))
    row |= {"accuracy": right.mean(), "loss": nats.mean()}
    for prefix, choose in {"": lesson.CUT, "plain ": None}.items():
        written = lesson.write(model, shop["vocabulary"], 1000, choose, seed=seed)
        found = lesson.sense(written, shop["texts"]["train"])
        row |= {prefix + check: share for check, share in found.items()}
    return row


def audit(lesson: SimpleNamespace, shop: dict, seed: int) -> tuple[list[dict], list[dict]]:
    """The recipe as published and one change after the other; and what its split leaked, on two corpora."""
    few = shop["texts"]["train"][seed * FEW : (seed + 1) * FEW]
    others = shop["texts"]["val"][seed * OTHERS : (seed + 1) * OTHERS]
    vocab_size, ids, longest = len(shop["vocabulary"]), shop["ids"], shop["longest"]
    asked = {"other texts": others, "test": shop["texts"]["test"]}
    of_rows = {name: lesson.prefixes(texts, ids, longest) for name, texts in asked.items()}
    of_texts = {name: lesson.same_answers(lesson.encode(texts, ids)) for name, texts in asked.items()}
    rows, leaks = [], []

    def note(step, model, table, best, questions):
        right, nats = lesson.exam(model, *questions["test"])
        row = {"step": step, "seed": seed, "epochs": best}
        row["seconds"] = table.set_index("epochs").seconds[best]
        row["seconds_per_epoch"] = table.seconds.iloc[-1] / table.epochs.iloc[-1]
        row |= {"accuracy": right.mean(), "loss": nats.mean()}
        rows.append(row | habits(lesson, shop, model, others, seed))

    def leaking(name, texts):
        x, y = lesson.prefixes(texts, ids, longest)
        held = np.random.default_rng(seed).random(len(x)) < 0.2
        exams = {"held-out rows": (x[held], y[held]), "other texts": of_rows["other texts"]}
        model = lesson.usual_recipe(vocab_size, seed)
        table = lesson.study(model, x[~held], y[~held], exams, 80, 10, 128)
        leaks.extend(table.assign(texts=name, seed=seed).to_dict("records"))
        return model, table

    note("as published", *leaking("different", few), 80, of_rows)
    leaking("two colours", lesson.twins(few[: FEW // 2]))
    for step in ("stop early", "mask", "end sign"):
        model = lesson.usual_recipe(vocab_size, seed, mask=step in ("mask", "end sign"))
        x, y = lesson.prefixes(few, ids, longest, with_end=step == "end sign")
        note(step, model, *fitted(lesson, model, x, y, of_rows["other texts"], 128), of_rows)
    model = lesson.usual_recipe(vocab_size, seed, whole=True)
    x = lesson.encode(few, ids)
    found = fitted(lesson, model, x[:, :-1], x[:, 1:], of_texts["other texts"], 5)
    note("whole texts", model, *found, of_texts)
    return rows, leaks


def fitted(
    lesson: SimpleNamespace, model, x, y, questions: tuple, batch_size: int, every: int = 4, patience: int = 3
):
    """Train until `patience` exams in a row were not the best, 80 epochs at most; keep the best weights."""
    tables, lowest, best, weights = [], np.inf, 0, None
    for done in range(every, 81, every):
        table = lesson.study(model, x, y, {"val": questions}, every, every, batch_size)
        seconds = tables[-1].seconds.iloc[-1] if tables else 0
        tables.append(table.assign(epochs=done, seconds=table.seconds + seconds))
        if (loss := table["val loss"].iloc[-1]) < lowest:
            lowest, best, weights = loss, done, model.get_weights()
        elif done - best == patience * every:
            break
    model.set_weights(weights)
    return pd.concat(tables), best


def habits(lesson: SimpleNamespace, shop: dict, model, others: list, seed: int) -> dict:
    """Shares of fifty texts that end by themselves and that repeat a pair or a triple, greedy and drawn."""
    ids, vocabulary, end = shop["ids"], shop["vocabulary"], lesson.END
    start = [lesson.START] if len(model.output_shape) == 3 else []
    starts = np.array(
        [start + [ids.get(word, lesson.UNKNOWN) for word in tokens[:2]] for tokens in others[:50]]
    )
    shares = {}
    for name, rng in {"greedy": None, "drawn": np.random.default_rng(seed)}.items():
        rows = (whole_loop if start else row_loop)(lesson, model, starts, shop["longest"], rng).tolist()
        shares[f"{name} ended"] = np.mean([end in row for row in rows])
        rows = [row[: row.index(end)] if end in row else row for row in rows]
        texts = [[vocabulary[k] for k in row if k > end] for row in rows]
        for n, label in {2: "pair", 3: "triple"}.items():
            shares[f"{name} {label}"] = np.mean([lesson.repeats(tokens, n) for tokens in texts])
    return shares


def row_loop(lesson: SimpleNamespace, model, starts: np.ndarray, longest: int, rng) -> np.ndarray:
    """The lesson's usual loop, from rows that begin with zeros."""
    rows = np.pad(starts, ((0, 0), (longest - starts.shape[1], 0)))
    return lesson.usual_loop(model, rows, longest - starts.shape[1], rng)


def whole_loop(lesson: SimpleNamespace, model, starts: np.ndarray, longest: int, rng) -> np.ndarray:
    """The same for a network that answers after each word: it is asked after the last, zeros stand behind."""
    rows = starts
    while rows.shape[1] < longest:
        wide = np.pad(rows, ((0, 0), (0, longest - rows.shape[1])))
        logits = model.predict_on_batch(wide)[:, rows.shape[1] - 1]
        if rng is not None:
            logits = logits + rng.gumbel(size=logits.shape)
        rows = np.column_stack([rows, logits.argmax(axis=-1)])
    return rows


def memory(lesson: SimpleNamespace, texts: int = 12_000, words: int = 23, vocab_size: int = 10_000) -> None:
    """Train the writer for an epoch on so many random texts, and tell how much memory this process took."""
    x = np.random.default_rng(0).integers(4, vocab_size, (texts, words))
    model = lesson.writer(vocab_size)
    lesson.head_start(model, words)
    lesson.train(model, x, (x[:100, :-1], x[:100, 1:]), 1, "Muon")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    answers = texts * (words - 1)
    print(f"{texts:,} texts of {words} words, {vocab_size:,} different ones")
    print(f"  the recipe's one-hot answers alone:  {answers * vocab_size * 4 / 1e9:6.2f} GB")
    print(f"  whole texts, the process at most:    {used / 1e9:6.2f} GB, TensorFlow included")


def side_by_side(folder: Path = FOLDER) -> pd.DataFrame:
    """What the lesson and the stored tables say: the recipe, counted triples, a default LSTM, the writer."""
    (stored,) = [entry["results"] for entry in read_verdicts(LESSON.parent) if entry["lesson"] == "09"]
    seeds = (
        pd.read_csv(folder / "fashion_seeds.csv")
        .groupby("name")[["perplexity", "colour", "care", "new"]]
        .mean()
    )
    leak = pd.read_csv(folder / "fashion_leak.csv")
    leak = leak[(leak["texts"] == "different") & (leak["epochs"] == leak["epochs"].max())].mean(
        numeric_only=True
    )
    rows = [
        ("accuracy on held-out rows, the recipe's own exam", leak["held-out rows accuracy"], np.nan),
        ("accuracy of the same on other texts", leak["other texts accuracy"], np.nan),
        (
            "test perplexity: trigram, writer",
            stored["trigram.perplexity"],
            seeds.loc["LSTM, both", "perplexity"],
        ),
        (
            "times the floor",
            *(stored[f"{name}.perplexity"] / stored["floor.perplexity"] for name in ("trigram", "lstm")),
        ),
        (
            "colour agrees: trigram, writer",
            stored["trigram.colour_agreement"],
            seeds.loc["LSTM, both", "colour"],
        ),
        ("colour agrees: default LSTM, writer", *seeds.loc[["LSTM", "LSTM, both"], "colour"]),
        ("care fits: trigram, writer", stored["trigram.care_agreement"], seeds.loc["LSTM, both", "care"]),
        ("not in the training texts: writer", np.nan, seeds.loc["LSTM, both", "new"]),
        ("time to the recipe's loss, the writer's = 1", stored["speed.training_ratio"], 1),
        ("words per second, the usual loop = 1", 1, stored["speed.generation_ratio"]),
    ]
    return pd.DataFrame(rows, columns=["", "usual", "ours"]).set_index("")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="The networks of lesson 09, three seeds each.")
    parser.add_argument("--names", nargs="+", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--only", choices=["networks", "recipe", "memory"], help="one part of the work")
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder of the tables")
    chosen = parser.parse_args(arguments)
    session.load_tensorflow()
    lesson = whole_lesson("09", *NEEDED)
    shop = corpus(lesson)
    found = {"fashion_seeds": [], "fashion_audit": [], "fashion_leak": []}

    def store(**more):
        for table, rows in more.items():
            found[table] += rows
            print(pd.DataFrame(rows).round(3).to_string(index=False), flush=True)
            pd.DataFrame(found[table]).round(4).to_csv(chosen.out / f"{table}.csv", index=False)

    if chosen.only in (None, "networks"):
        for name in chosen.names:
            for seed in chosen.seeds:
                store(fashion_seeds=[network(lesson, shop, name, seed)])
    if chosen.only in (None, "recipe"):
        for seed in chosen.seeds:
            steps, leaks = audit(lesson, shop, seed)
            store(fashion_audit=steps, fashion_leak=leaks)
    if chosen.only == "memory":
        memory(lesson)
    elif chosen.only is None:  # a process of its own, so that nothing else is counted
        subprocess.run(
            [sys.executable, "-m", "benchmarks.lesson_09", "--only", "memory"], cwd=ROOT, check=True
        )
        print(side_by_side(chosen.out).to_string(float_format="%.3f", na_rep=""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
