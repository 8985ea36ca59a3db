"""What a lesson needs is known, Colab has it, and a Python that lacks it is told in words."""

import sys
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from test_house import WANTED, imported, sources

from utils import packages

# A plain Colab in February 2026, from the list of packages that Colab publishes.
COLAB = {
    "tensorflow": "2.19.0",
    "keras": "3.10.0",
    "numpy": "2.0.2",
    "pandas": "2.2.2",
    "scikit-learn": "1.6.1",
    "statsmodels": "0.14.6",
    "matplotlib": "3.10.0",
    "pillow": "11.3.0",
    "ipywidgets": "7.7.1",
    "tqdm": "4.67.3",
    "ipython": "7.34.0",
}


def test_what_lessons_import_is_what_is_asked_for_and_what_requirements_say():
    places = {name: text for name, text in sources().items() if name.startswith(("notebooks", "utils"))}
    used = set().union(*(imported(text) for text in places.values())) - sys.stdlib_module_names
    assert used - {"utils", "benchmarks"} == {module for module, _ in packages.NEEDED.values()}
    bounds = {canonicalize_name(one.name): str(one.specifier) for one in WANTED}
    assert {name: f">={oldest}" for name, (_, oldest) in packages.NEEDED.items()} == {
        name: bounds[name] for name in packages.NEEDED
    }


def test_colab_has_it_all():
    for name, (_, oldest) in packages.NEEDED.items():
        assert Requirement(f"{name}>={oldest}").specifier.contains(Version(COLAB[name])), name


def test_here_is_nothing_to_say():
    assert packages.check() is None


def answers(monkeypatch: pytest.MonkeyPatch, missing: str = "", **versions: str) -> None:
    found = {name: oldest for name, (_, oldest) in packages.NEEDED.items()} | versions
    monkeypatch.setattr(
        packages.importlib.util, "find_spec", lambda m: None if m == missing else find_spec(m)
    )
    monkeypatch.setattr(packages.importlib.metadata, "version", lambda name: found[name])


@pytest.mark.parametrize("version", ["2.15.0", "3.9.2", "3.9"])
def test_an_old_keras_is_refused(version: str, monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, keras=version)
    with pytest.raises(ImportError) as error:
        packages.check()
    lines = str(error.value).splitlines()
    assert lines[1] == f"  keras: {version} is too old, 3.10 is needed"
    assert lines[-1] == '%pip install "keras>=3.10"'


@pytest.mark.parametrize("version", ["3.10", "3.10.0", "3.15.1", "4.0", "3.11.0rc1"])
def test_a_new_keras_is_not(version: str, monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, keras=version)
    packages.check()


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, missing="sklearn")
    with pytest.raises(ImportError, match=r'(?s)  scikit-learn: is not installed\n.*"scikit-learn>=1\.5"$'):
        packages.check()


def test_a_package_under_another_name_passes(monkeypatch: pytest.MonkeyPatch):
    def version(name: str) -> str:
        raise PackageNotFoundError(name)  # as for tensorflow-cpu

    monkeypatch.setattr(packages.importlib.metadata, "version", version)
    packages.check()


def test_an_old_python_is_refused_first(monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, missing="keras")
    monkeypatch.setattr(packages.sys, "version_info", (3, 9, 18, "final", 0))
    with pytest.raises(ImportError, match=r"The course needs 3\.10 or newer"):
        packages.check()
