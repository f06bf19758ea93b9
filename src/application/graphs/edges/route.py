"""The way from the supervisor to whoever answers."""

from application.graphs.state import CallState


def chosen_speaker(state: CallState) -> str:
    """The name of the node that answers this turn."""
    return state.get("speaker", "")
