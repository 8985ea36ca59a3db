"""Checks of the exercises of lesson 00, Your first LSTM."""

import functools

import numpy as np

from utils.checks.asking import ask, number, numbers, scalar, several
from utils.checks.judging import Unsolved, Wrong, check, close, compare
from utils.checks.lesson_00.loss_curves import ADVICE, WHY
from utils.checks.lesson_00.loss_curves import draw_curves as draw_curves  # for the notebook
from utils.checks.lesson_00.sentences import sentences
from utils.checks.predictions import predicted

LENGTH = 40  # ids in a row
ENOUGH = 0.9  # share of right answers that three topics need


@check
def weights(count_weights):
    """Check the number of weights of a network.

    Args:
        count_weights: a function `count_weights(vocabulary, features, units)` that returns the number of
            weights of Embedding, LSTM and Dense(1) together.
    """
    for v, f, u in [(50, 8, 16), (1000, 32, 64), (7, 3, 1), (200, 5, 9)]:
        said = number("count_weights(vocabulary, features, units)", ask(count_weights, v, f, u), 0)
        one = f * u + u * u + u  # a gate
        right = v * f + 4 * one + u + 1
        compare(
            said,
            right,
            {
                "you count one gate. The LSTM computes four things at a step, each with its own weights": (
                    right - 3 * one
                ),
                "the state is missing: every unit also reads the state before, units x units": right
                - 4 * u * u,
                "the biases of the LSTM are missing, four for each unit": right - 4 * u,
                "the bias of the last layer is missing": right - 1,
                "the last layer is missing": right - u - 1,
                "the embedding is missing: it has one row of `features` numbers for each word": right - v * f,
                "that is the LSTM alone": 4 * one,
                "you count two biases for each gate. Keras has one": right + 4 * u,
                "one row too many: padding and unknown words are in the list already": right + f,
                "the state before has `units` numbers, not `features`": right - 4 * (u * u - f * u),
            },
            look=f"vocabulary = {v}, features = {f}, units = {u}, layer by layer",
            otherwise="it is not what Keras counts",
            tolerance=1e-9,
        )
    factor = predicted("the factor")
    right = (32 + 64 + 1) * 64 / ((32 + 32 + 1) * 32)
    return f"You said {factor:g}; it is {right:.2f}, for only a part of the weights is units x units."


@functools.cache
def _topic_rows() -> tuple[np.ndarray, ...]:
    """The rows of ids and the topics of the exercise, of its training and its test part."""
    from keras import layers

    train, topics, _ = sentences(1200, "train")
    test, test_topics, _ = sentences(400, "test")
    to_ids = layers.TextVectorization(output_sequence_length=LENGTH)
    to_ids.adapt(train)
    return to_ids(train).numpy(), topics, to_ids(test).numpy(), test_topics


@check
def topics(topic_network):
    """Check a network that tells three topics apart.

    Args:
        topic_network: a function `topic_network(x_train, y_train, x_test, y_test)` that returns a trained
            Keras model and its accuracy on the test part.
    """
    x_train, y_train, x_test, y_test = _topic_rows()
    try:
        answer = ask(topic_network, x_train, y_train, x_test, y_test)
    except Wrong as found:
        raise _in_words_of_keras(found) from None
    model, accuracy = several("topic_network", answer, "the trained model", "its accuracy")
    if not callable(getattr(model, "predict", None)):
        raise Wrong(
            "the first thing that `topic_network` returns should be a Keras model", "the line with return"
        )
    probability = np.asarray(model.predict(x_test, verbose=0))
    if probability.ndim == 3:
        raise Wrong(
            f"your network answers at every step, {probability.shape}: one answer a sentence is wanted",
            "return_sequences, which the last recurrent layer does not need",
        )
    if probability.shape == (len(x_test), 1):
        raise Wrong(
            "your network gives one number a sentence. One of three topics takes three probabilities",
            'the last layer: Dense(3, activation="softmax")',
        )
    if probability.shape == (len(x_test), 4):
        raise Wrong(
            "your network has four classes for three topics. Classes count from 0: with the labels minus 1, "
            "three are enough",
            "y_train - 1, and the number in the last layer",
        )
    probability = numbers("the answers of your network", probability, (len(x_test), 3))
    if not close(probability.sum(axis=1), np.ones(len(x_test)), 1e-3):
        raise Wrong("the three answers of a row do not add up to 1: they are no probabilities", "softmax")
    if _reads_padding(model, x_test):
        raise Wrong(
            "your network reads the zeros behind the text: they change the answers",
            "mask_zero=True in the embedding, and, with two recurrent layers, the mask of the second",
        )
    right = float(np.mean(probability.argmax(axis=1) == y_test - 1))
    if right < ENOUGH:
        shifted = float(np.mean(probability.argmax(axis=1) == y_test % 3))
        look = "the labels: topic 1 is class 0" if shifted > ENOUGH else "passes, step size, loss and labels"
        raise Wrong(
            f"your network is right on {right:.0%} of the test sentences; {ENOUGH:.0%} are wanted", look
        )
    said = number("the accuracy", scalar(accuracy), 0, 1)
    if abs(said - right) > 0.003:
        trained = np.asarray(model.predict(x_train, verbose=0)).argmax(axis=1) == y_train - 1
        where = "the training part" if abs(said - trained.mean()) <= 0.003 else "something else"
        raise Wrong(
            f"the accuracy {said:.3f} is not the one on the test part, {right:.3f}. You evaluate on {where}",
            "what you give to evaluate, and which of the two numbers that it returns is the accuracy",
        )
    return f"Right on {right:.0%} of sentences that it has never seen."


def _in_words_of_keras(found: Wrong) -> Wrong:
    """Add what a message of Keras means to the words of an error inside the learner's function."""
    meanings = {
        "outside the valid range": "Classes count from 0, the topics here from 1: y_train - 1",
        "found ndim=2": "A recurrent layer gets no sequence: return_sequences=True in the one before",
        "must have the same rank": 'The loss does not fit: "sparse_categorical_crossentropy"',
        "must have rank": "It answers at every step: no return_sequences in the last recurrent layer",
        "found ndim=3": "It gets a whole sequence: no return_sequences in the last recurrent layer",
    }
    for message, meaning in meanings.items():
        if message in found.words:
            stops = found.words.partition(" in the line")[0]
            return Wrong(f"{stops}: Keras says {message!r}. {meaning}", "the lesson's table of messages")
    return found


def _reads_padding(model, x: np.ndarray) -> bool:
    """Tell whether the answers change when the row of the embedding that stands for padding is changed."""
    embeddings = [layer for layer in model.layers if type(layer).__name__ == "Embedding"]
    if not embeddings:
        return False
    before = model.predict(x, verbose=0)
    kept = embeddings[0].get_weights()
    changed = [kept[0].copy(), *kept[1:]]
    changed[0][0] += 1.0
    embeddings[0].set_weights(changed)
    after = model.predict(x, verbose=0)
    embeddings[0].set_weights(kept)
    return bool(np.abs(after - before).max() > 1e-3)


@check
def curves(advice):
    """Check what is advised to four people, each with a loss curve.

    Args:
        advice: {"A": "stop earlier", ...}, one of four sentences for each panel.
    """
    if not isinstance(advice, dict) or set(advice) != set(ADVICE):
        raise Wrong('`advice` should be a dictionary with the keys "A" to "D"')
    if open_ones := [name for name, said in advice.items() if said is None]:
        raise Unsolved(f"`advice` still holds None for {', '.join(open_ones)}.")
    for name, said in advice.items():
        if said not in ADVICE.values():
            known = ", ".join(f'"{words}"' for words in ADVICE.values())
            raise Wrong(f"{said!r} is none of the four answers: {known}", f"panel {name}")
        if said != ADVICE[name]:
            raise Wrong(WHY[name], f"panel {name}")
    return "Four curves, four cures, and nobody needs a larger network."


class _Answering:
    """Stands for a trained network whose answers are known."""

    def __init__(self, probability: np.ndarray) -> None:
        self.probability = probability

    def predict(self, x, **options) -> np.ndarray:
        return self.probability[: len(x), None].copy()

    def __call__(self, x, **options) -> np.ndarray:
        return self.predict(x)


@check
def good(is_good):
    """Check which sentences are called good.

    Args:
        is_good: a function `is_good(model, x)` that returns for each row whether the model calls it good.
    """
    probability = np.random.default_rng(3).uniform(size=60).astype("float32")
    probability[:4] = [0.51, 0.49, 0.99, 0.01]
    x = np.ones((60, LENGTH), int)
    answer = np.asarray(ask(is_good, _Answering(probability), x))
    if answer.shape == (60, 1):
        raise Wrong("the answer has the shape (60, 1), one column too many: (60,) is wanted", "[:, 0]")
    said = numbers("is_good(model, x)", answer, (60,))
    compare(
        said,
        (probability > 0.5).astype(float),
        {
            "no sentence is called good: argmax looks for the largest of one number, which is at 0": (
                np.zeros(60)
            ),
            "every sentence is called good": np.ones(60),
            "good and bad are exchanged: the probability is that of good": (probability <= 0.5).astype(float),
            "these are the probabilities themselves: compare them with one half": probability,
            "nothing is compared with one half: a number that is not 0 counts as True": (
                probability > 0
            ).astype(float),
        },
        look="what model.predict returns, and its shape",
        otherwise="True and False do not stand where the probability is above one half",
    )
    return "One column, compared with one half."
