"""What is told, by the stage in which it reaches the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fieldapp.demo.stage.families import Child
from fieldapp.demo.stage.phone import Operation


@dataclass
class Story:
    """Operations by the stage in which they reach the server."""

    listing: list[Operation] = field(default_factory=list)
    first_round: list[Operation] = field(default_factory=list)
    late: list[Operation] = field(default_factory=list)
    second_round: list[Operation] = field(default_factory=list)
    schools: list[Operation] = field(default_factory=list)
    catch_up: list[Operation] = field(default_factory=list)
    surveys: list[Operation] = field(default_factory=list)
    children: dict[str, list[Child]] = field(default_factory=dict)

    def list_(self, said: Iterator[tuple[Operation, Child | None]], village: str) -> list[Child]:
        """Add a listing; returns its children."""
        found = []
        for operation, child in said:
            self.listing.append(operation)
            if child:
                found.append(child)
        self.children.setdefault(village, []).extend(found)
        return found
