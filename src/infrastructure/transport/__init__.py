"""Calls over LiveKit: the agent joins rooms by itself, without LiveKit's worker or dispatch."""
