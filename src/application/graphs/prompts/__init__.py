"""Prompts are files: a version in the first line, then the text."""
