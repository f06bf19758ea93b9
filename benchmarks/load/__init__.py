"""Callers by the dozen, in processes of their own, and what the side that they call takes for it."""
