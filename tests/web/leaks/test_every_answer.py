"""What every answer of every route has: headers that guard it, HEAD, and conditions."""

from pathlib import Path

import pytest

from tests.web.leaks.addresses import CASES
from tests.web.leaks.lives import Living
from tests.web.world import ADA, World

UNDATED = ("/healthz", "/readyz", "/auth", "/push")
"""What tells how things are at this moment, or is nothing to come back to."""


@pytest.mark.parametrize("viewer", ["", ADA], ids=["stranger", "owner"])
def test_every_answer_is_guarded_is_had_by_head_and_keeps_to_conditions(
    tmp_path: Path, viewer: str
) -> None:
    world = World(tmp_path)
    lived = Living(world, 1, photos=3).lived
    client = world.client(viewer)
    conditional = 0
    for make in CASES.values():
        for address in list(make(lived))[:3]:
            answer = client.simulate_get(address)
            said = answer.headers
            policy = said["content-security-policy"]
            assert "default-src 'none'" in policy, address
            assert "unsafe" not in policy, address
            assert said["x-content-type-options"] == "nosniff", address
            assert said["referrer-policy"] == "same-origin", address
            assert "cache-control" in said, address
            for cookie in answer.cookies.values():
                assert cookie.http_only, address
                assert cookie.same_site == "Lax", address
            head = client.simulate_head(address)
            if address.startswith(("/auth", "/push")) or head.status_code == 405:
                continue
            assert head.status_code == answer.status_code, address
            assert head.content == b"", address
            assert head.headers.get("etag") == said.get("etag"), address
            if "etag" in said and answer.status_code == 200:
                again = client.simulate_get(address, headers={"If-None-Match": said["etag"]})
                assert again.status_code == 304, address
                assert again.content == b"", address
                conditional += 1
            elif answer.status_code == 200 and not address.startswith(UNDATED):
                kept = said["cache-control"]
                assert "public" not in kept or "max-age" in kept, (address, kept)
    assert conditional > (40 if not viewer else 2)
    world.close()
