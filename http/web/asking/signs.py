"""Which signs a text that comes from outside may have."""

from __future__ import annotations

import re
from typing import Final

_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def is_fit(text: str) -> bool:
    """Tell whether any database and any page can take a text.

    Wide spaces, joiners (in Hindi, Persian and emoji) and marks of direction are text; a
    control sign other than a tab or the end of a line is none, nor is half of a pair.
    """
    return _UNFIT.search(text) is None
