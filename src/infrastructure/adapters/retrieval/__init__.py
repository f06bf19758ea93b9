"""Answers out of a folder of pages: search, and a chat model that needs no key."""
