"""Decides what to do with a caller's words: which tool to call, what to answer, or to ask again."""
