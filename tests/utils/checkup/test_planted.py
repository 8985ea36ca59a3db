"""Each fault is found where it is planted, and not in the same model without it."""

import pytest

from tests.utils.checkup.models import checkup
from tests.utils.checkup.planted import PLANTED
from utils.checkup.registry import FINDINGS

# Keras says so while a model with such a fault is built.
pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str):
    finding, severity, make = PLANTED[name]
    model, given = make(True)
    report = checkup.examine(model, **given)
    found = [one for one in report if one.name == finding]
    assert found and found[0].severity == severity, str(report)
    assert not any("question failed" in reason for reason in report.not_looked_at.values()), str(report)


@pytest.mark.parametrize("name", PLANTED)
def test_without_the_fault_nothing_is_found(name: str):
    finding, _, make = PLANTED[name]
    model, given = make(False)
    report = checkup.examine(model, **given)
    assert finding not in report, str(report)
    assert not any("question failed" in reason for reason in report.not_looked_at.values()), str(report)


def test_every_finding_is_planted():
    assert {finding for finding, _, _ in PLANTED.values()} == set(FINDINGS)
