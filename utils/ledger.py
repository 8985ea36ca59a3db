"""The verdict box: how a lesson states what its own numbers say about the claim it tested.

The box carries the numbers a second time, as JSON under a private MIME type. So the README's table and ledger
are generated from the stored notebooks, and no text has to be parsed.
"""

import math
import re
from html import escape
from numbers import Integral, Real

from utils.robustness import Stability

__all__ = ["KEYS", "MIME", "VERDICTS", "verdict"]

MIME = "application/vnd.lstm-course+json"
VERDICTS = ("true", "true, but", "false", "undecided")

_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
KEYS = ("lesson", "claim", "verdict", "results", "because")

# The frame and the lines take the colour of the text, so the box reads in light and dark themes alike.
_BOX = "border: 2px solid currentColor; border-radius: 6px; padding: 0.6em 1em; max-width: 48em"
_CELL = "padding: 0.1em 1.5em 0.1em 0; border-bottom: 1px solid rgba(128, 128, 128, 0.4); background: none"


def verdict(
    lesson: str,
    claim: str,
    verdict: str,
    results: dict[str, float],
    because: str,
    stability: Stability | None = None,
    by_rule: str | None = None,
) -> None:
    """Display the verdict box of a lesson.

    Args:
        lesson: the lesson's number in two digits, such as ``"08"``; ``"08d"`` for its deeper page, ``"10e"``
            for a second one.
        claim: the sentence under test, as the lesson's Question states it.
        verdict: ``"true"``, ``"true, but"``, ``"false"`` or ``"undecided"``.
        results: the key figures the verdict rests on. Names are plain and dotted (``"lstm.accuracy"``),
            values are finite numbers; NumPy scalars are welcome.
        because: one sentence that says why.
        stability: the variations of the verdict, where training decides it. The box then tells in how many
            of them it holds, and ``results`` gets ``robust.held`` and ``robust.variations``.
        by_rule: with a ``stability``, what the lesson's rule says; by default ``verdict``. An undecided
            verdict needs it.

    Raises:
        ValueError: if an argument is not as above; for a result, the message names it. Also if the verdict is
            not the outcome of ``stability``.
    """
    from IPython.display import display

    if stability is not None:
        by_rule = verdict if by_rule is None else by_rule
        if verdict != (outcome := stability.outcome(by_rule)):
            raise ValueError(f"verdict is {verdict!r}, but over the six seeds it is {outcome!r}.")
        variations = len(stability.table)
        held = variations - len(stability.turned(by_rule))
        results = results | {"robust.held": held, "robust.variations": variations}
        because = f"{because} {stability.in_words(by_rule)}"
    payload = {
        "lesson": _check_lesson(lesson),
        "claim": _check_sentence("claim", claim),
        "verdict": _check_verdict(verdict),
        "results": _check_results(results),
        "because": _check_sentence("because", because),
    }
    display({"text/plain": _as_text(payload), "text/html": _as_html(payload), MIME: payload}, raw=True)


def _check_lesson(lesson: str) -> str:
    if not isinstance(lesson, str) or not re.fullmatch(r"[0-9]{2}[d-z]?", lesson):
        raise ValueError(
            f"lesson must be two digits in a string, such as '08', or '08d' for a deeper page, not {lesson!r}"
        )
    return lesson


def _check_verdict(verdict: str) -> str:
    if verdict not in VERDICTS:
        raise ValueError(f"verdict must be one of {', '.join(map(repr, VERDICTS))}, not {verdict!r}")
    return verdict


def _check_sentence(name: str, text: str) -> str:
    """Check that a text is not empty, and put it on one line."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{name} must be a sentence, not {text!r}")
    return " ".join(text.split())


def _check_results(results: dict) -> dict[str, int | float]:
    if not isinstance(results, dict) or not results:
        raise ValueError("results must be a dict that names at least one number")
    return {_check_name(name): _plain_number(name, value) for name, value in results.items()}


def _check_name(name: str) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"result {name!r}: names are lower-case letters, digits, _ and single dots between")
    return name


def _plain_number(name: str, value: Real) -> int | float:
    """Turn a finite number of any type into an int or a float."""
    # To Python a bool is an int, but True is no measurement.
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"result {name!r} must be a number, not {value!r}; float(...) makes one of a tensor")
    number = int(value) if isinstance(value, Integral) else float(value)
    if not math.isfinite(number):
        raise ValueError(f"result {name!r} must be finite, not {number}")
    return number


def _rounded(number: int | float) -> str:
    return str(number) if isinstance(number, int) else f"{number:.4g}"


def _as_text(payload: dict) -> str:
    width = max(map(len, payload["results"]))
    lines = [
        f"Claim:   {payload['claim']}",
        f"Verdict: {payload['verdict']}",
        f"Because: {payload['because']}",
        *(f"  {name:<{width}}  {_rounded(number)}" for name, number in payload["results"].items()),
    ]
    return "\n".join(lines)


def _as_html(payload: dict) -> str:
    # Plain paragraphs and a plain table, so that a page without styles still shows all words in order.
    rows = "".join(
        f'<tr><td style="{_CELL}; text-align: left">{escape(name)}</td>'
        f'<td style="{_CELL}; text-align: right">{escape(_rounded(number))}</td></tr>'
        for name, number in payload["results"].items()
    )
    return (
        f'<div role="note" aria-label="Verdict of lesson {escape(payload["lesson"])}" style="{_BOX}">'
        f"<p><em>Claim:</em> {escape(payload['claim'])}</p>"
        f'<p style="font-size: 1.3em"><strong>Verdict: {escape(payload["verdict"])}</strong></p>'
        f"<p>{escape(payload['because'])}</p>"
        f"<details><summary>The numbers</summary>"
        f'<table style="border-collapse: collapse; background: none">{rows}</table></details></div>'
    )
