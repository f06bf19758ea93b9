"""Nothing may block in any of these tests."""

from tests.blocking import nothing_blocks

__all__ = ["nothing_blocks"]
