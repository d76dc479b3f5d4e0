"""The clock, faults and received calls by the back door."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from adapters.flickr.simulator import wishes
from adapters.flickr.simulator.backdoor.door import Door
from adapters.flickr.simulator.faults import KINDS, Fault
from adapters.flickr.simulator.request import File
from adapters.flickr.simulator.wishes import Wish, WrongError, needed, refuse_others


def set_clock(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{now}`: seconds since 1970, where the clock stands still; null for real time again."""
    refuse_others(wish, "now")
    if "now" not in wish:
        raise WrongError("missing: now")
    door.world.set_clock(None if wish["now"] is None else wishes.seconds(wish["now"], "now"))
    return show_clock(door, wish)


def show_clock(door: Door, _wish: Wish) -> Any:
    """→ `{now, set}`."""
    return {"now": door.world.now(), "set": door.world.clock_is_set()}


def add_fault(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{match, kind, times, rate?, seconds?, rows?}`; see `faults`."""
    refuse_others(wish, "match", "kind", "times", "rate", "seconds", "rows")
    needed(wish, "match", "kind")
    if wish["kind"] not in KINDS:
        raise WrongError(f"kind {wish['kind']!r} is none of {', '.join(KINDS)}")
    filled = {name: value for name, value in wish.items() if value is not None}
    try:
        fault = msgspec.convert(filled, Fault, strict=False)
    except msgspec.ValidationError as error:
        raise WrongError(str(error)) from error
    if fault.times < 0 or not 0 <= fault.rate <= 1 or not 0 <= fault.seconds <= 600:
        raise WrongError("times is 0 (for ever) or more, rate from 0 to 1, seconds at most 600")
    if "times" in wish and wish["times"] is None:
        fault = replace(fault, times=0)
    door.faults.add(fault)
    return {}


def clear_faults(door: Door, _wish: Wish) -> Any:
    """No more trouble."""
    door.faults.clear()
    return {}


def list_faults(door: Door, _wish: Wish) -> Any:
    """What is still to strike."""
    return [msgspec.to_builtins(fault) for fault in door.faults.waiting()]


def list_calls(door: Door, wish: Wish) -> Any:
    """→ `[{method, nsid, status, …}]`, see `calls`; `?all=1` has downloads of files as well."""
    return [msgspec.to_builtins(call) for call in door.calls.received(bool(wish.get("all")))]


def forget_calls(door: Door, _wish: Wish) -> Any:
    """Counts anew."""
    door.calls.forget()
    return {}
