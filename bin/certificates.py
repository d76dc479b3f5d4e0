"""Certificates of completeness, as commands tell of them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from domain.backup import Certificate


def certificate_in_lines(certificate: Certificate) -> Iterator[str]:
    """Return a line for each count, and for each photo or album that only one side has."""
    for count in certificate.counts:
        sign = "=" if count.stated == count.held else "≠"
        yield f"{count.what}: {count.stated} at Flickr {sign} {count.held} here"
    yield from (f"{name} is at Flickr and not here" for name in certificate.lacking)
    yield from (f"{name} is here and not in Flickr's list" for name in certificate.unlisted)
    yield from (f"{name} has no file here" for name in certificate.without_file)
    if certificate.forgotten:
        yield f"{certificate.forgotten} were forgotten here, as asked: Flickr may count them still"
    yield "whole" if certificate.whole else "not whole: run the backup again"


def certificate_in_words(certificate: Certificate) -> str:
    """Return in short whether the archive is whole."""
    if certificate.whole:
        return "whole"
    differing = sum(count.stated != count.held for count in certificate.counts)
    parts = (
        (differing, "counts differ"),
        (len(certificate.lacking), "lacking"),
        (len(certificate.unlisted), "not in Flickr's list"),
        (len(certificate.without_file), "without a file"),
    )
    return "not whole: " + ", ".join(f"{count} {words}" for count, words in parts if count)


def certificate_as_data(certificate: Certificate) -> dict[str, object]:
    """Return a certificate as JSON has it."""
    counts: list[object] = [msgspec.to_builtins(count) for count in certificate.counts]
    return {
        "whole": certificate.whole,
        "counts": counts,
        "lacking": list(certificate.lacking),
        "unlisted": list(certificate.unlisted),
        "without_file": list(certificate.without_file),
        "forgotten": certificate.forgotten,
    }
