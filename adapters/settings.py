"""The settings: `parallel-flickr.toml`, with any key also from the environment.

The original program's names are kept. An unknown key or a wrong type is refused with the
key's name and its line, because a misspelt setting that is ignored is worse than none.
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, IPvAnyNetwork, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX: Final = "PARALLEL_FLICKR_"
FILE: Final = "parallel-flickr.toml"
_FILES_A_SECOND: Final = 20.0
_UNLIMITED: Final = 1_000_000
_SOLR: Final = re.compile(
    r"https?://[^\s,]+/([A-Za-z0-9_-]+)/?(?:,\s*https?://[^\s,]+/\1/?)*", re.ASCII
)
_TILES: Final = re.compile(
    r"https?://[A-Za-z0-9.:-]+/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})[^\s;,\"']+", re.ASCII
)


class SettingsError(Exception):
    """The settings cannot be used; the message says which key, where, and how to mend it."""


class Settings(BaseSettings):
    """Every setting, with its default. Secrets are never shown by `repr`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=False
    )

    # Flickr
    flickr_api_key: str = ""
    flickr_api_secret: str = Field(default="", repr=False)
    flickr_api_perms: Literal["read", "write", "delete"] = "read"
    flickr_endpoint: str = ""
    # 0: Flickr's own limits at Flickr itself, none at a `flickr_endpoint` of one's own.
    flickr_calls_per_hour: int = Field(default=0, ge=0)
    flickr_files_per_second: float = Field(default=0, ge=0)
    # What backups ask for
    backup_sizes: str = "o h c z t"
    backup_exif: bool = True
    backup_comments: bool = True
    backup_people: bool = True
    backup_groups: bool = False
    backup_galleries: bool = False
    backup_license_history: bool = False
    backup_videos: bool = True
    backup_counts: bool = False
    # Secrets of this archive
    crypto_cookie_secret: str = Field(default="", repr=False)
    crypto_crumb_secret: str = Field(default="", repr=False)
    crypto_password_secret: str = Field(default="", repr=False)
    crypto_invite_secret: str = Field(default="", repr=False)
    # Where things are kept
    database_url: str = "sqlite:///var/parallel-flickr.db"
    storage_provider: Literal["fs", "s3", "storagemaster"] = "fs"
    storage_also_read: str = ""
    flickr_static_path: str = "var/static"
    storage_storagemaster_host: str = "127.0.0.1"
    storage_storagemaster_port: int = Field(default=9999, ge=1, le=65535)
    amazon_s3_access_key: str = Field(default="", repr=False)
    amazon_s3_secret_key: str = Field(default="", repr=False)
    amazon_s3_bucket_name: str = ""
    amazon_s3_endpoint_url: str = ""
    amazon_s3_region: str = "us-east-1"
    files_sent_by: Literal["stream", "x-accel-redirect", "x-sendfile", "address"] = "stream"
    files_accel_path: str = "/files/"
    answers_kept_megabytes: int = Field(default=32, ge=0, le=4_000)
    cache_remote_engine: Literal["", "memcache", "memcached"] = ""
    memcache_host: str = "127.0.0.1"
    memcache_port: int = Field(default=11211, ge=1, le=65535)
    # Search
    search: Literal["embedded", "solr"] = "embedded"
    solr_endpoint: str = ""
    search_index_path: str = ""
    search_stemming: str = ""
    # The site
    root_url: str = "http://127.0.0.1:8000/"
    timezone: str = "UTC"
    map_tiles: str = ""
    map_attribution: str = ""
    log_format: Literal["console", "json"] = "console"
    ready_most_behind: int = Field(default=10_000, ge=1)
    metrics_allowed_addresses: list[IPvAnyNetwork] = Field(
        default=[ip_network("127.0.0.0/8"), ip_network("::1/128")]
    )
    auth_enable_poormans_god_auth: bool = False
    auth_poormans_god_auth: dict[str, list[str]] = Field(default_factory=dict)
    # PuSH
    flickr_push_enable_registrations: bool = False
    flickr_push_notification_email: str = ""
    # Uploads
    uploads_default_send_to: str = ""
    uploads_default_notifications: str = ""
    uploads_default_tags: str = "uploaded:by=parallel-flickr"
    uploads_by_email_hostname: str = ""
    uploads_by_email_maxbytes: int = Field(default=5 * 1024 * 1024, ge=1)
    filtr_valid_filtrs: list[str] = Field(default_factory=list)
    # Features
    enable_feature_backups: bool = True
    enable_feature_backups_registration: bool = True
    enable_feature_backups_registration_uninvited: bool = True
    enable_feature_invite_codes: bool = False
    enable_feature_flickr_push: bool = False
    enable_feature_flickr_push_backups: bool = False
    enable_feature_flickr_api_change_perms: bool = False
    enable_feature_solr: bool = False
    enable_feature_uploads: bool = False
    enable_feature_uploads_flickr: bool = False
    enable_feature_uploads_flickr_archive: bool = False
    enable_feature_uploads_flickr_notifications: bool = False
    enable_feature_uploads_parallel_flickr: bool = False
    enable_feature_uploads_by_web: bool = False
    enable_feature_uploads_by_api: bool = False
    enable_feature_uploads_by_email: bool = False
    enable_feature_uploads_filtr: bool = False
    enable_feature_dbtickets_flickr: bool = False
    enable_feature_api: bool = False
    enable_feature_api_register_keys: bool = False

    @property
    def searches_solr(self) -> bool:
        """Whether search is on Solr; the original's feature means the same as the setting."""
        return self.search == "solr" or self.enable_feature_solr

    @property
    def files_a_second(self) -> float:
        """How many files are fetched in a second at the most; of a simulated Flickr any number."""
        elsewhere = _UNLIMITED if self.flickr_endpoint else _FILES_A_SECOND
        return self.flickr_files_per_second or elsewhere

    def calls_an_hour(self, at_flickr: int) -> int:
        """Return how many calls are made in an hour; Flickr's limit unless set, or simulated."""
        return self.flickr_calls_per_hour or (_UNLIMITED if self.flickr_endpoint else at_flickr)

    @field_validator("map_tiles")
    @classmethod
    def _is_of_tiles(cls, address: str) -> str:
        if address and not _TILES.fullmatch(address):
            raise ValueError(
                "write the address of a server of map tiles with {z}, {x} and {y} in it, such as"
                " https://tiles.example.org/{z}/{x}/{y}.png"
            )
        return address

    @field_validator("search_stemming")
    @classmethod
    def _is_a_language(cls, language: str) -> str:
        if language:
            from adapters.search.stemmed import LANGUAGES  # where nobody stems it is not loaded

            if language not in LANGUAGES:
                raise ValueError(f"write one of {', '.join(sorted(LANGUAGES))}")
        return language

    @field_validator("solr_endpoint")
    @classmethod
    def _is_an_endpoint(cls, endpoint: str) -> str:
        if endpoint and not _SOLR.fullmatch(endpoint):
            raise ValueError(
                "write an address with the name of a core or alias at its end, such as"
                " http://127.0.0.1:8983/solr/parallel-flickr; of several nodes, parted by commas"
            )
        return endpoint

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library names them
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, and read nothing else."""
        return env_settings, init_settings


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings file is, or would be."""
    return Path(environment.get(PREFIX + "SETTINGS") or FILE)


def load(path: Path | None = None) -> Settings:
    """Read the settings file, if there is one, and the environment.

    Raises SettingsError for a file that cannot be read, an unknown key, or a wrong value.
    """
    path = settings_path() if path is None else path
    text = ""
    if path.exists() or os.environ.get(PREFIX + "SETTINGS"):
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} cannot be read: {error}") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from None
    _refuse_unknown_variables(os.environ)
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_first_complaint(error, path, text)) from None


def fresh(**chosen: object) -> str:
    """Return the text of a new settings file, with fresh secrets and what was chosen."""
    made: dict[str, Any] = {
        name: secrets.token_urlsafe(32)
        for name in Settings.model_fields
        if name.startswith("crypto_")
    }
    made.update(chosen)
    lines = ["# parallel-flickr: every key is described in docs/settings.md", ""]
    lines += [f"{key} = {_toml(value)}" for key, value in made.items()]
    return "\n".join(lines) + "\n"


def change(path: Path, chosen: Mapping[str, object]) -> None:
    """Write settings into the file, in one step; what else stands there stays as it is.

    Raises SettingsError where the file cannot be written, or would not be good any more.
    """
    try:
        before = path.read_text("utf-8")
        lines = [line for line in before.splitlines() if not _sets(line, chosen)]
        # At the top: what stands below a [table] belongs to it.
        written = [f"{key} = {_toml(value)}" for key, value in chosen.items()]
        text = "\n".join([*written, *lines]) + "\n"
        Settings(**tomllib.loads(text))
        fresh_file = path.with_name(f".{path.name}.new")
        fresh_file.touch(mode=path.stat().st_mode & 0o777)
        fresh_file.write_text(text, "utf-8")
        fresh_file.replace(path)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be changed: {error}") from None


def _sets(line: str, keys: Mapping[str, object]) -> bool:
    key, equals, _ = line.partition("=")
    return bool(equals) and key.strip().strip("\"'") in keys


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {PREFIX + "SETTINGS"}
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            raise SettingsError(f"the environment has {name}, which is no setting: unset it")


def _first_complaint(error: ValidationError, path: Path, text: str) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    key = str(problem["loc"][0]) if problem["loc"] else ""
    if PREFIX + key.upper() in os.environ:
        place = f"environment variable {PREFIX}{key.upper()}"
    else:
        place = f"{path}{_line_of(key, text)}: {key}"
    if problem["type"] == "extra_forbidden":
        return f"{place}: there is no such setting (see docs/settings.md)"
    return f"{place}: {problem['msg'].removeprefix('Value error, ')}"


def _line_of(key: str, text: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*\[?\s*[\"']?{re.escape(key)}\b", line):
            return f", line {number}"
    return ""


__all__ = ["Settings", "SettingsError", "fresh", "load", "settings_path"]
