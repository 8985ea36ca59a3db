"""The verdict box: what it shows, what it refuses, and that it can be read back."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.utils.test_robustness import table
from utils import ledger
from utils.robustness import Stability

GOOD = {
    "lesson": "08",
    "claim": "Our LSTM reaches 87 %.",
    "verdict": "true, but",
    "results": {"lstm.accuracy": np.float32(0.5), "seeds": np.int64(3), "gap_2": 1.25},
    "because": "a linear model does better.",
}


def shown(monkeypatch: pytest.MonkeyPatch, **changed: object) -> dict:
    """Return the bundle that ``verdict`` displays."""
    bundles: list[dict] = []

    def display(bundle: dict, raw: bool) -> None:
        assert raw
        bundles.append(bundle)

    monkeypatch.setattr("IPython.display.display", display)
    ledger.verdict(**{**GOOD, **changed})
    (bundle,) = bundles
    return bundle


def test_the_box_holds_text_html_and_json(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = shown(monkeypatch)
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.lstm-course+json"}
    payload = bundle["application/vnd.lstm-course+json"]
    assert payload == {**GOOD, "results": {"lstm.accuracy": 0.5, "seeds": 3, "gap_2": 1.25}}
    for text in (bundle["text/plain"], bundle["text/html"]):
        for part in (GOOD["claim"], "true, but", GOOD["because"], "lstm.accuracy", "1.25"):
            assert part in text


def test_numpy_scalars_become_plain_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    results = shown(monkeypatch)[ledger.MIME]["results"]
    assert [type(value) for value in results.values()] == [float, int, float]
    assert json.loads(json.dumps(results)) == results


def test_everything_in_the_html_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    html = shown(monkeypatch, claim="<b>a & b</b>", because='<img src="x">')["text/html"]
    assert "<b>" not in html
    assert "<img" not in html
    assert "&lt;b&gt;a &amp; b&lt;/b&gt;" in html


def test_the_box_takes_its_colours_from_the_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    html = shown(monkeypatch)["text/html"]
    assert "currentColor" in html
    assert "#" not in html


@pytest.mark.parametrize("verdict", ledger.VERDICTS)
def test_the_four_verdicts(monkeypatch: pytest.MonkeyPatch, verdict: str) -> None:
    assert shown(monkeypatch, verdict=verdict)[ledger.MIME]["verdict"] == verdict


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"lesson": 8}, "two digits"),
        ({"lesson": "8"}, "two digits"),
        ({"lesson": "08\n"}, "two digits"),
        ({"verdict": "True"}, "one of 'true', 'true, but', 'false', 'undecided'"),
        ({"verdict": True}, "one of"),
        ({"claim": "  "}, "claim must be a sentence"),
        ({"because": None}, "because must be a sentence"),
        ({"results": {}}, "at least one number"),
        ({"results": [1]}, "at least one number"),
        ({"results": {"a": 1, "b.loss": float("nan")}}, "'b.loss' must be finite"),
        ({"results": {"b": np.float32("inf")}}, "'b' must be finite"),
        ({"results": {"b": True}}, "'b' must be a number"),
        ({"results": {"b": np.bool_(True)}}, "'b' must be a number"),
        ({"results": {"b": "0.9"}}, "'b' must be a number"),
        ({"results": {"b": np.array([1.0])}}, "'b' must be a number"),
        ({"results": {"b": 1j}}, "'b' must be a number"),
        ({"results": {"LSTM": 1}}, "'LSTM': names are"),
        ({"results": {"a..b": 1}}, "'a..b': names are"),
        ({"results": {"a b": 1}}, "'a b': names are"),
        ({"results": {3: 1}}, "result 3: names are"),
    ],
)
def test_what_is_refused(monkeypatch: pytest.MonkeyPatch, changed: dict, words: str) -> None:
    with pytest.raises(ValueError) as caught:
        shown(monkeypatch, **changed)
    assert words in str(caught.value)


def store(folder: Path, name: str, *boxes: dict) -> None:
    """Write a notebook whose only cell shows ``boxes``."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    outputs += [{"output_type": "display_data", "data": {ledger.MIME: box}, "metadata": {}} for box in boxes]
    cells = [{"cell_type": "markdown", "source": ""}, {"cell_type": "code", "source": "", "outputs": outputs}]
    (folder / name).write_text(json.dumps({"cells": cells}), encoding="utf-8")


SEEDS = [0.3, 0.2, 0.4, 0.3, 0.2, 0.1]


def test_the_box_says_whether_the_verdict_is_stable(monkeypatch: pytest.MonkeyPatch) -> None:
    stability = Stability(table([*SEEDS, 0.2, -0.1, 0.3, 0.3]))
    payload = shown(monkeypatch, verdict="false", stability=stability)[ledger.MIME]
    assert payload["because"].startswith("a linear model does better. By the rule, 'false' holds in 9 of 10")
    assert {key: payload["results"][key] for key in ("robust.held", "robust.variations")} == {
        "robust.held": 9,
        "robust.variations": 10,
    }
    assert GOOD["results"].keys() == {"lstm.accuracy", "seeds", "gap_2"}  # the caller's dict is left alone


def test_a_verdict_that_the_seeds_do_not_decide_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    stability = Stability(table([*SEEDS[:3], -0.3, -0.2, -0.1, 0.2, -0.1, 0.3, 0.3]))
    with pytest.raises(ValueError, match="over the six seeds it is 'undecided'"):
        shown(monkeypatch, verdict="false", stability=stability)
    payload = shown(monkeypatch, verdict="undecided", by_rule="false", stability=stability)[ledger.MIME]
    assert payload["verdict"] == "undecided" and payload["results"]["robust.held"] == 6


def test_the_numbers_are_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    html = shown(monkeypatch)["text/html"]
    assert (
        html.index("true, but")
        < html.index("<details>")
        < html.index("lstm.accuracy")
        < html.index("</details>")
    )
