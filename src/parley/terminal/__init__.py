"""Calling and chatting from a terminal."""
