"""Technical data of a photo: what the back door set, else what a made-up camera would write."""

import zlib
from fractions import Fraction
from pathlib import Path

from PIL import ExifTags, Image

from adapters.flickr.simulator.values import ExifTag, Photo

_CAMERAS = (
    ("Canon", "Canon PowerShot S70"),
    ("NIKON CORPORATION", "NIKON D70"),
    ("FUJIFILM", "X100T"),
    ("Apple", "iPhone 6s"),
    ("OLYMPUS IMAGING CORP.", "E-M10"),
    ("RICOH", "GR DIGITAL 2"),
)


def of_photo(photo: Photo) -> tuple[ExifTag, ...]:
    """The lines of technical data: the photo's own, or a made-up camera's for a made-up picture."""
    if photo.exif or photo.file:
        return photo.exif
    made = zlib.crc32(photo.id.encode())
    make, model = _CAMERAS[made % len(_CAMERAS)]
    aperture = ("2.8", "4.0", "5.6", "8.0")[made % 4]
    taken = photo.date_taken.replace("-", ":")
    return (
        ExifTag("Make", make, "IFD0", "Make"),
        ExifTag("Model", model, "IFD0", "Model"),
        ExifTag("ExposureTime", f"1/{(60, 125, 250, 500)[made % 4]}", "ExifIFD", "Exposure"),
        ExifTag("FNumber", aperture, "ExifIFD", "Aperture", f"f/{aperture}"),
        ExifTag("ISO", str((100, 200, 400)[made % 3]), "ExifIFD", "ISO Speed"),
        ExifTag("DateTimeOriginal", taken, "ExifIFD", "Date and Time (Original)"),
        ExifTag("FocalLength", "35 mm", "ExifIFD", "Focal Length", "35 mm"),
    )


def camera_of(photo: Photo) -> str:
    """The camera's name as Flickr shows it; empty where the data name none."""
    if photo.camera:
        return photo.camera
    return next((line.raw for line in of_photo(photo) if line.tag == "Model"), "")


def of_file(path: Path) -> tuple[ExifTag, ...]:
    """The technical data inside a picture's file, in Flickr's form; () without any."""
    with Image.open(path) as image:
        found = image.getexif()
    lines = [
        line
        for code, value in found.items()
        if (line := _line("IFD0", ExifTags.TAGS.get(code), value)) is not None
    ]
    lines += [
        line
        for code, value in found.get_ifd(ExifTags.IFD.Exif).items()
        if (line := _line("ExifIFD", ExifTags.TAGS.get(code), value)) is not None
    ]
    return tuple(lines)


def _line(tagspace: str, tag: str | None, value: object) -> ExifTag | None:
    if tag is None or tag in ("ExifOffset", "GPSInfo", "MakerNote", "UserComment"):
        return None
    if tag == "FNumber":
        return ExifTag(tag, str(value), tagspace, "Aperture", f"f/{value}")
    if tag == "ExposureTime" and isinstance(value, float | int | Fraction) and 0 < value < 1:
        return ExifTag(tag, f"1/{round(1 / value)}", tagspace, "Exposure")
    text = str(value).strip("\x00 ")
    return ExifTag(tag, text, tagspace, tag) if text and len(text) < 200 else None


def taken_at(path: Path) -> str | None:
    """When a file says it was taken, as "Y-m-d H:M:S"; None where it says nothing."""
    for line in of_file(path):
        if line.tag in ("DateTimeOriginal", "DateTime"):
            date, _, time = line.raw.partition(" ")
            return f"{date.replace(':', '-')} {time}"
    return None
