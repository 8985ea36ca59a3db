"""A small transformer that reads letters, with blocks as in GPT-2 (Radford et al. 2019)."""

import keras
from keras import layers, ops

from utils.arguments import whole_number

INIT = 0.02  # the spread of all weights at the start, as in GPT-2


@keras.saving.register_keras_serializable("lstm_course")
class Positions(layers.Layer):
    """Add to each vector of a sequence a learned one for its place.

    Args:
        context: the largest number of places.
    """

    def __init__(self, context: int, **kwargs) -> None:
        super().__init__(**kwargs)
        self.context = context

    def build(self, shape) -> None:
        """Make the vectors, (context, width)."""
        start = keras.initializers.RandomNormal(stddev=INIT)
        self.places = self.add_weight(shape=(self.context, shape[-1]), initializer=start, name="places")

    def call(self, x):
        """Return (batch_size, timesteps, width) of ``x`` plus the places 0, 1 ... timesteps - 1."""
        return x + self.places[: ops.shape(x)[1]]

    def get_config(self) -> dict:
        """What a saved network needs to make this layer again."""
        return super().get_config() | {"context": self.context}


def small_transformer(
    vocab_size: int, context: int = 64, width: int = 128, heads: int = 4, blocks: int = 4
) -> keras.Model:
    """Make a network that gives for each place of a text the logits of the next letter.

    Each block attends to the letters before and at a place, then works on each place alone; both add to what
    came in, and read it normalised. The defaults are those of a published recipe for three minutes on a
    processor: 4 blocks, 4 heads, width 128, 64 letters of context, no dropout (nanoGPT, Karpathy 2022).

    Args:
        vocab_size: how many letters there are.
        context: the longest text, in letters.
        width: numbers in a vector; a multiple of ``heads``.
        heads: attention heads in a block.
        blocks: how many.

    Returns:
        The network, (batch_size, timesteps) int to (batch_size, timesteps, vocab_size) float.

    Raises:
        ValueError: if an argument is no whole number above 0, or ``width`` is no multiple of ``heads``.
    """
    for name, value in {
        "vocab_size": vocab_size,
        "context": context,
        "heads": heads,
        "blocks": blocks,
    }.items():
        whole_number(name, value, 1)
    if whole_number("width", width, 1) % heads:
        raise ValueError(f"width is {width}, with {heads} heads: expected a multiple of the heads.")

    def dense(units: int, spread: float = INIT, activation: str | None = None) -> layers.Dense:
        start = keras.initializers.RandomNormal(stddev=spread)
        return layers.Dense(units, activation, use_bias=False, kernel_initializer=start)

    def normalised(x):
        return layers.LayerNormalization(epsilon=1e-5)(x)

    start = keras.initializers.RandomNormal(stddev=INIT)
    letters = keras.Input((None,), dtype="int32")
    x = layers.Embedding(vocab_size, width, embeddings_initializer=start)(letters)
    x = Positions(context)(x)
    for _ in range(blocks):
        seen = normalised(x)
        attend = layers.MultiHeadAttention(heads, width // heads, use_bias=False, kernel_initializer=start)
        x = x + attend(seen, seen, use_causal_mask=True)
        hidden = dense(4 * width, activation="gelu")(normalised(x))
        x = x + dense(width, INIT / (2 * blocks) ** 0.5)(hidden)
    return keras.Model(letters, dense(vocab_size)(normalised(x)), name="small_transformer")
