"""One photo, whoever owns it: what Flickr says of it, what can happen to it, what a look adds."""

from domain.photo.made import pictures_shown
from domain.photo.observing import observe, observe_absence, observe_stored
from domain.photo.state import PHOTO, Photo, evolve, files_shown, photo_history, tones_shown

__all__ = [
    "PHOTO",
    "Photo",
    "evolve",
    "files_shown",
    "observe",
    "observe_absence",
    "observe_stored",
    "photo_history",
    "pictures_shown",
    "tones_shown",
]
