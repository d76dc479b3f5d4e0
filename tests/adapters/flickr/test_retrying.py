from __future__ import annotations

import pytest

from adapters.flickr import errors
from adapters.flickr.call import Call
from adapters.flickr.reading import text
from adapters.flickr.retrying import Patience, retrying
from tests.adapters.flickr import clients
from tests.adapters.flickr.clockwork import NOON, Clockwork
from tests.adapters.flickr.odd_server import Odd, OddServer
from tests.adapters.simulator.running import Simulator

PATIENCE = Patience(attempts=5, seconds=100.0, first=1.0, longest=30.0)
TROUBLE = ["error_105", "error_201", "http_500", "http_429", "html", "truncate", "reset"]


def patient(call: Call, clockwork: Clockwork, patience: Patience = PATIENCE) -> Call:
    return retrying(call, monotonic=clockwork.now, sleep=clockwork.sleep, patience=patience)


@pytest.mark.parametrize("kind", TROUBLE)
def test_trouble_that_passes_is_not_noticed(
    simulator: Simulator, clockwork: Clockwork, kind: str
) -> None:
    call = patient(clients.member(simulator, simulator.person("ada")), clockwork)
    simulator.fault("flickr.test.login", kind, times=3)
    assert text(call("flickr.test.login"), "user", "username") == "ada"
    assert len(simulator.calls()) == 4


def test_each_pause_is_longer_than_the_one_before(odd: OddServer, clockwork: Clockwork) -> None:
    odd.answers = [Odd(status=500)]
    with pytest.raises(errors.ServiceUnavailable):
        patient(clients.alone(odd.root), clockwork)("flickr.test.echo")
    assert len(odd.asked) == 5
    assert len(clockwork.slept) == 4
    assert clockwork.slept == sorted(clockwork.slept)
    assert 1 <= clockwork.slept[0] <= 2
    assert 8 <= clockwork.slept[3] <= 9


def test_the_pause_that_flickr_asks_for_is_kept(odd: OddServer, clockwork: Clockwork) -> None:
    odd.answers = [Odd(status=429, headers={"Retry-After": "20"}), Odd()]
    patient(clients.alone(odd.root), clockwork)("flickr.test.echo")
    assert clockwork.slept == [20.0]


def test_a_pause_beyond_our_patience_ends_it_at_once(odd: OddServer, clockwork: Clockwork) -> None:
    odd.answers = [Odd(status=429, headers={"Retry-After": "3600"})]
    with pytest.raises(errors.RateLimited) as caught:
        patient(clients.alone(odd.root), clockwork)("flickr.test.echo")
    assert caught.value.retry_after == 3600
    assert clockwork.slept == []


def test_patience_ends_by_time_as_well(odd: OddServer, clockwork: Clockwork) -> None:
    odd.answers = [Odd(status=500)]
    brief = Patience(attempts=1000, seconds=60.0, first=1.0, longest=10.0)
    with pytest.raises(errors.ServiceUnavailable):
        patient(clients.alone(odd.root), clockwork, brief)("flickr.test.echo")
    assert clockwork.at - NOON <= 60.0


@pytest.mark.parametrize(
    "body",
    [
        b'{"stat":"fail","code":1,"message":"Photo not found"}',
        b'{"stat":"fail","code":98,"message":"Invalid auth token"}',
        b'{"stat":"fail","code":100,"message":"Invalid API Key"}',
    ],
)
def test_a_clear_no_is_not_asked_again(odd: OddServer, clockwork: Clockwork, body: bytes) -> None:
    odd.answers = [Odd(body)]
    with pytest.raises(errors.Refused):
        patient(clients.alone(odd.root), clockwork)("flickr.photos.getInfo", photo_id="1")
    assert len(odd.asked) == 1


@pytest.mark.parametrize(
    "answer", [Odd(reset=True), Odd(status=500), Odd(b"<html>"), Odd(b"{}", announced=90)]
)
def test_a_write_that_may_have_been_carried_out_is_not_sent_again(
    odd: OddServer, clockwork: Clockwork, answer: Odd
) -> None:
    odd.answers = [answer]
    with pytest.raises(errors.Unavailable):
        patient(clients.alone(odd.root), clockwork)("flickr.favorites.add", photo_id="1")
    assert len(odd.asked) == 1


def test_a_write_that_flickr_turned_away_is_sent_again(
    odd: OddServer, clockwork: Clockwork
) -> None:
    odd.answers = [Odd(status=429), Odd()]
    patient(clients.alone(odd.root), clockwork)("flickr.favorites.add", photo_id="1")
    assert len(odd.asked) == 2
