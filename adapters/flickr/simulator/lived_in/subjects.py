"""What the members of the lived-in world photograph, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of photo: `picture` is a kind of picture, `place` latitude and longitude."""

    picture: str
    titles: tuple[str, ...]
    tags: str
    place: tuple[float, float] | None = None
    description: str = ""


SUBJECTS: Final = (
    Subject(
        "sea",
        ("Harbour, first light", "The ferry leaves", "Low tide", "Past the last buoy", "Slack"),
        'harbour sea boats "first light" camera:make=canon',
        (53.5413, 9.9785),
        'From the end of the pier. <a href="https://example.org/tides">Tides</a> were wrong again.',
    ),
    Subject(
        "sea",
        ("Η θάλασσα", "Το νησί από μακριά", "Απόγευμα", "Ο ήλιος στο νερό"),
        "greece sea θάλασσα island",
        (36.3932, 25.4615),
    ),
    Subject(
        "sea",
        ("الميناء القديم", "ضوء المساء", "البحر في الصباح"),
        "light evening مساء بحر",
        (33.5731, -7.5898),
        'ضوء المساء على <a href="https://example.org/">الميناء</a>',
    ),
    Subject(
        "sea",
        ("שעת בין ערביים", "החוף", "אור אחרון"),
        "dusk beach חוף",
        (32.0853, 34.7818),
        "אף אחד על החוף, רק <i>הרוח</i>.",
    ),
    Subject(
        "hills",
        ("霧の朝", "山の向こう", "北の窓から", "夜明けの谷"),
        "mountains fog 山 霧 geo:country=japan",
        (36.2048, 137.96),
        "朝の<b>霧</b>。<i>Before anybody was awake.</i>",
    ),
    Subject(
        "hills",
        ("पहाड़ी सुबह", "धूप", "घाटी में कोहरा"),
        "hills morning पहाड़",
        (31.1048, 77.1734),
    ),
    Subject(
        "hills",
        ("Seven ridges", "Before the others woke", "Valley fog, again", "The long way down"),
        'hills fog morning "blue hour" hike:day=3',
        (46.5197, 8.5610),
        "Counted them twice.\n\n<b>Seven</b>, unless the last one is a cloud.",
    ),
    Subject(
        "snow",
        ("Первый снег", "Дорога в лес", "Зимний вечер", "Тихо"),
        "winter snow снег зима",
        (61.7849, 34.3469),
        "Минус двадцать, и <i>ни ветра</i>.",
    ),
    Subject("snow", ("Winter, finally ❄️", "Untouched", "−14 °C"), "snow winter firs", (47.4, 13.1)),
    Subject(
        "wood",
        ("The path through the wood", "October", "After the rain", "Beech & birch", "秋の森"),
        'autumn wood leaves path "golden light"',
        (51.5074, -0.1278),
        "The same bend in the path as <i>every</i> year.",
    ),
    Subject(
        "city",
        ("Night shift 🌃", "From the other bank", "Somebody is still up", "夜の街"),
        'night city windows "long exposure" lens:focal=35',
        (52.52, 13.405),
    ),
    Subject(
        "rain",
        ("Neon & rain", "Last tram", "<Platform 9>", "Through the windscreen"),
        "night rain bokeh city",
        (35.6595, 139.7005),
        "Focus was never the point.",
    ),
    Subject(
        "dunes",
        ("Dunes", "Wind", "Nobody for miles", "كثبان"),
        "desert dunes sand صحراء",
        (31.0801, -4.0134),
    ),
    Subject(
        "aurora",
        ("Northern lights ✨", "02:14", "Nordlys"),
        'aurora night sky "northern lights"',
        (69.6492, 18.9553),
        "Eight seconds, two gloves, one <b>very</b> cold tripod.",
    ),
    Subject(
        "night",
        ("Milky Way over the firs", "New moon", "Ночное небо", "Άστρα"),
        "stars night milkyway astro:body=milkyway",
        (28.7606, -17.8814),
    ),
    Subject(
        "coffee",
        ("Espresso, Tuesday", "Second cup ☕", "The good cup"),
        "coffee kitchen stilllife",
        description="The <b>good</b> cup, and the <i>good</i> light.",
    ),
    Subject("cat", ("The cat at the window", "Judgement", "Not asleep"), "cat portrait chelsea"),
    Subject(
        "rocket",
        ("The night before", "T minus nine hours", "On the pad"),
        "rocket launch space",
        (28.5729, -80.649),
        "Seen from the causeway, with everybody else.",
    ),
    Subject("galaxies", ("Deep field", "Every smudge a galaxy"), "space stars galaxy hubble"),
    Subject("astronaut", ("In the suit", "Portrait with flag"), "portrait space astronaut"),
    Subject(
        "workshop",
        ("The workshop", "Two wheels", "Spare parts", "It runs"),
        "motorcycle workshop garage",
        (59.3293, 18.0686),
    ),
    Subject(
        "cameraman",
        ("The other photographer", "He waited an hour", "Tripod weather"),
        "bw portrait photographer",
        (42.3601, -71.0942),
    ),
    Subject(
        "dahlia",
        ("Dahlia", "Allotment, July", "ダリア", "Forty petals, counted"),
        "flower dahlia garden macro",
        (40.0, -83.0),
    ),
    Subject(
        "pagoda",
        ("Above the lake", "夏宫", "Four roofs", "昆明湖"),
        "beijing pagoda china 颐和园",
        (39.9998, 116.2755),
        "Tower of Buddhist Incense, from the hill behind it.",
    ),
    Subject("bridge", ("Stays", "Under the bridge", "Brug"), "bridge sky river", (51.87, 4.63)),
    Subject("berries", ("Who hides here?", "September, the hedge"), "hedge autumn dragonfly"),
    Subject("fig", ("A fig, at last", "Σύκο", "Red bowl"), "fig fruit kitchen stilllife red"),
    Subject("brushes", ("Every colour I own", "Studio, Friday", "Кисти"), "brushes paint studio"),
    Subject("drum", ("After the rehearsal", "Drum and glass"), "music drum evening"),
    Subject(
        "pasture",
        ("Aizkorri", "Above the valley", "Larreak"),
        'mountains autumn meadow basque "blue sky"',
        (42.9519, -2.3236),
        "Uphill both ways, as <i>always</i>.",
    ),
    Subject("dogs", ("They heard the post", "Lagunak", "Two opinions"), "dogs spaniel window"),
    Subject(
        "stream",
        ("Where the water comes down", "Ura", "Forty minutes from the road"),
        "stream wood water rocks",
        (42.98, -2.35),
        "Bring <b>boots</b>.",
    ),
    Subject(
        "peaks",
        ("Picos de Europa", "The path to the pass", "Snow in June"),
        "mountains path snow picos hike:day=1",
        (43.1891, -4.8517),
        "The hut is behind the <i>second</i> ridge, not the first.",
    ),
    Subject("dandelion", ("Pusteblume", "Make a wish", "一吹き"), "dandelion meadow evening macro"),
    Subject(
        "summit",
        ("Last light on top", "Ilunabarra", "Worth the torch on the way down"),
        "summit sunset mountains",
        (42.93, -2.55),
    ),
    Subject("drop", ("Drop", "The four hundredth try", "しずく"), "water macro drop"),
    Subject("leaf", ("Blinds", "Leaf, from below", "पत्ता"), "leaf green macro"),
    Subject(
        "beachgrass",
        ("The way to the beach", "Ветер в дюнах", "Beach grass"),
        "dunes beach grass sea",
        (54.9, 8.31),
    ),
    Subject("gerbera", ("Orange", "For the kitchen table"), "flower orange macro"),
    Subject("marigold", ("Marigold", "By the fence", "Τα φυτά της γιαγιάς"), "flower garden"),
    Subject("grass", ("Grass", "Lying down", "עשב"), "grass green spring"),
    Subject("ladybird", ("Seven spots", "てんとう虫", "On her way"), "ladybird insect macro"),
    Subject("dew", ("Six in the morning", "After the storm", "قطرات"), "dew leaves green macro"),
    Subject(
        "storm",
        ("Ahead of us", "Гроза", "Should have turned back"),
        "storm road clouds weather",
        (59.95, 30.3),
        "Ten minutes later we could not see the <b>bonnet</b>.",
    ),
    Subject("seeds", ("Two wings", "Ready to go"), "seeds garden macro"),
    Subject("boards", ("The jetty, bleached", "Boards"), "wood texture pattern"),
    Subject("sunflower", ("Yellow", "ヒマワリ", "Late bloomer"), "flower yellow garden macro"),
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
    "Какая тишина!",
    "Υπέροχο ✨",
    "Faved, and going back next winter.",
)

NOTES: Final = (
    "Who is this?",
    "The kiosk, before it closed",
    "もう一羽",
    "Dust on the sensor, sorry",
)
