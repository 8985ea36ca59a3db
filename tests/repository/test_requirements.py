"""What is asked for and what is locked agree, on every system and every Python that the course promises."""

import re

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.course import ROOT


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [
        line.partition("  #")[0] for line in text.splitlines() if line.strip() and not line.startswith("#")
    ]


WANTED = [Requirement(line) for line in lines("requirements.txt")]
LOCKED = [Requirement(line) for line in lines("requirements-lock.txt")]


def active(requirements: list[Requirement], python: str, system: str) -> list[Requirement]:
    place = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": system}
    place["os_name"] = "nt" if system == "win32" else "posix"
    return [one for one in requirements if one.marker is None or one.marker.evaluate(place)]


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13"])
def test_the_lock_holds_one_fitting_version_of_all_that_is_required(python, system):
    locked = active(LOCKED, python, system)
    names = [canonicalize_name(one.name) for one in locked]
    assert len(set(names)) == len(names)
    pins = {name: str(one.specifier) for name, one in zip(names, locked, strict=True)}
    assert all(re.fullmatch(r"==[\w.]+", pin) for pin in pins.values())
    for wanted in active(WANTED, python, system):
        pin = pins[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(Version(pin.removeprefix("=="))), f"{wanted} but {pin}"


def test_the_lock_names_no_place():
    assert [line for line in lines("requirements-lock.txt") if re.search(r"://|@|--|\\|file:", line)] == []


def test_conda_installs_what_pip_installs():
    made = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [entry["pip"] for entry in made["dependencies"] if isinstance(entry, dict)]
    assert pip == ["-r requirements.txt"]
    assert "python=3.11" in made["dependencies"]
    assert "pip" in made["dependencies"]


def test_the_versions_of_colab_are_ones_that_are_asked_for():
    bounds = {canonicalize_name(one.name): one.specifier for one in WANTED}
    colab = [Requirement(line) for line in lines("requirements-colab.txt")]
    assert len(colab) == 7
    for one in colab:
        version = str(one.specifier).removeprefix("==")
        assert bounds[canonicalize_name(one.name)].contains(version), one
