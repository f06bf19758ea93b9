"""Puts on this machine what Parley needs, and says what it may not put there.

It is the first thing that runs on a fresh clone, so it needs nothing but the standard library:
`PYTHONPATH=src python3 -m parley.install --for run`.
"""
