"""Values of LangGraph's serialiser as single strings."""

from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol

_END = b"\0"
"""Behind the name of a value's kind, which is a word."""


def packed(serde: SerializerProtocol, value: Any) -> bytes:
    kind, data = serde.dumps_typed(value)
    return kind.encode() + _END + data


def unpacked(serde: SerializerProtocol, text: bytes) -> Any:
    kind, _, data = text.partition(_END)
    return serde.loads_typed((kind.decode(), data))
