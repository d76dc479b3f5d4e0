"""Reading a query: from what a person typed to conditions, or to what is wrong and where.

The language is described in docs/search.md. Nothing that is typed is passed on to an index
as it is: an index only ever sees conditions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from functools import partial
from typing import Final

from domain.search.colours import PALETTE, colour_named
from domain.search.periods import posted_between, read_period, taken_between
from domain.search.query import (
    FREE_TEXT,
    AllOf,
    AnyOf,
    Condition,
    Faved,
    InAlbum,
    Near,
    Not,
    Query,
    Term,
    Words,
)
from domain.search.text import asked_words, called, clean_tag, is_beginning
from domain.search.vocabulary import FLAGS, WHOLE, licence_numbers
from domain.search.wrong import QueryError
from domain.streams import is_id

LONGEST: Final = 500
"""Characters of a query."""
MOST: Final = 32
"""Terms of a query."""

Whose = Callable[[str], str | None]
"""Returns the NSID of the person meant by an NSID, an alias or a name; None for nobody."""

_LEXEME: Final = re.compile(
    r"""(?P<minus>-)?
    (?: (?P<machine> (?:\*|[A-Za-z]\w*) : (?:\*|[A-Za-z]\w*)? = )
      | (?P<operator> [A-Za-z]+ ) : )?
    (?: "(?P<quoted>[^"]*)"(?P<star>\*)? | (?P<open>") | (?P<bare>(?u:[^\s"]*)) )""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """One term as typed: `start` and `end` are its place, `at` that of its value."""

    start: int
    end: int
    at: int
    negated: bool
    operator: str
    machine: str
    value: str
    quoted: bool
    star: bool

    @property
    def joins(self) -> bool:
        """Whether it is the word OR that joins its neighbours."""
        return self.value == "OR" and not (
            self.negated or self.operator or self.machine or self.quoted
        )

    def wrong(self, words: str) -> QueryError:
        """Return what is wrong with its value."""
        end = self.at + len(self.value) if self.quoted else self.end
        place = (self.at, end) if self.at < end else (self.start, self.end)
        return QueryError(words, *place)


def parse(text: str, whose: Whose, zone: tzinfo = UTC) -> Query:
    """Read a query. Raises QueryError, which tells what is wrong and where.

    `zone` is the time zone in which days of posting are meant.
    """
    if len(text) > LONGEST:
        raise QueryError(f"A query has at most {LONGEST} characters.", LONGEST, len(text))
    lexemes = _cut(text)
    if len(lexemes) > MOST:
        late = lexemes[MOST]
        raise QueryError(f"A query has at most {MOST} terms.", late.start, len(text))
    read = partial(_condition, whose=whose, zone=zone)
    deleted = any(x.operator == "is" and x.value.lower() == "deleted" for x in lexemes)
    return Query(AllOf(tuple(_grouped(lexemes, read))), deleted)


def _grouped(
    lexemes: list[_Lexeme], read: Callable[[_Lexeme], Condition | None]
) -> list[Condition]:
    """Read all terms, with those joined that have OR between them."""
    groups: list[list[Condition]] = []
    joining = False
    for place, lexeme in enumerate(lexemes):
        if lexeme.joins:
            if place == 0 or joining or place == len(lexemes) - 1:
                raise QueryError(
                    'OR stands between two terms. To look for the word, write "or".',
                    lexeme.start,
                    lexeme.end,
                )
            joining = True
            continue
        if not joining:
            groups.append([])
        condition = read(lexeme)
        if condition is not None:
            groups[-1].append(condition)
        joining = False
    return [group[0] if len(group) == 1 else AnyOf(tuple(group)) for group in groups if group]


def _cut(text: str) -> list[_Lexeme]:
    """Cut a query into its terms."""
    made: list[_Lexeme] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _LEXEME.match(text, at)
        if found is None:
            raise AssertionError("every text begins with a term")
        if found["open"] is not None:
            raise QueryError("This quotation mark is never closed.", found.start("open"), len(text))
        quoted = found["quoted"] is not None
        value = found["quoted"] if quoted else found["bare"]
        star = bool(found["star"]) or (not quoted and len(value) > 1 and value.endswith("*"))
        made.append(
            _Lexeme(
                start=found.start(),
                end=found.end(),
                at=found.start("quoted") if quoted else found.start("bare"),
                negated=bool(found["minus"]),
                operator=(found["operator"] or "").lower(),
                machine=(found["machine"] or "").lower(),
                value=value[:-1] if star and not quoted else value,
                quoted=quoted,
                star=star,
            )
        )
        at = found.end()
    return made


def _condition(lexeme: _Lexeme, whose: Whose, zone: tzinfo) -> Condition | None:
    """Read one term; None for one that has nothing to look for, such as a dash."""
    if lexeme.machine:
        condition: Condition | None = _machine(lexeme)
    elif not lexeme.operator:
        condition = _words(lexeme, FREE_TEXT)
    else:
        condition = _operated(lexeme, whose, zone)
    if condition is None:
        return None
    return Not(condition) if lexeme.negated else condition


def _operated(lexeme: _Lexeme, whose: Whose, zone: tzinfo) -> Condition:
    if lexeme.operator not in OPERATORS and lexeme.value.strip() in ("", "*"):
        return Term("namespace", frozenset({lexeme.operator}))
    if not lexeme.value.strip() and not lexeme.star:
        name = lexeme.operator
        raise lexeme.wrong(f"Nothing follows {name}: to look for; as machine tags, {name}:*=")
    match lexeme.operator:
        case "text":
            return _some_words(lexeme, FREE_TEXT)
        case "title" | "description" | "camera":
            return _some_words(lexeme, (lexeme.operator,))
        case "place":
            if lexeme.value.isascii() and lexeme.value.isdigit():
                return Term("woeid", frozenset({f"{lexeme.value}/"}), beginning=True)
            return _some_words(lexeme, ("place",))
        case "tag":
            return _tag(lexeme)
        case name if name in WHOLE:
            return _whole(lexeme)
        case "owner":
            return Term("owner", frozenset({_person(lexeme, whose)}))
        case "faved":
            return Faved(_person(lexeme, whose))
        case "with":
            return Term("with", frozenset({_person(lexeme, whose)}))
        case "in":
            if not is_id(lexeme.value):
                raise lexeme.wrong("An album is meant by its number, as its address has it.")
            return InAlbum(lexeme.value)
        case "taken" | "posted":
            return _time(lexeme, zone)
        case "near":
            return _near(lexeme)
        case "licence" | "license":
            return _licence(lexeme)
        case "colour" | "color":
            return _colour(lexeme)
        case "is":
            return _flag(lexeme)
    known = ", ".join(f"{name}:" for name in OPERATORS)
    raise QueryError(
        f"There is no {lexeme.operator}: to search by. There are {known}; "
        f"a machine tag is {lexeme.operator}:predicate=value; words are put in quotation marks.",
        lexeme.start,
        lexeme.end,
    )


OPERATORS: Final = ("text", "title", "description", "tag", "owner", "faved", "with", "in", "taken",
                    "posted", "near", "place", "camera", "licence", "license", "colour", "color",
                    "is", *WHOLE)  # fmt: skip


def _words(lexeme: _Lexeme, among: tuple[str, ...]) -> Condition | None:
    found = asked_words(lexeme.value)
    if not found:
        return None
    beginning = lexeme.star or is_beginning(found[-1])
    if not beginning or len(found) == 1:
        return Words(tuple(found), among, beginning)
    whole, last = Words(tuple(found[:-1]), among), Words((found[-1],), among, beginning=True)
    return AllOf((whole, last))


def _some_words(lexeme: _Lexeme, among: tuple[str, ...]) -> Condition:
    condition = _words(lexeme, among)
    if condition is None:
        raise lexeme.wrong(f"There is no word after {lexeme.operator}: to look for.")
    return condition


_MACHINE_TAG: Final = re.compile(r"((?:\*|[a-z]\w*):(?:\*|[a-z]\w*)?=)(.*)", re.I | re.A | re.S)


def _tag(lexeme: _Lexeme) -> Condition:
    machine = _MACHINE_TAG.fullmatch(lexeme.value)
    if machine is not None:
        name, value, at = machine[1].lower(), machine[2], lexeme.at + machine.start(2)
        return _machine(replace(lexeme, machine=name, value=value, at=at))
    clean = clean_tag(lexeme.value)
    if not clean:
        raise lexeme.wrong("There is no letter and no digit in this tag.")
    return Term("tag", frozenset({clean}), lexeme.star)


def _whole(lexeme: _Lexeme) -> Condition:
    """Read a camera or a place by its whole name, alone or with what a town or the like lies in."""
    if lexeme.star:
        words = "camera" if WHOLE[lexeme.operator][1] == "camera-called" else "place"
        raise lexeme.wrong(
            f"{lexeme.operator}: has a whole name; {words}: has beginnings of words."
        )
    field, names = WHOLE[lexeme.operator]
    value = lexeme.value.strip()
    name = Term(names, frozenset({called(value, field, "")}), beginning=True)
    return AnyOf((Term(field, frozenset({value})), name))


def _machine(lexeme: _Lexeme) -> Condition:
    """Read a machine tag, any part of which may be `*` or left out."""
    namespace, _, predicate = lexeme.machine[:-1].partition(":")
    namespace, predicate = namespace.replace("*", ""), predicate.replace("*", "")
    value = "" if lexeme.value == "*" else clean_tag(lexeme.value)
    if lexeme.value.strip("* ") and not value:
        raise lexeme.wrong("There is no letter and no digit in the value of this machine tag.")
    if not value:
        if namespace and predicate:
            return Term("predicate", frozenset({f"{namespace}:{predicate}"}))
        if namespace:
            return Term("namespace", frozenset({namespace}))
        if predicate:
            return Term("any-predicate", frozenset({predicate}))
        return Term("namespace", frozenset({""}), beginning=True)
    field, wanted = {
        (True, True): ("machine", f"{namespace}:{predicate}={value}"),
        (True, False): ("namespace-value", f"{namespace}={value}"),
        (False, True): ("predicate-value", f"{predicate}={value}"),
        (False, False): ("value", value),
    }[bool(namespace), bool(predicate)]
    return Term(field, frozenset({wanted}), lexeme.star)


def _person(lexeme: _Lexeme, whose: Whose) -> str:
    name = lexeme.value.strip()
    nsid = whose(name)
    if nsid is None and name == "me":
        raise lexeme.wrong("Sign in, so that it is known who “me” is.")
    if nsid is None:
        raise lexeme.wrong("The archive knows nobody by this name.")
    return nsid


def _time(lexeme: _Lexeme, zone: tzinfo) -> Condition:
    period = read_period(lexeme.value)
    if period is None and all(map(read_period, lexeme.value.split("..", 1))):
        raise lexeme.wrong("This time ends before it begins.")
    if period is None:
        raise lexeme.wrong(
            "A time is a year, a month or a day: 2014, 2014-05, 2014-05-04; "
            "or from one to another: 2014..2016, 2014-05.., ..2016."
        )
    return taken_between(period) if lexeme.operator == "taken" else posted_between(period, zone)


_NEAR: Final = re.compile(r"(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)"
                          r"(?:,(\d{1,5}(?:\.\d{1,6})?)(?:km)?)?", re.ASCII)  # fmt: skip
_USUAL_KM: Final = 5.0
_HALF_THE_EARTH: Final = 20_038.0


def _near(lexeme: _Lexeme) -> Condition:
    found = _NEAR.fullmatch(lexeme.value.replace(" ", ""))
    if found is None:
        raise lexeme.wrong("A place is latitude,longitude,kilometres: near:52.37,4.9,10.")
    latitude, longitude = float(found[1]), float(found[2])
    km = float(found[3]) if found[3] else _USUAL_KM
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise lexeme.wrong("A latitude is from -90 to 90, a longitude from -180 to 180.")
    return Near(latitude, longitude, min(km, _HALF_THE_EARTH))


def _licence(lexeme: _Lexeme) -> Condition:
    numbers = licence_numbers(lexeme.value)
    if not numbers:
        raise lexeme.wrong(
            "A licence is Flickr’s number for it, or one of: all-rights-reserved, cc, by, by-sa, "
            "by-nc, by-nd, by-nc-sa, by-nc-nd, cc0, public-domain, commons, us-government."
        )
    return Term("licence", numbers)


def _colour(lexeme: _Lexeme) -> Condition:
    name = colour_named(lexeme.value)
    if name is None:
        raise lexeme.wrong(f"A colour is one of: {', '.join(PALETTE)}.")
    return Term("colour", frozenset({name}))


def _flag(lexeme: _Lexeme) -> Condition:
    flag = FLAGS.get(lexeme.value.lower())
    if flag is None:
        raise lexeme.wrong(f"A photo can be one of: {', '.join(FLAGS)}.")
    return flag
