"""A prediction may change until it is measured, and stays from then on."""

import numpy as np
import pytest

from utils.checks import note_prediction
from utils.checks.judging import Unsolved
from utils.checks.predictions import forget_predictions, predicted
from utils.session import load_tensorflow


@pytest.fixture(autouse=True)
def nothing_noted():
    forget_predictions()


def test_a_prediction_may_change_until_it_is_measured(capsys):
    with pytest.raises(Unsolved, match="nothing is noted for"):
        predicted("loss")
    note_prediction("loss", 1, 0, 5)
    note_prediction("loss", 2, 0, 5)
    assert capsys.readouterr().out == "Noted for loss: 1.\nNoted for loss: 2.\n"
    assert predicted("loss") == 2
    note_prediction("loss", 2, 0, 5)
    note_prediction("loss", 3, 0, 5)
    note_prediction("loss", None, 0, 5)
    assert "your prediction stays 2." in capsys.readouterr().out
    assert predicted("loss") == 2


@pytest.mark.parametrize("guess", [None, ..., "much", 7, float("nan")])
def test_what_is_no_prediction_is_not_noted(guess, capsys):
    note_prediction("loss", 1, 0, 5)
    note_prediction("loss", guess, 0, 5)
    assert "Nothing noted" in capsys.readouterr().out
    with pytest.raises(Unsolved):
        predicted("loss")


def test_a_tensor_or_array_without_axes_is_a_prediction(capsys):
    load_tensorflow()
    import tensorflow as tf

    for guess in (tf.constant(2), tf.constant(2.0), np.array(2)):
        forget_predictions()
        note_prediction("loss", guess, 0, 5)
        assert capsys.readouterr().out == "Noted for loss: 2.\n"
        assert predicted("loss") == 2
        note_prediction("loss", guess, 0, 5)
        assert capsys.readouterr().out == ""
