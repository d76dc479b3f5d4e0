"""Which kind of gone a photo is, as far as its viewer may know."""

from __future__ import annotations

from domain.history import Step
from domain.photo.events import PhotoHidden
from web.asking.visit import Visit
from web.photo.seen import Seen
from web.views.photo import Gone


def gone_of(visit: Visit, seen: Seen) -> Gone | None:
    """Return which kind of gone the photo is, if it is."""
    speech = visit.site.speech
    if seen.photo.deleted:
        step = _last(seen.past.timeline("deleted"), seen.at)
        when = speech.happened(step.after, step.until) if step else "at some time"
        kept = "you kept it" if seen.own else "you had faved it, so it stays with you"
        return Gone(kind="deleted", words=f"This photo was deleted from Flickr {when}; {kept}.")
    if seen.own or not visit.viewer or visit.past:
        return None
    step = _last(seen.past.timeline("sight:" + visit.viewer), seen.now)
    if seen.at == seen.now and (step is None or step.value):
        return None
    if step is None or step.value:
        held = seen.past.now
        step = _last(seen.past.timeline("deleted"), seen.now) if held else None
    when = speech.happened(step.after, step.until) if step else "since then"
    event = step.fact.event if step else None
    why = event.why if isinstance(event, PhotoHidden) else "not-found"
    reason = {
        "not-found": "its owner deleted it or made it private: Flickr does not say which",
        "permission-denied": "its owner no longer lets you see it",
        "owner-gone": "its owner’s account is gone",
    }[why]
    return Gone(
        kind="hidden",
        words=f"This photo went out of your sight on Flickr {when}: {reason}. "
        "You had faved it, so the archive shows it as you last saw it.",
    )


def _last(steps: tuple[Step, ...], at: int) -> Step | None:
    """Return the statement that holds at an instant, from when its value first held."""
    found: Step | None = None
    for step in steps:
        if step.until <= at and (found is None or step.value != found.value):
            found = step
    return found
