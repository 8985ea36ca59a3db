"""Notebooks: read and written in one form, run, and asked for the functions that stand in them."""
