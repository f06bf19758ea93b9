"""Starts what Parley stands on, as child processes that end with it."""
