"""Facts for tests of the log."""

from __future__ import annotations

from domain.clock import Happened
from domain.fact import Fact
from domain.fave import FaveAdded
from domain.photo.events import Facets, PhotoSeen, PhotoTitleChanged

ADA = "11@N01"


def seen(title: str, at: int = 100) -> Fact:
    """A photo seen by Ada."""
    event = PhotoSeen(photo=Facets(owner=ADA, title=title, posted="50"), member=ADA)
    return fact_at(event, at)


def retitled(title: str, at: int = 200) -> Fact:
    """A title changed."""
    return fact_at(PhotoTitleChanged(title=title), at)


def faved(at: int = 100) -> Fact:
    """A favourite made."""
    return fact_at(FaveAdded(date_faved=str(at)), at)


def fact_at(event: PhotoSeen | PhotoTitleChanged | FaveAdded, at: int) -> Fact:
    """An event that happened and was seen at an instant."""
    return Fact(event=event, happened=Happened(at - 10, at), observed=at, via="poll", account=ADA)
