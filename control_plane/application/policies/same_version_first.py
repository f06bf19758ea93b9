"""The least loaded replica of our own version, and only then any other."""

from control_plane.domain.entities.replica import Preference


def same_version_first(version: str) -> Preference:
    """In a rollout, calls go to what is to stay, so that fewer have to be moved away from what is to go."""
    return Preference(by_share=True, version_first=version)
