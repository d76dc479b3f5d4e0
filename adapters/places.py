"""Places that keep files, as they are written: `fs`, `fs:/mnt/photos`, `s3:bucket`,
`storagemaster:host:port`. What is left out comes from the settings.
"""

from __future__ import annotations

from adapters.search.choice import open_search
from adapters.settings import Settings, SettingsError
from adapters.storage import BothStorages, Storage, StorageError, open_storage
from domain.search.index import SearchIndex


def settings_for(place: str) -> dict[str, object]:
    """Return the settings that make a place the one where files are kept."""
    provider, _, where = place.partition(":")
    chosen: dict[str, object] = {"storage_provider": provider}
    match provider:
        case "fs" if where:
            chosen["flickr_static_path"] = where
        case "s3" if where:
            chosen["amazon_s3_bucket_name"] = where
        case "storagemaster" if where:
            host, _, port = where.rpartition(":")
            if not host or not port.isdigit():
                raise StorageError(f"{place} names no daemon: write storagemaster:HOST:PORT")
            chosen["storage_storagemaster_host"] = host
            chosen["storage_storagemaster_port"] = int(port)
        case "fs" | "s3" | "storagemaster":
            pass
        case _:
            raise StorageError(
                f"{place!r} is no place for files: write fs:FOLDER, s3:BUCKET or"
                " storagemaster:HOST:PORT"
            )
    return chosen


def storage_at(settings: Settings, place: str, *, marked: bool = False) -> Storage:
    """Return the storage at a place; nothing is contacted. With `marked` a folder must bear the
    mark of an archive's files (`adapters.care.marking`)."""
    there = settings.model_copy(update=settings_for(place))
    return open_storage(
        there.storage_provider,
        root=there.flickr_static_path,
        marked=marked,
        host=there.storage_storagemaster_host,
        port=there.storage_storagemaster_port,
        bucket=there.amazon_s3_bucket_name,
        access_key=there.amazon_s3_access_key,
        secret_key=there.amazon_s3_secret_key,
        endpoint_url=there.amazon_s3_endpoint_url,
        region=there.amazon_s3_region,
    )


def storage_of(settings: Settings) -> Storage:
    """Return the storage that the settings name, which may read from a second place too."""
    first = storage_at(settings, settings.storage_provider, marked=True)
    if not settings.storage_also_read:
        return first
    return BothStorages(first, storage_at(settings, settings.storage_also_read))


def place_of(settings: Settings, place: str) -> str:
    """Return a place in full, so that it means the same when the settings change."""
    there = settings.model_copy(update=settings_for(place))
    match there.storage_provider:
        case "fs":
            return f"fs:{there.flickr_static_path}"
        case "s3":
            return f"s3:{there.amazon_s3_bucket_name}"
        case _:
            port = there.storage_storagemaster_port
            return f"storagemaster:{there.storage_storagemaster_host}:{port}"


def search_of(settings: Settings) -> SearchIndex:
    """Return the search index that the settings name. Raises SettingsError."""
    if settings.searches_solr and not settings.solr_endpoint:
        raise SettingsError("solr_endpoint: search is on Solr, but where is it?")
    endpoint = settings.solr_endpoint if settings.searches_solr else ""
    return open_search(
        settings.search_index_path, settings.database_url, endpoint, settings.search_stemming
    )
