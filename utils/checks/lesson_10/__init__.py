"""Checks of the exercises of lesson 10, Shakespeare and music."""

import math

import numpy as np

from utils.checks.asking import ask, number, several
from utils.checks.judging import Wrong, check, close, compare
from utils.checks.lesson_10.letter_network import checked_losses, drama, pairs_need, why_it_loses
from utils.checks.lesson_10.race_of_letters import check_holds, check_read, draw_race
from utils.checks.lesson_10.rows_of_a_text import check_rows
from utils.checks.lesson_10.writing import check_carried, check_temperature
from utils.checks.predictions import predicted

__all__ = ["costs", "drama", "draw_race", "in_rows", "network", "race", "writer"]

COUNTED, TEXT, LETTERS = "abracadabra, said a cad: a bar", "a card, a drab cab; abba", " ,:;abcdefirs"


@check
def in_rows(in_rows):
    """Check a function that cuts one long text into batches for a stateful network.

    Args:
        in_rows: a function `in_rows(ids, rows, steps)` that returns x and y.
    """
    check_rows(in_rows)
    return "Each row goes on where it stopped, and nothing is read twice."


@check
def costs(costs, units):
    """Check what a letter costs by three ways to count, and the units of it.

    Args:
        costs: a function `costs(counted, text, letters)` that returns three numbers in nats.
        units: a function `units(nats)` that returns bits and perplexity.
    """
    names = ("all equally likely", "by frequency", "by pairs")
    given = several("costs", ask(costs, COUNTED, TEXT, list(LETTERS)), *names)
    wanted = _costs()
    for name, one, (right, mistakes) in zip(names, given, wanted, strict=True):
        value = np.asarray(one)
        if value.shape == () and value.dtype.kind == "f" and np.isinf(value):
            raise Wrong(
                f"{name}: what was never counted gets the probability 0, and costs infinitely much when it "
                "comes. Add one to each count",
                "`+ 1` above, and `+ len(letters)` below the fraction",
            )
        compare(number(f"costs, {name}", one), right, mistakes, f"the line for letters {name}")
    nats = 1.7
    bits, perplexity = nats / math.log(2), math.exp(nats)
    got = several("units", ask(units, nats), "bits", "perplexity")
    got = [
        number(f"units({nats}), {name}", one) for name, one in zip(("bits", "perplexity"), got, strict=True)
    ]
    if close(got, [perplexity, bits]):
        raise Wrong("bits and perplexity are exchanged", "the line with return: bits first")
    compare(
        got[0],
        bits,
        {
            "bits: you multiply by log 2. A bit is less than a nat, so it takes more of them: divide": (
                nats * math.log(2)
            ),
            "bits: you take the logarithm of the nats, which are a logarithm already": math.log2(nats),
            "bits: these are the nats, unchanged": nats,
            "bits: that is the logarithm to base 10": nats / math.log(10),
        },
        "one bit is log 2 = 0.69 nats",
    )
    compare(
        got[1],
        perplexity,
        {
            "perplexity: 2 to the power of nats. It is e to the power of nats, or 2 to the power of bits": (
                2**nats
            ),
            "perplexity: e to the power of bits. It is 2 to the power of bits, or e to the power of nats": (
                math.exp(bits)
            ),
            "perplexity: that is a probability, the inverse of what is asked for": math.exp(-nats),
        },
        "the number of equally likely letters that cost as much: log(number) = nats",
    )
    said = predicted("letters by frequency"), predicted("letters by pairs")
    return f"You said {said[0]:g} and {said[1]:g} equally likely letters. Run the next cell."


def _costs() -> list[tuple[float, dict[str, float]]]:
    """The three costs of the text, each with what likely mistakes lead to."""
    place = {letter: k for k, letter in enumerate(LETTERS)}
    counted, text = (np.array([place[letter] for letter in one]) for one in (COUNTED, TEXT))
    n, y = len(LETTERS), text[1:]
    singles = np.bincount(counted, minlength=n)
    pairs = np.zeros((n, n))
    np.add.at(pairs, (counted[:-1], counted[1:]), 1)
    p = (singles + 1) / (len(counted) + n)
    after = (pairs + 1) / (pairs.sum(axis=1, keepdims=True) + n)
    given_next = (pairs + 1) / (pairs.sum(axis=0) + n)
    turned = (pairs.T + 1) / (pairs.T.sum(axis=1, keepdims=True) + n)
    joint = (pairs + 1) / (len(counted) - 1 + n * n)
    short = (pairs + 1) / np.maximum(pairs.sum(axis=1, keepdims=True), 1)
    ends = (pairs + 1) / (singles[:, None] + n)
    by_letter = {"by frequency": p[y], "by pairs": after[text[:-1], y]}
    found = [
        (
            math.log(n),
            {
                "all equally likely: these are bits. Take the natural logarithm": math.log2(n),
                "all equally likely: that is their number. A letter costs the logarithm of it": float(n),
                "all equally likely: you count the letters that occur in `text`; in `letters` are all that "
                "can come": math.log(len(set(TEXT))),
                "all equally likely: you count the letters that occur in `counted`; in `letters` are all "
                "that can come": math.log(len(set(COUNTED))),
                "all equally likely: the sign. A cost is above 0": -math.log(n),
                "all equally likely: that is the probability; its cost is -log of it": 1 / n,
            },
        )
    ]
    special = {
        "by frequency": {
            "that is the cost of `counted` itself. Measure on `text`": -np.log(p[counted]).mean(),
            "the first letter of `text` is among yours. Pairs cannot say it: leave it out of all three": (
                -np.log(p[text]).mean()
            ),
            "you count the letters of `text` itself. Count in `counted`": -np.log(
                ((np.bincount(text, minlength=n) + 1) / (len(text) + n))[y]
            ).mean(),
            "1 is added to each count, and not to their sum: the probabilities add up to more than 1": (
                -np.log(((singles + 1) / len(counted))[y]).mean()
            ),
        },
        "by pairs": {
            "you ask for the letter before, given the one behind it. Divide by the pairs that begin with the "
            "letter before": -np.log(given_next[text[:-1], y]).mean(),
            "each pair is counted the wrong way round: which of the two letters comes first?": (
                -np.log(turned[text[:-1], y]).mean()
            ),
            "that is how likely the whole pair is. Its first letter is known: divide by the pairs that begin "
            "with it": -np.log(joint[text[:-1], y]).mean(),
            "1 is added to each count, and not to their sum: the probabilities add up to more than 1": (
                -np.log(short[text[:-1], y]).mean()
            ),
            "the last letter of `counted` is among those that begin a pair, and nothing comes behind it": (
                -np.log(ends[text[:-1], y]).mean()
            ),
            "that is the cost of `counted` itself. Measure on `text`": -np.log(
                after[counted[:-1], counted[1:]]
            ).mean(),
            "that is the cost by frequency. Here the letter before is known": -np.log(p[y]).mean(),
        },
    }
    for name, chances in by_letter.items():
        loss = -np.log(chances)
        mistakes = special[name] | {
            "these are bits. Take the natural logarithm": loss.mean() / math.log(2),
            "the logarithm to base 10 gives another unit. Take the natural one": loss.mean() / math.log(10),
            "the sign: a cost is -log of a probability, and above 0": -loss.mean(),
            "that is the sum over all letters. Take their mean": loss.sum(),
            "you take the logarithm of the mean probability. Take the mean of the logarithms": -math.log(
                chances.mean()
            ),
            "that is a mean probability; a letter costs -log of it": chances.mean(),
            "that is a perplexity. Here nats are asked for": math.exp(loss.mean()),
        }
        found.append((float(loss.mean()), {f"{name}: {words}": float(x) for words, x in mistakes.items()}))
    return found


@check
def network(net):
    """Check a trained letter network that carries its state.

    Args:
        net: a Keras model that reads (32, steps) ids of `drama`, and says (32, steps, letters).
    """
    losses = checked_losses(net)
    bar = pairs_need()
    if losses.carried >= bar:
        words, look = why_it_loses(losses)
        raise Wrong(
            f"your network needs {losses.carried:.2f} nats a letter, counted pairs {bar:.2f}: {words}", look
        )
    emptied = f"{losses.emptied:.2f} if its state is emptied before each piece"
    return f"{losses.carried:.2f} nats a letter, {emptied}. Pairs need {bar:.2f}."


@check
def writer(write):
    """Check a function that writes letter by letter.

    Args:
        write: a function `write(step, first, n, temperature, rng)` that returns n letters.
    """
    check_temperature(write)  # first: the other machine's answers are certain only where this is right
    check_carried(write)
    return "It remembers what it wrote, and the temperature does what it should."


@check
def race(crossing, ahead, holds):
    """Check what was read off the curves of the race.

    Args:
        crossing: the second around which the LSTMs get below the counts.
        ahead: how many nats the LSTMs are below the transformers at the end.
        holds: the letter of the sentence that the figure shows.
    """
    check_read(crossing, ahead)
    check_holds(holds)
    return "It says what these runs did, on this text, in this time, and no more."
