"""Checks of exercise answers that say in words what is wrong: one package for each lesson.

An exercise imports its lesson's package, ``from utils.checks import lesson_01 as checks``, and ends in a call
such as ``checks.reach(reach)``. A check prints and raises nothing, so that a notebook with unsolved exercises
runs from top to bottom. When nbgrader grades or validates, the same call raises, and the cell earns nothing.
"""

from utils.checks.predictions import note_prediction

__all__ = ["note_prediction"]
