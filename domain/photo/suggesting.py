"""Suggesting where a photo was taken: another member says it, its owner answers.

Until it is accepted it is between the two. What is accepted becomes the owner's correction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domain.clock import Instant, exactly
from domain.fact import UNSAID, Fact, Look
from domain.history import History
from domain.observing import fact_of
from domain.photo.events import (
    PhotoLocationCorrected,
    PhotoPlaceSuggested,
    PhotoPlaceSuggestionAnswered,
    PhotoPlaceSuggestionWithdrawn,
)
from domain.photo.state import Photo, photo_history
from domain.photo.values import Location, Suggestion

MOST_WAITING: Final = 20
"""Suggestions that wait at one photo, of all members."""
MOST_OF_ONE: Final = 10
"""Suggestions that one member makes for one photo, ever."""
_FACET: Final = "suggestion:"


class NotTaken(Exception):  # noqa: N818 - says what is so
    """A suggestion, or an answer to one, that cannot be taken; one sentence that says why."""


def suggest(facts: Sequence[Fact], location: Location, look: Look) -> tuple[Fact, ...]:
    """Return the fact that a member suggests a place; in place of one of theirs that waits.

    Nothing where they did so already, and where the photo is unknown or purged. Raises
    NotTaken where too many were made, and for what the owner has answered.
    """
    past = photo_history(facts)
    held = _held(past)
    own = held.get(look.account) if held is not None else None
    if held is None or (own is not None and own.location == location and not own.answer):
        return ()
    if own is not None and own.location == location:
        raise NotTaken("The owner has answered that suggestion already.")
    waiting = [each for each in held.values() if not each.answer and each is not own]
    if len(waiting) >= MOST_WAITING:
        raise NotTaken(f"{MOST_WAITING} suggestions wait for the owner already.")
    made = [f for f in past.facts if isinstance(f.event, PhotoPlaceSuggested)]
    if sum(fact.event.member == look.account for fact in made) >= MOST_OF_ONE:  # type: ignore[attr-defined]
        raise NotTaken(f"You have suggested {MOST_OF_ONE} places for this photo: that is all.")
    event = PhotoPlaceSuggested(location=location, member=look.account)
    return (fact_of(event, exactly(look.at), look),)


def withdraw(facts: Sequence[Fact], look: Look) -> tuple[Fact, ...]:
    """Return the fact that a member took back what they suggested, nothing where none waits."""
    own = (_held(photo_history(facts)) or {}).get(look.account)
    if own is None or own.answer:
        return ()
    event = PhotoPlaceSuggestionWithdrawn(member=look.account)
    return (fact_of(event, exactly(look.at), look),)


def answer(
    facts: Sequence[Fact], suggestion: Suggestion, look: Look, *, accepted: bool
) -> tuple[Fact, ...]:
    """Return the facts that the owner answered; what they accept corrects the place.

    Raises NotTaken where it no longer waits, or another place does.
    """
    past = photo_history(facts)
    found = (_held(past) or {}).get(suggestion.member)
    if found != suggestion or suggestion.answer or past.now is None:
        raise NotTaken("That suggestion no longer waits, or says another place by now.")
    location, member = suggestion.location, suggestion.member
    answered = PhotoPlaceSuggestionAnswered(location=location, member=member, accepted=accepted)
    told = [fact_of(answered, exactly(look.at), look)]
    if accepted and past.now.state.correction != location:
        event = PhotoLocationCorrected(location=location, member=member)
        told.append(fact_of(event, exactly(look.at), look))
    return tuple(told)


def suggestions_at(past: History[Photo], instant: Instant) -> dict[str, tuple[Suggestion, Instant]]:
    """Return what was suggested and not withdrawn at an instant, by member, and since when."""
    found: dict[str, tuple[Suggestion, Instant]] = {}
    for facet, steps in past.timelines().items():
        if facet.startswith(_FACET):
            for step in steps:
                if step.until <= instant and isinstance(step.value, Suggestion):
                    found[facet.removeprefix(_FACET)] = step.value, step.until
                elif step.until <= instant:
                    found.pop(facet.removeprefix(_FACET), None)
    return found


def _held(past: History[Photo]) -> Mapping[str, Suggestion] | None:
    """Return what is suggested by now, by member; None where there is no photo to speak of."""
    if past.now is None or past.now.state.purged:
        return None
    held = past.now.state.suggestions
    return {} if held is UNSAID else held
