"""Nobody's reviews are stored with the course: no file of it repeats ten words of an IMDB review."""

import json
import subprocess

import numpy as np

from tools.course import ROOT
from utils.datasets import UNKNOWN, load_imdb
from utils.preprocessing import tokenise

WORDS = 10
TEXT = {".ipynb", ".md", ".py", ".csv", ".cff", ".toml", ".yml"}


def windows(ids: np.ndarray) -> np.ndarray:
    """A number for each run of WORDS ids; (len - WORDS + 1,) uint64, equal for equal runs."""
    ids = ids.astype(np.uint64)
    factor, found = np.uint64(0x9E3779B97F4A7C15), np.zeros(max(len(ids) - WORDS + 1, 0), np.uint64)
    for k in range(WORDS):
        found = found * factor + ids[k : k + len(found)]
    return found


def quoted(texts: dict[str, str], rows: list[np.ndarray], vocabulary: list[str]) -> list[str]:
    """Those of `texts` (by name) that repeat WORDS known words of a row, with the words."""
    ids = {word: i for i, word in enumerate(vocabulary)}
    wanted = {}
    for name, text in texts.items():
        words = tokenise(text)
        row = np.array([ids.get(word, UNKNOWN) for word in words])
        for place, key in enumerate(windows(row)):
            if UNKNOWN not in row[place : place + WORDS]:
                wanted[int(key)] = f"{name}: {' '.join(words[place : place + WORDS])}"
    keys = np.fromiter(wanted, np.uint64, len(wanted))
    found = np.intersect1d(np.concatenate([windows(row) for row in rows]), keys)
    return sorted(wanted[int(key)] for key in found)


def stored_texts() -> dict[str, str]:
    """The words of every text file of the course; of a notebook, its cells and what they printed."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\n") if name]
    texts = {path.name: path.read_text("utf-8") for path in paths if path.suffix in TEXT and path.is_file()}
    for name in [name for name in texts if name.endswith(".ipynb")]:
        cells = json.loads(texts[name])["cells"]
        texts[name] = " ".join(
            " ".join(part) if isinstance(part, list) else str(part)
            for cell in cells
            for part in [cell["source"], *map(printed, cell.get("outputs", []))]
        )
    return texts


def printed(output: dict) -> list[str]:
    """What an output says in words, without its pictures."""
    data = output.get("data", {})
    return [*output.get("text", []), *data.get("text/plain", []), *data.get("text/html", [])]


def test_a_quotation_is_found():
    vocabulary = [f"w{n}" for n in range(50)]
    rows = [np.arange(5, 30), np.arange(30, 45)]
    inside, too_short = " ".join(vocabulary[7:20]), " ".join(vocabulary[31:40])
    assert len(quoted({"page": f"and {inside}"}, rows, vocabulary)) == 4
    assert quoted({"page": too_short + " w2 " + too_short}, rows, vocabulary) == []


def test_no_file_quotes_a_review():
    texts = stored_texts()
    assert len(texts) > 40 and any(name.endswith(".ipynb") for name in texts)
    reviews = load_imdb(verbose=False)
    if reviews.is_stand_in:  # our own words, which stand in data/; so the search must find them there
        found = quoted(texts, reviews.x_test[:20], reviews.vocabulary)
        assert any(line.startswith("restaurant_reviews.csv") for line in found)
    else:
        found = quoted(texts, reviews.x_train + reviews.x_test, reviews.vocabulary)
        assert found == []
