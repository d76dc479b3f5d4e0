"""Which index to use, chosen by plain arguments, as the settings have them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from adapters.search.embedded import EmbeddedSearch
from adapters.search.solr import SolrSearch
from domain.search.index import SearchIndex


def open_search(
    folder: str, database_url: str, solr_endpoint: str = "", stemming: str = ""
) -> SearchIndex:
    """Return the index on Solr, if an endpoint is given; else the embedded one in `folder`.

    Where that is empty it is beside the database, for a PostgreSQL `var/search`. With `stemming`
    it is one of the stems of that language. Nothing is made or contacted yet.
    """
    index: SearchIndex
    if solr_endpoint:
        index = SolrSearch(solr_endpoint)
    else:
        index = EmbeddedSearch(Path(folder) if folder else _beside(database_url))
    if not stemming:
        return index
    from adapters.search.stemmed import StemmedSearch  # the rules of every language are in it

    return StemmedSearch(index, stemming)


def _beside(database_url: str) -> Path:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        database = Path(url.database).resolve()
        return database.with_name(f"{database.stem}.search")
    return Path("var/search")
