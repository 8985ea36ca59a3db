"""Nobody's reviews are stored with the course: no file of it repeats ten words of an IMDB review."""

import json
import subprocess
from collections.abc import Sequence

import numpy as np
import pytest

from tools.course import ROOT
from utils.datasets import UNKNOWN, load_imdb
from utils.preprocessing import tokenise

WORDS = 10
TEXT = {".ipynb", ".md", ".py", ".csv", ".cff", ".toml", ".txt", ".yml"}


def windows(ids: np.ndarray) -> np.ndarray:
    """A number for each run of WORDS ids; (len - WORDS + 1,) uint64, equal for equal runs."""
    ids = ids.astype(np.uint64)
    factor, found = np.uint64(0x9E3779B97F4A7C15), np.zeros(max(len(ids) - WORDS + 1, 0), np.uint64)
    for k in range(WORDS):
        found = found * factor + ids[k : k + len(found)]
    return found


def whole(at: np.ndarray) -> np.ndarray:
    """Whether a run of WORDS places holds no place that is marked; (len - WORDS + 1,) bool."""
    marked = np.concatenate([[0], np.cumsum(at)])
    return marked[WORDS:] == marked[:-WORDS]


def quoted(texts: dict[str, str], rows: list[np.ndarray], vocabulary: Sequence[str]) -> list[str]:
    """Those of `texts` (by name) that repeat WORDS known words of a row, with the words."""
    ids = {word: i for i, word in enumerate(vocabulary)}
    end = np.array([len(vocabulary)])  # stands behind each row, so that no run reaches into the next one
    everything = np.concatenate([part for row in rows for part in (row, end)])
    stored = np.sort(windows(everything)[whole(everything == len(vocabulary))])
    found = []
    for name, text in texts.items():
        words = tokenise(text)
        row = np.array([ids.get(word, UNKNOWN) for word in words])
        if len(row) >= WORDS:
            keys = windows(row)
            nearest = stored[np.searchsorted(stored, keys).clip(max=len(stored) - 1)]
            places = np.flatnonzero(whole(row == UNKNOWN) & (nearest == keys))
            found += [f"{name}: {' '.join(words[place : place + WORDS])}" for place in places]
    return sorted(set(found))


def stored_texts() -> dict[str, str]:
    """The words of every text file of the course; of a notebook, its cells and what they printed."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\n") if name]
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in paths
        if path.suffix in TEXT and path.is_file()
    }
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
    across = " ".join(vocabulary[25:36])  # the end of one row and the beginning of the next
    assert quoted({"page": across}, rows, vocabulary) == []
    assert quoted({"page": too_short + " w2 " + too_short}, rows, vocabulary) == []


@pytest.mark.slow
def test_no_file_quotes_a_review():
    texts = stored_texts()
    assert len(texts) > 40 and any(name.endswith(".ipynb") for name in texts)
    reviews = load_imdb(verbose=False)
    if reviews.is_stand_in:  # our own words, which stand in data/; so the search must find them there
        found = quoted(texts, reviews.x_test[:20], reviews.vocabulary)
        assert any(line.startswith("data/restaurant_reviews.csv") for line in found)
    else:
        found = quoted(texts, reviews.x_train + reviews.x_test, reviews.vocabulary)
        assert found == []
