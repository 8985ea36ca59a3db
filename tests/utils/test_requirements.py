"""What a lesson needs is declared, Colab has it, and a Python that lacks it is told in words."""

import re
from importlib.metadata import PackageNotFoundError

import pytest

from tools.course import ROOT
from utils import session


def needed() -> dict[str, str]:
    """What a lesson imports, with the oldest version, as requirements.txt has it."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8").partition(session.TOOLS)[0]
    return dict(re.findall(r"(?m)^([\w-]+)>=([\d.]+)", text))


def test_here_is_nothing_to_say():
    assert {"tensorflow", "keras", "numpy", "ipython"} <= set(needed())
    assert session.check_requirements() is None


def answers(monkeypatch: pytest.MonkeyPatch, missing: str = "", **versions: str) -> None:
    found = needed() | versions

    def version(name: str) -> str:
        if name == missing:
            raise PackageNotFoundError(name)
        return found[name]

    monkeypatch.setattr(session.importlib.metadata, "version", version)


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("2.15.0", "is too old, 3.10 is needed"),
        ("3.9.2", "is too old, 3.10 is needed"),
        ("3.9", "is too old, 3.10 is needed"),
        ("3.16.0", "is too new, one before 3.16 is needed"),
        ("4.0", "is too new, one before 3.16 is needed"),
    ],
)
def test_a_keras_outside_the_range_is_refused(version: str, words: str, monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, keras=version)
    with pytest.raises(ImportError) as error:
        session.check_requirements()
    lines = str(error.value).splitlines()
    assert lines[1] == f"  keras: {version} {words}"
    assert lines[-1] == '%pip install "keras>=3.10,<3.16"'


@pytest.mark.parametrize("version", ["3.10", "3.10.0", "3.15.1", "3.11.0rc1"])
def test_a_keras_inside_the_range_is_not(version: str, monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, keras=version)
    session.check_requirements()


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, missing="scikit-learn")
    with pytest.raises(ImportError, match=r'(?s)  scikit-learn: is not installed\n.*"scikit-learn>=1\.5"$'):
        session.check_requirements()


def test_what_only_authors_need_is_not_asked_for(monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, missing="nbgrader")
    session.check_requirements()


def test_tensorflow_under_another_name_passes(monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, missing="tensorflow")  # as for tensorflow-cpu
    session.check_requirements()


def test_an_old_python_is_refused_first(monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, missing="keras")
    monkeypatch.setattr(session.sys, "version_info", (3, 9, 18, "final", 0))
    with pytest.raises(ImportError, match=r"The course needs 3\.10 or newer"):
        session.check_requirements()


def test_a_copy_of_utils_alone_checks_nothing(tmp_path):
    assert session.check_requirements(tmp_path / "requirements.txt") is None
