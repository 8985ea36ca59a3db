"""The tools that keep the notebooks and the README in order. No lesson imports them."""
