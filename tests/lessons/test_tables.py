"""Stored tables of benchmarks: taken up where a run was stopped, never run twice."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.tables import complete

WANTED = [{"name": name, "seed": seed} for name in ("b", "a") for seed in (0, 1)]


def run(name, seed):
    return {"right": 0.25 * seed, "name_again": name}


def test_each_row_is_run_once_and_the_table_is_in_the_order_asked_for(tmp_path, capsys):
    path, asked = tmp_path / "table.csv", []
    pd.DataFrame([{"name": "a", "seed": 1, "right": 0.5, "name_again": "stored"}]).to_csv(path, index=False)

    def noted(**key):
        asked.append(key)
        return run(**key)

    complete(path, WANTED, noted)
    assert asked == [WANTED[0], WANTED[1], WANTED[2]]
    table = pd.read_csv(path)
    assert table[["name", "seed"]].to_dict("records") == WANTED
    assert table["name_again"].tolist() == ["b", "b", "a", "stored"]
    assert capsys.readouterr().out.count("\n") == 3
    before = path.read_bytes()
    complete(path, WANTED, noted)
    assert len(asked) == 3 and path.read_bytes() == before


def test_what_is_there_when_a_run_is_stopped_stays(tmp_path):
    path = tmp_path / "table.csv"

    def stopped(name, seed):
        if name == "a":
            raise KeyboardInterrupt
        return run(name, seed)

    with pytest.raises(KeyboardInterrupt):
        complete(path, WANTED, stopped)
    assert pd.read_csv(path)["name"].tolist() == ["b", "b"]


def test_a_row_that_is_not_asked_for_is_not_thrown_away(tmp_path):
    path = tmp_path / "table.csv"
    pd.DataFrame([{"name": "c", "seed": 0, "right": 1.0}]).to_csv(path, index=False)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"table\.csv holds .*'c'.*move it away"):
        complete(path, WANTED, run)
    assert path.read_bytes() == before


def test_numbers_are_rounded_to_what_a_table_shows(tmp_path):
    complete(tmp_path / "t.csv", [{"seed": 1}], lambda seed: {"x": np.float32(1 / 3), "n": 7}, digits=3)
    assert (tmp_path / "t.csv").read_text().splitlines() == ["seed,x,n", "1,0.333,7"]
