"""A bucket: what only a server elsewhere can do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from adapters.storage import Missing, Present, Storage, StorageError, open_storage
from adapters.storage.s3 import S3Storage
from tests.services.programs import free_port
from tests.services.s3 import Server

PART = 5 * 1024 * 1024  # the smallest that S3 takes
LARGE = os.urandom(PART) + os.urandom(PART) + b"and the rest"


@pytest.fixture
def bucket(s3: Server) -> S3Storage:
    storage = s3.fresh()
    assert isinstance(storage, S3Storage)
    return replace(storage, part=PART)


def uploads(bucket: S3Storage) -> list[object]:
    """Uploads in parts that were begun and neither finished nor given up."""
    found = bucket.client.list_multipart_uploads(Bucket=bucket.bucket)
    return list(found.get("Uploads", []))


@pytest.mark.parametrize("size", [PART - 1, PART, PART + 1, 2 * PART])
def test_files_around_the_size_of_a_part_come_back_whole(bucket: S3Storage, size: int) -> None:
    assert bucket.put("a", LARGE[:size]).size == size
    with bucket.open("a") as file:
        assert file.read() == LARGE[:size]
    with bucket.open("a", size - 3) as file:
        assert (file.read(), file.size) == (LARGE[size - 3 : size], size)


def test_a_large_file_can_be_kept_from_being_replaced(bucket: S3Storage) -> None:
    bucket.put("a", b"first")
    with pytest.raises(Present):
        bucket.put("a", LARGE, replace=False)
    assert uploads(bucket) == []
    with bucket.open("a") as file:
        assert file.read() == b"first"


def test_an_upload_that_fails_half_way_leaves_no_parts(bucket: S3Storage) -> None:
    def broken() -> Iterator[bytes]:
        yield LARGE
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        bucket.put("a", broken())
    assert uploads(bucket) == []
    assert list(bucket.keys()) == []


def test_what_a_killed_writer_sent_in_parts_is_given_up_in_time(bucket: S3Storage) -> None:
    bucket.client.create_multipart_upload(Bucket=bucket.bucket, Key="a")
    assert bucket.sweep() == 0
    assert len(uploads(bucket)) == 1
    assert bucket.sweep(older=-10) == 1  # as seen in ten seconds
    assert uploads(bucket) == []


def test_the_address_of_a_file_lets_anybody_read_it_and_no_other(bucket: S3Storage) -> None:
    bucket.put("123/é.jpg", b"x" * 1000)
    bucket.put("other", b"y")
    address = bucket.address("123/é.jpg", seconds=60)
    assert address is not None
    with urlopen(address, timeout=10) as answer:
        assert answer.read() == b"x" * 1000
    with pytest.raises(HTTPError) as refused:
        urlopen(address.replace("123/%C3%A9.jpg", "other"), timeout=10)
    refused.value.close()
    assert refused.value.code == 403


def _trouble(storage: Storage) -> list[str]:
    lines = []
    for ask in (storage.ready, lambda: storage.put("a", b"x"), lambda: storage.open("a")):
        with pytest.raises(StorageError) as trouble:
            ask()
        assert not isinstance(trouble.value, Missing)
        assert "\n" not in str(trouble.value)
        lines.append(str(trouble.value))
    return lines


def test_a_bucket_that_is_not_there_is_said_so(s3: Server) -> None:
    for line in _trouble(s3.open("nobodys")):
        assert "mend amazon_s3_bucket_name" in line
        assert line.count("the bucket nobodys") == 1
        assert "the bucket in" not in line


def test_a_wrong_key_is_said_so(s3: Server, bucket: S3Storage) -> None:
    for line in _trouble(s3.open(bucket.bucket, access="wrong")):
        assert "mend amazon_s3_access_key" in line
    for line in _trouble(s3.open(bucket.bucket, secret="wrong")):
        assert "mend amazon_s3_secret_key" in line
        assert "wrong" not in line


def test_a_server_that_is_not_there_is_said_so() -> None:
    storage = open_storage(
        "s3", bucket="b", access_key="a", secret_key="s",
        endpoint_url=f"http://127.0.0.1:{free_port()}",
    )  # fmt: skip
    for line in _trouble(storage):
        assert "mend amazon_s3_endpoint_url" in line


@pytest.mark.parametrize(("bucket_name", "endpoint"), [("", ""), ("b", "not a url")])
def test_settings_that_cannot_be_used_are_refused(bucket_name: str, endpoint: str) -> None:
    with pytest.raises(StorageError):
        open_storage("s3", bucket=bucket_name, endpoint_url=endpoint)
