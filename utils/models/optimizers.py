"""Muon as Keras has it since 3.13, also where an older Keras is installed.

Before 3.13, ``keras.optimizers.Muon`` cannot train with TensorFlow: it asks a variable for its path, and
TensorFlow's own variables have none. Remove this module when requirements.txt asks for Keras 3.13.
"""

import functools


def muon(learning_rate=0.001, adam_lr_ratio: float = 1, exclude_layers=(), weight_decay: float = 0.004):
    """Make the optimiser Muon (Jordan et al. 2024), with the settings and the rule of Keras 3.13.

    A weight matrix moves equally far in all directions. All other weights move as in Adam: those that are no
    matrix, embeddings, and weights with one of ``exclude_layers`` in their path.

    Args:
        learning_rate: a number, or a learning rate schedule of Keras.
        adam_lr_ratio: the learning rate of the weights that move as in Adam, as a multiple of
            ``learning_rate``.
        exclude_layers: patterns; a weight whose path contains one moves as in Adam.
        weight_decay: the share of a matrix that is taken away at each step, times the learning rate.

    Returns:
        The optimiser, for ``model.compile``.
    """
    import keras

    version = tuple(map(int, keras.__version__.split(".")[:2]))
    settings = {"adam_lr_ratio": adam_lr_ratio, "exclude_layers": list(exclude_layers)}
    optimizer = _corrected_muon() if version < (3, 13) else keras.optimizers.Muon
    return optimizer(learning_rate, weight_decay=weight_decay, **settings)


@functools.cache
def _corrected_muon() -> type:
    """Make the Muon of Keras 3.10 to 3.12 with the corrections of 3.13: look-up of variables, step, decay."""
    import keras
    from keras import ops

    class Muon(keras.optimizers.Muon):
        def __init__(self, *args, ns_steps=5, **kwargs) -> None:
            super().__init__(*args, ns_steps=ns_steps, **kwargs)

        def update_step(self, gradient, variable, learning_rate) -> None:
            # This is TensorFlow's own variable; the one of Keras knows its path.
            index = self._get_variable_index(variable)
            super().update_step(gradient, self._trainable_variables[index], learning_rate)

        def _should_use_adamw(self, variable) -> bool:
            return len(variable.shape) != 2 or super()._should_use_adamw(variable)

        def _muon_update_step(self, gradient, variable, learning_rate) -> None:
            velocity = self.adam_momentums[variable.path]
            self.assign(velocity, self.momentum * velocity + gradient)
            step = self.zeropower_via_newtonschulz5(gradient + self.momentum * velocity, self.ns_steps)
            # Longer steps for larger matrices, so that they are as long as those of Adam (Liu et al. 2025).
            length = learning_rate * 0.2 * max(variable.shape) ** 0.5
            self.assign_sub(variable, length * step)

        def _apply_weight_decay(self, variables) -> None:
            for variable in variables:
                decay = 0.004 if self._should_use_adamw(variable) else self.weight_decay
                rate = ops.cast(self.learning_rate, variable.dtype)
                variable.assign(variable - variable * decay * rate)

    return Muon
