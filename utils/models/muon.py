"""Muon as Keras has it since 3.13, also where an older Keras is installed.

Before, `keras.optimizers.Muon` cannot train with TensorFlow: it asks a variable for its path that has none.
Remove this module when requirements.txt asks for Keras 3.13.
"""

import functools


def muon(learning_rate=0.001, adam_lr_ratio: float = 1, exclude_layers=(), weight_decay: float = 0.004):
    """Return the optimiser Muon (Jordan et al. 2024), with the settings and the rule of Keras 3.13.

    A weight matrix moves equally far in all directions. Every other weight, each embedding, and what has
    one of `exclude_layers` in its path, moves as in Adam, at `adam_lr_ratio` times the rate.
    learning_rate: a number or a schedule of Keras.
    """
    import keras

    version = tuple(map(int, keras.__version__.split(".")[:2]))
    settings = {"adam_lr_ratio": adam_lr_ratio, "exclude_layers": list(exclude_layers)}
    kind = _mended() if version < (3, 13) else keras.optimizers.Muon
    return kind(learning_rate, weight_decay=weight_decay, **settings)


@functools.cache
def _mended() -> type:
    """The Muon of Keras 3.10 to 3.12 with what came in 3.13: variables by their place, step, decay."""
    import keras
    from keras import ops

    class Muon(keras.optimizers.Muon):
        def __init__(self, *given, ns_steps=5, **named) -> None:
            super().__init__(*given, ns_steps=ns_steps, **named)

        def update_step(self, gradient, variable, learning_rate) -> None:
            # TensorFlow's own variable arrives here; the one of Keras knows its path.
            place = self._get_variable_index(variable)
            super().update_step(gradient, self._trainable_variables[place], learning_rate)

        def _should_use_adamw(self, variable) -> bool:
            return len(variable.shape) != 2 or super()._should_use_adamw(variable)

        def _muon_update_step(self, gradient, variable, learning_rate) -> None:
            speed = self.adam_momentums[variable.path]
            self.assign(speed, self.momentum * speed + gradient)
            step = self.zeropower_via_newtonschulz5(gradient + self.momentum * speed, self.ns_steps)
            # Longer steps for larger matrices, as large as those of Adam (Liu et al. 2025).
            length = learning_rate * 0.2 * max(variable.shape) ** 0.5
            self.assign_sub(variable, length * step)

        def _apply_weight_decay(self, variables) -> None:
            for variable in variables:
                share = 0.004 if self._should_use_adamw(variable) else self.weight_decay
                rate = ops.cast(self.learning_rate, variable.dtype)
                variable.assign(variable - variable * share * rate)

    return Muon
