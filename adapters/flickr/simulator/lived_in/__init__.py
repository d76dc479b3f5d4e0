"""A world that has been lived in for fifteen years: what the demo archives."""

from adapters.flickr.simulator.lived_in.happening import MEMBERS, Happening
from adapters.flickr.simulator.lived_in.life import happenings, visits
from adapters.flickr.simulator.lived_in.pictures import make_pictures
from adapters.flickr.simulator.lived_in.play import Player

__all__ = ["MEMBERS", "Happening", "Player", "happenings", "make_pictures", "visits"]
