"""Reads how many engineers there are."""

from pathlib import Path

from infrastructure.adapters.business_data.data_file import Checked, Count, read_data


class _Visits(Checked):
    places: Count


def read_places(file: Path) -> int:
    """Visits that can be made in one half of a day.

    :raises ConfigurationInvalid: the file is missing or wrong.
    """
    return read_data(file, _Visits).places
