"""What every request needs, put together once: the archive, addresses, signers, templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from jinja2 import Environment

from adapters.assembly import Archive, Looks, Pushing, looks, pushing
from web.answering.kept import Answers
from web.answering.rendering import environment
from web.asking.addresses import Addresses, addresses
from web.asking.session import Crumbs, Sealed, Sessions
from web.asking.times import Speech, zone
from web.assets import Assets, read_assets


@dataclass(frozen=True, slots=True)
class Site:
    """The site over one archive."""

    archive: Archive
    push: Pushing
    looks: Looks
    addresses: Addresses
    assets: Assets
    sessions: Sessions
    crumbs: Crumbs
    sealed: Sealed
    speech: Speech
    templates: Environment
    answers: Answers

    @property
    def zone(self) -> tzinfo:
        """The time zone in which days are meant and times are said."""
        return self.speech.where


def make_site(archive: Archive) -> Site:
    """Put the site together over an archive."""
    settings = archive.settings
    links = addresses(settings.root_url)
    assets = read_assets()
    speech = Speech(zone(settings.timezone))
    return Site(
        archive=archive,
        push=pushing(archive),
        looks=looks(archive),
        addresses=links,
        assets=assets,
        sessions=Sessions(settings.crypto_cookie_secret),
        crumbs=Crumbs(settings.crypto_crumb_secret),
        sealed=Sealed(settings.crypto_cookie_secret),
        speech=speech,
        templates=environment(links, assets, speech),
        answers=Answers(
            settings.answers_kept_megabytes * 1_000_000,
            archive.memcached,
            f"{assets.digest} {settings.model_dump_json()}",
        ),
    )
