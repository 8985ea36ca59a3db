"""The rules that a lesson keeps; ``python -m tools.rules 08`` checks one."""
