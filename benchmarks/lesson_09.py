"""Lesson 09 pushed: does its verdict hold, what keeps a colour, what does each change of the recipe bring?

``python -m benchmarks.lesson_09`` (or ``make bench LESSON=09``) uses the functions of lesson 09 and of its
deeper page, not a copy of them. It takes some two hours on two cores, and can be stopped and taken up: a row
that is stored is not run again, except with ``--again``. It writes

robustness_09.csv: ten variations of the lesson's verdict on the ordinary LSTM. A seed is one for the weights
and for the texts, which are written anew; the other variations keep the page's texts and change one thing.
fashion_seeds.csv: a row for each network and seed of the deeper page, all trained on the same texts: name,
seed, epochs, seconds, validation (perplexity); perplexity on the test texts, perplexity_new on new
combinations; accuracy and loss on those words of the test texts that the recipe asks for; and shares of 1,000
texts written with the tail cut, and of 1,000 drawn plainly: colour, garment, care, all three, new, possible.
fashion_writer.npz: the weights of "LSTM, both" with seed 0, which the deeper page opens, rounded to half
precision; validation (loss) after each pass; third (loss) after a third of the first one, as far as the page
itself goes.
fashion_leak.csv: the usual recipe on different texts, and on texts that come in two colours each: accuracy
and loss on held-out rows and on other texts, after each number of epochs.
fashion_audit.csv: the recipe's changes, each on top of those before: accuracy and loss on the test texts,
seconds until the best epoch and for one epoch, and the shares of texts that end and that repeat themselves.

``--only memory`` prints the memory that a large table of texts takes, ``--only table`` recipe and writer side
by side.
"""

import argparse
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from benchmarks.robustness import Variation, run_variations
from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from tools.notebooks.files import read_verdicts
from utils import session
from utils.synthetic import fashion

FOLDER = Path(__file__).parent
VARIATIONS = [
    *[Variation(f"seed {seed}", "seed", {"seed": seed}) for seed in (21, 22, 23, 24, 25, 26)],
    Variation("half the passes", "training", {"times": 0.5}),
    Variation("twice the passes", "training", {"times": 2}),
    Variation("twice the step size", "setting", {"rate": 0.01}),
    Variation("256 units", "size", {"units": 256}),
]
PASSES = 4  # of the page, through its 9,000 texts
SEED = 100  # of the weights, where the texts are the page's; the page itself has 0
CORE = {"BATCH", "TEXTS", "WAYS", "by_rule", "ceiling", "framed", "in_words", "judged", "ordinary"}
CORE |= {"CHECKS", "shifted", "write"}

SEEDS, EPOCHS, FEW, OTHERS = (0, 1, 2), 8, 100, 100
MUON = {"optimizer": "Muon"}
NETWORKS = {  # the layer, what its weights begin with, the optimiser
    "SimpleRNN": {"kind": "SimpleRNN"},
    "LSTM": {},
    "LSTM, Muon": MUON,
    "LSTM, head start": {"memory": True, "repeat": True},
    "LSTM, memory + Muon": {"memory": True} | MUON,
    "LSTM, repeating + Muon": {"repeat": True} | MUON,
    "LSTM, both": {"memory": True, "repeat": True} | MUON,
}
NEEDED = {
    "CUT",
    "corpus",
    "encode",
    "exam",
    "long_memory",
    "prefixes",
    "repeating",
    "repeats",
    "same_answers",
}
NEEDED |= {"STEPS", "sense", "study", "train", "twins", "usual_loop", "usual_recipe", "write", "writer"}


# The verdict of the lesson


def descriptions(lesson: SimpleNamespace, seed: int | None) -> pd.DataFrame:
    """Write texts anew, half as many as the bundled ones, enough for the page; those themselves for None."""
    if seed is None:
        return lesson.load_fashion(verbose=False)
    rows, _ = fashion.catalogue({"train": lesson.TEXTS, "val": 1_000, "test": 1_000}, seed=1_000 + seed)
    return pd.DataFrame(rows)


def score(seed: int | None = None, times: float = 1, **settings: float) -> dict:
    """Train the ordinary LSTM, let it write, and judge by the page's rule.

    Args:
        seed: for weights and texts; None for the page's texts, and weights from `SEED`.
        times: passes, as a multiple of the page's.
        **settings: ``rate`` or ``units`` of the page's ``ordinary``.

    Returns:
        Verdict, margin, and the numbers behind them; the facts are those of texts drawn with top-p.
    """
    lesson = whole_lesson("09", *CORE)
    lines = {}
    for part, rows in descriptions(lesson, seed).groupby("split")["description"]:
        lines[part] = lesson.tf.constant([" ".join(lesson.framed(text)) for text in rows])
    to_ids = lesson.layers.TextVectorization(10_000, standardize=None, split="whitespace")
    to_ids.adapt(lines["train"])
    vocabulary = [str(word) for word in to_ids.get_vocabulary()]
    ids = {part: to_ids(some).numpy() for part, some in lines.items()}
    ids["train"] = ids["train"][: lesson.TEXTS]
    texts = {part: lesson.in_words(rows, vocabulary) for part, rows in ids.items()}
    model = lesson.ordinary(len(vocabulary), SEED if seed is None else seed, **settings)
    x, y, asked = lesson.shifted(ids["train"])
    model.fit(x, y, lesson.BATCH, round(times * PASSES), sample_weight=asked, verbose=0)
    x, y, asked = lesson.shifted(ids["test"])
    exam = model.evaluate(x, y, 100, sample_weight=asked, verbose=0, return_dict=True)
    counted = lesson.NGrams(texts["train"], order=3, vocab_size=len(vocabulary))
    accuracy = {"triples": counted.right(texts["test"]).mean(), "LSTM": exam["accuracy"]}
    accuracy["ceiling"] = lesson.ceiling(texts["test"][:150])
    starts = np.resize(ids["val"][:, :4], (1_000, 4))
    sense = {"counted triples": lesson.judged(counted.write(1_000), texts["train"], lesson.CHECKS)}
    for way, choose in lesson.WAYS.items():
        written = lesson.in_words(lesson.write(model, starts, choose), vocabulary)
        sense[f"LSTM, {way}"] = lesson.judged(written, texts["train"], lesson.CHECKS)
    verdict, margin, in_accuracy, in_colours = lesson.by_rule(sense, accuracy)
    found = {"perplexity": np.exp(exam["nats"]), "accuracy": exam["accuracy"]}
    found |= {"accuracy way": in_accuracy, "colour way": in_colours}
    found |= {fact: sense["LSTM, top-p 0.95"][fact][0] for fact in lesson.CHECKS}
    rounded = {name: round(float(value), 4) for name, value in ({"margin": margin} | found).items()}
    return {"verdict": verdict} | rounded


# The networks of the deeper page


def corpus(lesson: SimpleNamespace) -> dict:
    """Texts of each part, the vocabulary, its ids, and the length of the longest text, as on the page."""
    texts, vocabulary, ids = lesson.corpus(lesson.load_fashion(verbose=False))
    longest = max(len(tokens) for tokens in texts["train"])
    return {"texts": texts, "vocabulary": vocabulary, "ids": ids, "longest": longest}


def trained(lesson: SimpleNamespace, shop: dict, name: str, seed: int, steps: int | None = None) -> tuple:
    """Train one network of the table; return it, its seconds and the validation loss after each pass.

    ``steps`` stops after so many steps of the first pass, and the loss is that of then.
    """
    chosen = {"kind": "LSTM", "memory": False, "repeat": False, "optimizer": "Adam"} | NETWORKS[name]
    x = {part: lesson.encode(shop["texts"][part], shop["ids"]) for part in ("train", "val")}
    model = lesson.writer(len(shop["vocabulary"]), chosen["kind"], seed)
    if chosen["memory"]:
        lesson.long_memory(model, shop["longest"], seed)
    if chosen["repeat"]:
        lesson.repeating(model, seed)
    questions = x["val"][:, :-1], x["val"][:, 1:]
    seconds, past = lesson.train(model, x["train"], questions, EPOCHS, chosen["optimizer"], steps=steps)
    return model, seconds, past


def network(lesson: SimpleNamespace, shop: dict, name: str, seed: int) -> dict:
    """One network of the table, trained and tried."""
    model, seconds, past = trained(lesson, shop, name, seed)
    x = {part: lesson.encode(rows, shop["ids"]) for part, rows in shop["texts"].items()}
    row = {"name": name, "seed": seed, "epochs": len(past), "seconds": seconds}
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


def keep_writer(chosen: argparse.Namespace, lesson: SimpleNamespace, shop: dict) -> None:
    """Train the writer that the deeper page opens, and store its weights and its curve."""
    path = chosen.out / "fashion_writer.npz"
    kept = dict(np.load(path)) if path.is_file() and not chosen.again else {}
    if {"validation", "third"} <= set(kept):
        return
    if "validation" not in kept:
        model, _, kept["validation"] = trained(lesson, shop, "LSTM, both", 0)
        kept |= {f"weights_{k}": some.astype("float16") for k, some in enumerate(model.get_weights())}
    _, _, (kept["third"],) = trained(lesson, shop, "LSTM, both", 0, lesson.STEPS)
    np.savez_compressed(path, **kept)
    print(f"{path.name}: perplexity {np.exp(min(kept['validation'])):.4f} on the validation texts")


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
    lesson.long_memory(model, words)
    lesson.repeating(model)
    lesson.train(model, x, (x[:100, :-1], x[:100, 1:]), 1, "Muon")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    answers = texts * (words - 1)
    print(f"{texts:,} texts of {words} words, {vocab_size:,} different ones")
    print(f"  the recipe's one-hot answers alone:  {answers * vocab_size * 4 / 1e9:6.2f} GB")
    print(f"  whole texts, the process at most:    {used / 1e9:6.2f} GB, TensorFlow included")


def side_by_side(folder: Path = FOLDER) -> pd.DataFrame:
    """What pages and tables say: counted triples, the ordinary LSTM, the writer; the recipe's cost."""
    stored = {entry["lesson"]: entry["results"] for entry in read_verdicts(ROOT / "notebooks")}
    core, deeper = stored["09"], stored["09d"]
    seeds = pd.read_csv(folder / "fashion_seeds.csv").groupby("name").mean(numeric_only=True)
    writer = seeds.loc["LSTM, both"]
    rows = {
        "times the floor": [core["trigram.perplexity"], core["usual_lstm.perplexity"], writer["perplexity"]],
        "colour agrees": [core[f"{name}.colour_agreement"] for name in ("trigram", "usual_lstm")],
        "care fits": [core[f"{name}.care_agreement"] for name in ("trigram", "usual_lstm")],
    }
    rows["times the floor"] = [value / core["floor.perplexity"] for value in rows["times the floor"]]
    rows["colour agrees"].append(writer["colour"])
    rows["care fits"].append(writer["care"])
    table = pd.DataFrame(rows, index=["counted triples", "ordinary LSTM", "writer"]).T
    table.attrs = {name: deeper[name] for name in deeper if name.startswith(("recipe.", "speed."))}
    return table


def missing(path: Path, wanted: list[dict], again: bool) -> tuple[list[dict], list[dict]]:
    """Return the rows that are stored, and those of ``wanted`` (name or seed) that are not."""
    rows = pd.read_csv(path).to_dict("records") if path.is_file() and not again else []
    is_there = [{key: row[key] for key in wanted[0]} for row in rows]
    return rows, [one for one in wanted if one not in is_there]


def store(path: Path, rows: list[dict], order: list) -> None:
    """Write a table, its rows in the order of the networks or steps."""
    first = "name" if "name" in rows[0] else "seed"
    rows = sorted(rows, key=lambda row: (order.index(row[first]), row["seed"]))
    pd.DataFrame(rows).round(4).to_csv(path, index=False)


def networks(chosen: argparse.Namespace, lesson: SimpleNamespace, shop: dict) -> None:
    """Fill fashion_seeds.csv."""
    path = chosen.out / "fashion_seeds.csv"
    wanted = [{"name": name, "seed": seed} for name in chosen.names for seed in chosen.seeds]
    rows, todo = missing(path, wanted, chosen.again)
    for one in todo:
        rows.append(network(lesson, shop, **one))
        store(path, rows, list(NETWORKS))
        print(rows[-1], flush=True)


def recipe(chosen: argparse.Namespace, lesson: SimpleNamespace, shop: dict) -> None:
    """Fill fashion_audit.csv and fashion_leak.csv."""
    paths = [chosen.out / f"fashion_{name}.csv" for name in ("audit", "leak")]
    wanted = [{"seed": seed} for seed in chosen.seeds]
    rows, todo = missing(paths[0], wanted, chosen.again)
    leaks, _ = missing(paths[1], wanted, chosen.again)
    for one in todo:
        for path, table, more in zip(paths, (rows, leaks), audit(lesson, shop, **one), strict=True):
            table += more
            store(path, table, list(chosen.seeds))
            print(pd.DataFrame(more).round(3).to_string(index=False), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="The tables of lesson 09 and its deeper page.")
    parser.add_argument("--names", nargs="+", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parts = ["robustness", "networks", "writer", "recipe", "memory", "table"]
    parser.add_argument("--only", choices=parts, help="one part of the work")
    parser.add_argument("--again", action="store_true", help="run stored rows anew")
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder of the tables")
    chosen = parser.parse_args(arguments)
    session.load_tensorflow()
    if chosen.only in (None, "robustness"):
        run_variations("09", VARIATIONS, score, chosen.out)
    lesson = whole_lesson("09d", *NEEDED)
    shop = corpus(lesson)
    if chosen.only in (None, "networks"):
        networks(chosen, lesson, shop)
    if chosen.only in (None, "writer"):
        keep_writer(chosen, lesson, shop)
    if chosen.only in (None, "recipe"):
        recipe(chosen, lesson, shop)
    if chosen.only == "memory":
        memory(lesson)
    elif chosen.only is None:  # a process of its own, so that nothing else is counted
        command = [sys.executable, "-m", "benchmarks.lesson_09", "--only", "memory"]
        subprocess.run(command, cwd=ROOT, check=True)
    if chosen.only in (None, "table"):
        table = side_by_side(chosen.out)
        print(table.to_string(float_format="%.3f", na_rep=""), table.attrs, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
