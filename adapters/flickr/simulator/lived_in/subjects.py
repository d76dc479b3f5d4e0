"""What the members of the lived-in world photograph: titles, tags, places, colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of photo. `picture` names a real photograph; without one a scene is drawn."""

    titles: tuple[str, ...]
    tags: str
    colours: tuple[str, ...]
    place: tuple[float, float] | None = None
    picture: str = ""
    description: str = ""


SUBJECTS: Final = (
    Subject(
        ("Harbour, first light", "The ferry leaves", "Low tide", "Quay at noon", "Ropes"),
        'harbour sea boats "first light" camera:make=canon',
        ("#35607a", "#d98c5f", "#20485c", "#7aa0b0"),
        (53.5413, 9.9785),
    ),
    Subject(
        ("霧の朝", "山の向こう", "北の窓から", "雪どけ"),
        "mountains fog 山 霧",
        ("#6b7f8c", "#9bb0b8", "#4a5d6b"),
        (36.2048, 137.96),
        description="朝の<b>霧</b>。<i>Before anybody was awake.</i>",
    ),
    Subject(
        ("Η θάλασσα", "Το νησί από μακριά", "Απόγευμα"),
        "greece sea θάλασσα island",
        ("#1c6ea4", "#3aa6c9", "#e0b070"),
        (36.3932, 25.4615),
    ),
    Subject(
        ("الميناء القديم", "ضوء المساء"),
        "light evening مساء",
        ("#c77d4a", "#8a4f32"),
        (33.5731, -7.5898),
        description='ضوء المساء على <a href="https://example.org/">الميناء</a>',
    ),
    Subject(
        ("שעת בין ערביים", "החוף"), "dusk beach חוף", ("#b06a6a", "#5b4a72"), (32.0853, 34.7818)
    ),
    Subject(
        ("Первый снег", "Дорога в лес", "Зимний вечер"),
        "winter snow снег",
        ("#dfe6ec", "#aebfcd", "#7c8fa3"),
        (59.9343, 30.3351),
    ),
    Subject(
        ("पहाड़ी सुबह", "धूप"),
        "hills morning पहाड़",
        ("#d6a04a", "#9a6b2f"),
        (31.1048, 77.1734),
    ),
    Subject(
        ("Allotment, July", "The path through the wood", "Ferns", "After the rain"),
        "green garden wood path",
        ("#3f6b3a", "#6f8f4e", "#2f4f36"),
        (51.5074, -0.1278),
    ),
    Subject(
        ("Night bus 🌃", "Neon & rain", "Last tram", "<Platform 9>"),
        'night city rain "long exposure" lens:focal=35',
        ("#2a2350", "#4a2f6b", "#7a3b5d"),
        (52.52, 13.405),
    ),
    Subject(
        ("Dunes", "Wind", "Nobody for miles"),
        "desert dunes sand",
        ("#d9a066", "#c9854f", "#e8c39a"),
        (31.0, -4.0),
    ),
    Subject(
        ("Northern lights ✨", "02:14"),
        "aurora night sky",
        ("#1f5f57", "#2a3f6b"),
        (69.6492, 18.9553),
    ),
    Subject(
        ("Espresso, Tuesday", "Second cup", "The good cup"),
        "coffee kitchen stilllife",
        ("#7a4a2f",),
        picture="coffee",
        description="The <b>good</b> cup, and the <i>good</i> light.",
    ),
    Subject(
        ("The cat at the window", "Judgement", "Asleep at last"),
        "cat portrait",
        ("#8c6f52",),
        picture="cat",
    ),
    Subject(
        ("Lift-off", "T plus two", "Launch day"),
        "rocket launch space",
        ("#3a4b63",),
        (28.5729, -80.649),
        picture="rocket",
        description="Public domain, seen from the causeway.",
    ),
    Subject(
        ("Deep field", "Every smudge a galaxy"), "space stars galaxy", ("#101020",), picture="stars"
    ),
    Subject(
        ("In the suit", "Portrait with flag"),
        "portrait space astronaut",
        ("#c05a3a",),
        picture="astronaut",
    ),
    Subject(
        ("The workshop", "Two wheels", "Spare parts"),
        "motorcycle workshop",
        ("#555f66",),
        picture="workshop",
    ),
    Subject(("The moon, hand-held", "Craters"), "moon night bw", ("#555555",), picture="moon"),
)

CAMERAS: Final = (
    ("Canon", "Canon EOS 5D Mark II"),
    ("Fujifilm", "X100"),
    ("Panasonic", "DMC-GX7"),
    ("Sony", "ILCE-7M3"),
)

CHANGED_TITLES: Final = (
    "{} (again)",
    "{}, years later",
    "What we called “{}”",
    "{} — a better scan",
)

COMMENTS: Final = (
    "Lovely light.",
    "I was there that day!",
    "この光が好きです。",
    "Which lens is this? <b>Wonderful.</b>",
    "Reminds me of the old pier & the kiosk.",
)
