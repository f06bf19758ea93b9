"""Drafting a specialist, listing those that are there, and calling one by text."""
