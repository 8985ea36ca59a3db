"""What train_on_batch returns is of its batch alone.

In older versions of Keras, 3.13 among them, it is the mean of all batches since the metrics were last reset.
So ``reset_metrics`` is called beside each call whose value is used.
"""

import ast

import pytest

from tools.course import ROOT
from tools.notebooks.files import read

NOTEBOOKS = sorted((ROOT / "notebooks").rglob("[0-9][0-9]*_*.ipynb"))


def read_without_reset(source: str) -> list[str]:
    """The models whose value of ``train_on_batch`` or ``test_on_batch`` is used, but whose metrics stay."""
    tree = ast.parse(source)
    thrown_away = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    calls = [
        (call, ast.unparse(call.func.value), call.func.attr)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    ]
    reset = {model for _, model, method in calls if method == "reset_metrics"}
    used = {
        model
        for call, model, method in calls
        if method in ("train_on_batch", "test_on_batch") and call not in thrown_away
    }
    return sorted(used - reset)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("net.train_on_batch(x, y)", []),
        ("loss = net.train_on_batch(x, y)", ["net"]),
        ("def once(k):\n    return nets[k].test_on_batch(x, y)", ["nets[k]"]),
        ("net.reset_metrics()\nlosses.append(net.train_on_batch(x, y))", []),
        ("first.reset_metrics()\nlosses.append(second.train_on_batch(x, y))", ["second"]),
    ],
)
def test_the_search_knows_what_it_looks_for(source: str, found: list[str]):
    assert read_without_reset(source) == found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.relative_to(ROOT / "notebooks")))
def test_metrics_are_reset_before_they_are_read(path):
    code = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    plain = ["\n".join(line for line in one.splitlines() if line[:1] not in ("%", "!")) for one in code]
    assert [model for one in plain for model in read_without_reset(one)] == []
