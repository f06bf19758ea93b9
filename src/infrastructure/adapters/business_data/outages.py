"""Reads where the network is, and where it is down."""

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from domain.entities.outage import Area, Outage
from infrastructure.adapters.business_data.data_file import Checked, Postcode, Text, read_data


class _Area(Checked):
    name: Text
    postcodes: frozenset[Postcode] = Field(min_length=1)


class _Outage(Checked):
    postcodes: frozenset[Postcode] = Field(min_length=1)
    cause: Text
    over: datetime | time

    @field_validator("over")
    @classmethod
    def _can_be_said(cls, over: datetime | time) -> datetime | time:
        if isinstance(over, datetime) and over.tzinfo is None:
            raise ValueError("give the moment its offset from UTC, such as +02:00")
        if over.minute not in (0, 30) or over.second:
            raise ValueError("give a full or a half hour")
        return over


class _Network(Checked):
    areas: tuple[_Area, ...] = Field(min_length=1)
    outages: tuple[_Outage, ...] = ()

    @model_validator(mode="after")
    def _each_postcode_once(self) -> Self:
        known = [postcode for area in self.areas for postcode in area.postcodes]
        if twice := {postcode for postcode in known if known.count(postcode) > 1}:
            raise ValueError(f"{', '.join(sorted(twice))} is in two areas")
        if strange := frozenset[str]().union(*(outage.postcodes for outage in self.outages)) - set(known):
            raise ValueError(f"an outage is in {', '.join(sorted(strange))}, which is in no area")
        return self


@dataclass(frozen=True, slots=True)
class Network:
    areas: tuple[Area, ...]
    outages: tuple[Outage, ...]


def read_network(file: Path) -> Network:
    """:raises ConfigurationInvalid: the file is missing or wrong."""
    read = read_data(file, _Network)
    return Network(
        tuple(Area(area.name, area.postcodes) for area in read.areas),
        tuple(Outage(outage.postcodes, outage.cause, outage.over) for outage in read.outages),
    )
