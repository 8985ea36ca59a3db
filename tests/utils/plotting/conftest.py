"""Each test draws in the course's style, and leaves no figure open."""

import matplotlib.pyplot as plt
import pytest

from utils import plotting


@pytest.fixture(autouse=True)
def style():
    plt.rcdefaults()
    plotting.use_course_style()
    yield
    plt.close("all")


@pytest.fixture
def axis():
    return plt.subplots()[1]
