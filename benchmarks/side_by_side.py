"""Train many small networks of one kind at once, where Keras runs on JAX.

A network of thirty units leaves a graphics card idle. `train` stacks the weights of many networks (other
seeds, other learning rates) along a new first axis, makes the whole step with ``jax.vmap``, and runs a
hundred steps in one call. Network, loss and optimiser are Keras' own: ``stateless_call`` and
``stateless_apply`` (keras.io, "Writing a custom training loop in JAX").
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np


def train(
    build: Callable,
    loss: Callable,
    seeds: Sequence[int],
    rates: Sequence[float],
    pools: Sequence[tuple],
    exams: Sequence[tuple],
    right: Callable,
    updates: int,
    batch_size: int,
    every: int,
    prepare: Callable = lambda x: x,
) -> Iterator[np.ndarray]:
    """Train a network for each pair of seed and rate; ask each of them every so many updates.

    Args:
        build: a function of nothing that returns a Keras model, built, after the seed has been set.
        loss: a function of the target arrays of a batch and the outputs, which returns a number.
        seeds: of the weights and of the order of the batches.
        rates: learning rates of Adam, whose gradients are clipped at norm 1, weight by weight.
        pools: for each seed the training arrays (x, ...), all of one length.
        exams: tuples of arrays (networks' seeds first, then rows): x and what `right` wants.
        right: a function of the exam's arrays without x and the outputs: the share of right rows.
        updates: how many each network makes.
        batch_size: sequences in an update, drawn from the pool with replacement.
        every: updates between two exams, a divisor of ``updates``.
        prepare: makes of x, as it is stored, what the network reads.

    Yields:
        After every ``every`` updates: (exams, seeds, rates) shares of right answers.
    """
    import jax
    import keras
    from jax import numpy as jnp

    models = []
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        models.append(build())
    model, optimizer = models[0], keras.optimizers.Adam(rates[0], clipnorm=1)
    optimizer.build(model.trainable_variables)
    place = next(n for n, v in enumerate(optimizer.variables) if "learning_rate" in v.path)
    which = np.repeat(np.arange(len(seeds)), len(rates))  # the seed of each network

    def stacked(arrays):
        return [jnp.stack([jnp.asarray(value) for value in values]) for values in zip(*arrays, strict=True)]

    weights = stacked([[v.value for v in models[n].trainable_variables] for n in which])
    memory = stacked([[v.value for v in optimizer.variables]] * len(which))
    memory[place] = jnp.tile(jnp.asarray(rates, memory[place].dtype), len(seeds))
    fixed = [v.value for v in model.non_trainable_variables]
    pool = [jnp.asarray(np.stack(arrays)) for arrays in zip(*pools, strict=True)]
    exams = [[jnp.asarray(array) for array in exam] for exam in exams]

    def answer(trainable, x):
        return model.stateless_call(trainable, fixed, prepare(x))[0]

    def update(trainable, state, x, *targets):
        slope = jax.grad(lambda values: loss(*targets, answer(values, x)))(trainable)
        return optimizer.stateless_apply(state, slope, trainable)

    @jax.jit
    def round_of(carry, rows, pool, exams):
        def step(carry, rows):
            batch = [array[which[:, None], rows[which]] for array in pool]
            return jax.vmap(update)(*carry, *batch), None

        carry, _ = jax.lax.scan(step, carry, rows)
        ask = jax.vmap(lambda values, x, *wanted: right(*wanted, answer(values, x)))
        return carry, jnp.stack([ask(carry[0], *(array[which] for array in exam)) for exam in exams])

    carry = (weights, memory)
    draw = [np.random.default_rng(seed) for seed in seeds]
    for _ in range(updates // every):
        rows = [rng.integers(0, pool[0].shape[1], (every, batch_size), dtype=np.int32) for rng in draw]
        carry, shares = round_of(carry, np.stack(rows, axis=1), pool, exams)
        yield np.asarray(shares).reshape(len(exams), len(seeds), len(rates))
