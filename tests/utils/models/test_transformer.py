"""A small transformer: it looks back and not ahead, and has the weights that one counts by hand."""

import numpy as np
import pytest

from utils import session

session.load_tensorflow()
import keras  # noqa: E402

from utils.models import small_transformer  # noqa: E402


def tiny():
    """A transformer with weights so large that each letter matters."""
    keras.utils.set_random_seed(0)
    net = small_transformer(11, context=8, width=6, heads=2, blocks=2)
    rng = np.random.default_rng(0)
    net.set_weights([one + rng.normal(size=one.shape) for one in net.get_weights()])
    return net


@pytest.mark.parametrize("place", [1, 4, 7])
def test_a_later_letter_changes_nothing_earlier(place):
    net = tiny()
    x = np.random.default_rng(1).integers(0, 11, (3, 8))
    other = x.copy()
    other[:, place] = (other[:, place] + 1) % 11
    one, two = net.predict_on_batch(x), net.predict_on_batch(other)
    np.testing.assert_allclose(one[:, :place], two[:, :place], atol=1e-5)
    assert (np.abs(one - two)[:, place:].max(axis=2) > 1e-4).all()


def test_the_place_of_a_letter_matters():
    logits = tiny().predict_on_batch(np.full((1, 8), 3))[0]
    assert np.abs(np.diff(logits, axis=0)).max(axis=1).min() > 1e-3


def test_a_shorter_text_is_the_beginning_of_a_longer_one():
    net, x = tiny(), np.random.default_rng(2).integers(0, 11, (2, 8))
    np.testing.assert_allclose(net.predict_on_batch(x)[:, :5], net.predict_on_batch(x[:, :5]), atol=1e-5)


@pytest.mark.parametrize(
    ("letters", "context", "width", "heads", "blocks"),
    [(65, 64, 128, 4, 4), (11, 8, 6, 2, 2), (5, 3, 4, 1, 1)],
)
def test_its_weights_counted_by_hand(letters, context, width, heads, blocks):
    net = small_transformer(letters, context, width, heads, blocks)
    block = 2 * 2 * width + 4 * width**2 + 2 * 4 * width**2  # normalise twice, attend, work on each place
    expected = letters * width + context * width + blocks * block + 2 * width + width * letters
    assert net.count_params() == expected


def test_before_training_all_letters_are_about_equally_likely():
    keras.utils.set_random_seed(0)
    logits = small_transformer(65).predict_on_batch(np.random.default_rng(0).integers(0, 65, (2, 64)))
    assert logits.shape == (2, 64, 65)
    loss = -np.log(np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)).mean()
    assert loss == pytest.approx(np.log(65), abs=0.1)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saves tensors
def test_it_is_saved_and_loaded(tmp_path):
    net, x = tiny(), np.random.default_rng(3).integers(0, 11, (2, 8))
    net.save(tmp_path / "net.keras")
    again = keras.models.load_model(tmp_path / "net.keras")
    np.testing.assert_allclose(again.predict_on_batch(x), net.predict_on_batch(x), atol=1e-6)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"vocab_size": 0}, "vocab_size"),
        ({"context": 0}, "context"),
        ({"heads": 0}, "heads"),
        ({"blocks": 1.5}, "blocks"),
        ({"width": 0}, "width"),
        ({"width": 6, "heads": 4}, "width is 6, with 4 heads"),
    ],
)
def test_a_wrong_argument_is_named(settings, words):
    with pytest.raises(ValueError, match=words):
        small_transformer(**{"vocab_size": 65} | settings)
