"""The replica that has the largest share of its places free."""

from control_plane.domain.entities.replica import Preference


def least_loaded(_version: str) -> Preference:
    """Large replicas get more calls than small ones, and all are full at the same time."""
    return Preference(by_share=True)
