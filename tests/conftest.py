"""Fixtures of more than one kind of test."""

from tests.livekit_server import livekit

__all__ = ["livekit"]
