"""The bundled tables are what their program writes, byte for byte."""

import importlib.util
import os
import subprocess
import sys

import pytest

from tools.course import ROOT
from utils.synthetic import fashion, restaurant_reviews

SCRIPT = ROOT / "data" / "make.py"
SPEC = importlib.util.spec_from_file_location("make", SCRIPT)
make = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make)


@pytest.mark.slow
@pytest.mark.parametrize("table", ["restaurant", "fashion"])
@pytest.mark.parametrize("hash_seed", ["1", "4242"])
def test_the_bytes_do_not_depend_on_the_hash_seed(table, hash_seed):
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    command = [sys.executable, str(SCRIPT), table, "--check"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("table", ["restaurant", "fashion"])
def test_check_writes_nothing_and_reports_a_difference(table, tmp_path, monkeypatch, capsys):
    reviews = restaurant_reviews.generate(120)
    monkeypatch.setattr(make, "FOLDER", tmp_path)
    monkeypatch.setattr(fashion, "SPLITS", {"train": 30, "val": 2, "test": 2, "test_new": 6})
    monkeypatch.setattr(restaurant_reviews, "generate", lambda: reviews)
    path = tmp_path / make.TABLES[table][0]
    assert make.main([table, "--check"]) == 1
    assert not path.exists()
    assert make.main([table]) == 0
    assert make.main([table, "--check"]) == 0
    assert "bytes written" in capsys.readouterr().out
    path.write_bytes(path.read_bytes().replace(b"the", b"no", 1))
    assert make.main([table, "--check"]) == 1
