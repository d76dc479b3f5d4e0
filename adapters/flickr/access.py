"""How the archive reaches Flickr: signed, within the budget, with patience."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from adapters.flickr.budget import SharedBudget, budgeted
from adapters.flickr.call import Call, Flickr
from adapters.flickr.counting import Allowance, counted
from adapters.flickr.credentials import Key, Token
from adapters.flickr.download import Downloads, Pace
from adapters.flickr.endpoints import Endpoints
from adapters.flickr.retrying import SHORT, USUAL, Patience, retrying
from adapters.flickr.signing_in import Allowed, SignIn, check_token


@dataclass(frozen=True, slots=True)
class Access:
    """Flickr, as one archive reaches it.

    `token_of` gives the token of a member by NSID, and raises for who has none here.
    `files_a_second` is how many files are fetched in a second at the most. Somebody who waits
    for an answer (`interactive`) has a share of the budget held back for them, and is told of
    trouble sooner.
    """

    key: Key
    endpoints: Endpoints
    budget: SharedBudget
    token_of: Callable[[str], Token]
    files_a_second: float
    patience: Patience = USUAL

    @property
    def signing_in(self) -> SignIn:
        """Flickr's side of signing in."""
        return SignIn(self.key, time.monotonic, self.endpoints)

    def unsigned(self) -> Call:
        """Return calls of nobody's, for somebody who waits."""
        return self._patiently(self._once(None, interactive=True), interactive=True)

    def member(self, nsid: str, *, interactive: bool = False) -> Call:
        """Return calls that are signed for a member. Raises what `token_of` raises."""
        once = self._once(self.token_of(nsid), interactive=interactive)
        return self._patiently(once, interactive=interactive)

    def counted(
        self, nsid: str, allowance: Allowance, calls: Counter[str], *, interactive: bool = False
    ) -> Call:
        """Return calls for a member, each attempt counted in `calls` and out of an allowance."""
        once = self._once(self.token_of(nsid), interactive=interactive)
        return self._patiently(counted(once, allowance, calls), interactive=interactive)

    def allowed(self, token: Token) -> Allowed:
        """Ask whose a token is and what it allows. Raises FlickrError."""
        return check_token(self._patiently(self._once(token, interactive=True), interactive=True))

    def downloads(self) -> Downloads:
        """Return downloads of Flickr's files, at the pace that is allowed."""
        pace = Pace(self.files_a_second, monotonic=time.monotonic, sleep=time.sleep)
        return Downloads(pace, time.monotonic, time.sleep, self.patience)

    def _once(self, token: Token | None, *, interactive: bool) -> Call:
        call = Flickr(self.key, time.monotonic, token, self.endpoints)
        return budgeted(call, self.budget, interactive=interactive)

    def _patiently(self, call: Call, *, interactive: bool) -> Call:
        patience = SHORT if interactive else self.patience
        return retrying(call, monotonic=time.monotonic, sleep=time.sleep, patience=patience)
