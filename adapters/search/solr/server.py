"""A Solr, alone or a SolrCloud: its cores or collections, and which of them is live.

Alone, the live index is the core with the name of the endpoint, and a fresh one is swapped
with it. In a SolrCloud the name is an alias, which is moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from threading import Lock
from typing import Any, Final, TypeVar

import pysolr  # type: ignore[import-untyped]  # it brings no types
import requests

from domain.search.index import SearchUnavailable

CONFIGSET: Final = "parallel-flickr"
"""The name under which Solr has solr/configset."""

_UNREACHED: Final = re.compile(r"Failed to connect|Connection|timed out|HTTP 50[234]")
_NO_CONFIGSET: Final = re.compile(
    r"Could not load configuration from directory|[Cc]an ?not find the specified config ?set"
)
_MOST_REPLICAS: Final = 3
_ADMIN_SECONDS: Final = 120.0

_Answer = TypeVar("_Answer")


class SolrServer:
    """The nodes behind `solr_endpoint`: the first that answers is asked."""

    def __init__(self, endpoint: str, seconds: float) -> None:
        """Take addresses that end in the name of a core or alias, parted by commas.

        Nothing is contacted. Raises ValueError for addresses that end in different names.
        """
        places = [part.strip().rstrip("/").rpartition("/") for part in endpoint.split(",") if part]
        if len({name for *_, name in places}) != 1:
            raise ValueError("all addresses in solr_endpoint end in the same name")
        self.name = places[0][2]
        self._nodes = [node for node, *_ in places]
        self._seconds = seconds
        self._mode = ""
        self._clients: dict[str, Any] = {}
        self._lock = Lock()

    def ask(
        self,
        asked: Callable[[Any], _Answer],
        name: str = "",
        at: str = "",
        *,
        once: bool = False,
    ) -> _Answer:
        """Ask a client of an index: the live one unless named, the one at an address if given.

        With `once` no other node is asked what took too long at one, but the next question is
        put to another. Raises SearchUnavailable, in one line.
        """
        if at:
            return self._first(lambda _node: asked(self._client(at)))
        return self._first(lambda node: asked(self._client(f"{node}/{name or self.name}")), once)

    def _client(self, url: str) -> Any:
        """Return the client of an index at an address."""
        with self._lock:
            if url not in self._clients:
                self._clients[url] = pysolr.Solr(url, timeout=self._seconds)
            return self._clients[url]

    def exists(self) -> bool:
        """Tell whether there is a live index."""
        return self.name in (self._aliases() if self._cloud() else self._cores())

    def create(self) -> str:
        """Make a fresh empty index that is not live yet, and return its name."""
        if not self._cloud():
            cores = self._cores()
            folders = [str(core["instanceDir"]).rstrip("/").rpartition("/")[2]
                       for core in cores.values()]  # fmt: skip
            # after a swap a core's folder has the name of another, so both are looked at
            fresh = self._next_name([*cores, *folders])
            self._admin("cores", action="CREATE", name=fresh, configSet=CONFIGSET)
            return fresh
        collections = self._collections()
        if self.name in collections:
            raise SearchUnavailable(
                f"Solr has a collection named {self.name}, where an alias belongs: delete it"
            )
        fresh = self._next_name(collections)
        nodes = len(self._status()["cluster"]["live_nodes"])
        self._admin(
            "collections", action="CREATE", name=fresh, numShards=1, waitForFinalState="true",
            replicationFactor=min(nodes, _MOST_REPLICAS),
            **{"collection.configName": CONFIGSET},
        )  # fmt: skip
        return fresh

    def make_live(self, fresh: str) -> None:
        """Put a fresh index in the place of the live one, in one step, and remove all others."""
        if self._cloud():
            self._admin("collections", action="CREATEALIAS", name=self.name, collections=fresh)
            others = [name for name in self._collections() if name != fresh]
        else:
            swap = "SWAP" if self.name in self._cores() else "RENAME"
            self._admin("cores", action=swap, core=fresh, other=self.name)
            others = list(self._cores())  # the one before has the fresh one's name now
        for name in others:
            if self._number(name):
                self.remove(name)

    def remove(self, name: str) -> None:
        """Delete an index."""
        if self._cloud():
            self._admin("collections", action="DELETE", name=name)
        else:
            self._admin(
                "cores", action="UNLOAD", core=name, deleteIndex="true", deleteDataDir="true",
                deleteInstanceDir="true",
            )  # fmt: skip

    def leader(self) -> str:
        """Return the address at which the live index is written to."""
        if not self._cloud():
            return ""
        live = self._aliases()[self.name]
        shards = self._status(collection=live)["cluster"]["collections"][live]["shards"]
        for shard in shards.values():
            for replica in shard["replicas"].values():
                if replica.get("leader") == "true" and replica["state"] == "active":
                    return f"{replica['base_url']}/{replica['core']}"
        raise SearchUnavailable("the SolrCloud has no leader at present")

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for client in self._clients.values():
                client.get_session().close()
            self._clients.clear()

    def _number(self, name: str) -> int:
        """Return the number of an index that was made here; 0 for any other."""
        found = re.fullmatch(re.escape(self.name) + r"-(\d{4,})", name)
        return int(found[1]) if found else 0

    def _next_name(self, taken: Iterable[str]) -> str:
        return f"{self.name}-{max(map(self._number, taken), default=0) + 1:04}"

    def _cloud(self) -> bool:
        if not self._mode:
            self._mode = str(self._admin("info/system")["mode"])
        return self._mode == "solrcloud"

    def _cores(self) -> dict[str, Any]:
        status: dict[str, Any] = self._admin("cores", action="STATUS", indexInfo="false")["status"]
        return status

    def _collections(self) -> list[str]:
        return list(self._admin("collections", action="LIST")["collections"])

    def _aliases(self) -> dict[str, str]:
        return dict(self._admin("collections", action="LISTALIASES").get("aliases", {}))

    def _status(self, **about: str) -> dict[str, Any]:
        return self._admin("collections", action="CLUSTERSTATUS", **about)

    def _admin(self, path: str, **params: Any) -> dict[str, Any]:
        return self._first(partial(_administered, path=path, params=params))

    def _first(self, asked: Callable[[str], _Answer], once: bool = False) -> _Answer:
        trouble = ""
        for node in list(self._nodes):
            try:
                answer = asked(node)
            except (pysolr.SolrError, requests.RequestException) as error:
                trouble = _in_one_line(error, node)
                if once and "timed out" in trouble:
                    self._nodes.sort(key=lambda other: other == node)
                    break
                if not _UNREACHED.search(str(error)):
                    break
            else:
                if node != self._nodes[0]:  # it answers, so it is asked first from here on
                    self._nodes.sort(key=lambda other: other != node)
                return answer
        raise SearchUnavailable(f"Solr does not answer: {trouble}")


def _administered(node: str, path: str, params: dict[str, Any]) -> dict[str, Any]:
    answer = requests.get(
        f"{node}/admin/{path}", params={"wt": "json", **params}, timeout=_ADMIN_SECONDS
    )
    try:
        said = answer.json()
    except ValueError:
        said = {}
    if answer.status_code != 200 or not isinstance(said, dict):
        why = said.get("error", {}).get("msg", "") if isinstance(said, dict) else ""
        raise pysolr.SolrError(f"HTTP {answer.status_code}: {why or 'is this Solr?'}")
    return said


def _in_one_line(error: Exception, node: str) -> str:
    """Return what is wrong without the question, which may tell what somebody looks for."""
    said = " ".join(str(error).split())
    if "timed out" in said:
        return f"{node} timed out"
    if "Failed to connect" in said or isinstance(error, requests.ConnectionError):
        return f"there is nobody at {node}"
    if "HTTP 404" in said:
        return f"{node} has no such index: `parallel-flickr init` makes it"
    if _NO_CONFIGSET.search(said):
        return f"{node} has no configset {CONFIGSET}: docs/search.md says how it gets it"
    return said[:500]
