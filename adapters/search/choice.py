"""Which index to use, chosen by plain arguments, as the settings have them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from adapters.search.embedded import EmbeddedSearch
from domain.search.index import SearchIndex


def open_search(folder: str, database_url: str) -> SearchIndex:
    """Return the index in `folder`, or where that is empty beside the database.

    Beside a PostgreSQL it is `var/search`. Nothing is made yet.
    """
    return EmbeddedSearch(Path(folder) if folder else _beside(database_url))


def _beside(database_url: str) -> Path:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        database = Path(url.database).resolve()
        return database.with_name(f"{database.stem}.search")
    return Path("var/search")
