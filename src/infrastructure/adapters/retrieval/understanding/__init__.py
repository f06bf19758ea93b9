"""Finds in a caller's words what a tool asks for: counts, codes, e-mail addresses, choices, yes and no."""
