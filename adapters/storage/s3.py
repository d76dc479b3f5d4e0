"""Files in a bucket of S3, or of any server that speaks like it.

Small files are one request; larger ones go up in parts and appear when the last is there. Every
request carries the SHA-256 of its bytes, which the server compares.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError

from adapters.storage.content import Content, Digest, Reader, Stat, Stored, pieces, span
from adapters.storage.errors import BadKey, Missing, Present, StorageError
from adapters.storage.port import checked

PART: Final = 32 * 1024 * 1024
"""Bytes of a part, and of memory for an upload: nearly every photo is one request. S3 takes
10,000 parts: 320 GB."""

_ITSELF: Final = "the bucket"
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_PRESENT: Final = frozenset({"412", "PreconditionFailed"})
_MEND: Final = {
    "NoSuchBucket": "the bucket does not exist: make it, or mend amazon_s3_bucket_name",
    "AccessDenied": "not allowed: let the key read, write, list and delete in the bucket",
    "403": "not allowed: mend amazon_s3_access_key and amazon_s3_secret_key, or the key's rights",
    "InvalidAccessKeyId": "the key is unknown: mend amazon_s3_access_key",
    "XAdminUserNotFound": "the key is unknown: mend amazon_s3_access_key",  # says versitygw
    "SignatureDoesNotMatch": "the signature is refused: mend amazon_s3_secret_key",
    "RequestTimeTooSkewed": "this machine's clock is wrong: set it (timedatectl set-ntp true)",
    "ConditionalRequestConflict": "somebody else writes the same file: try again",
}


@dataclass(frozen=True, slots=True)
class S3Storage:
    """A `Storage` in a bucket. `client` is boto3's, which threads may share."""

    client: Any
    bucket: str
    part: int = PART

    def put(
        self, key: str, content: Content, *, sha256: str | None = None, replace: bool = True
    ) -> Stored:
        """Stores a file; see `Storage.put`."""
        target = {"Bucket": self.bucket, "Key": checked(key)}
        condition = {} if replace else {"IfNoneMatch": "*"}
        digest = Digest()
        parts = _parts(content, digest, self.part)
        first: bytes | bytearray = next(parts, b"")
        if len(first) < self.part:
            stored = digest.stored(key, sha256)
            body = _body(first, bytes.fromhex(stored.sha256))
            with self._plainly("write", key):
                self.client.put_object(**target, **condition, **body)
            return stored
        with self._upload(target) as upload:
            sent = [
                self._send(upload, number, part)
                for number, part in enumerate(chain((first,), parts), 1)
            ]
            stored = digest.stored(key, sha256)
            with self._plainly("write", key):
                self.client.complete_multipart_upload(
                    **upload, **condition, MultipartUpload={"Parts": sent}
                )
        return stored

    def open(self, key: str, start: int = 0, end: int | None = None) -> Reader:
        """Opens a file; see `Storage.open`."""
        span(0, start, end)
        target = {"Bucket": self.bucket, "Key": checked(key)}
        if end is not None and end <= start:
            return self._nothing(key)
        if (start, end) != (0, None):
            target["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        try:
            with self._plainly("read", key):
                answer = self.client.get_object(**target)
        except _BeyondError:
            return self._nothing(key)
        length = int(answer["ContentLength"])
        size = int(answer.get("ContentRange", f"/{length}").rpartition("/")[2])
        return Reader(_Body(answer["Body"], key), size, length, key)

    def stat(self, key: str) -> Stat | None:
        """Size and time of a file; see `Storage.stat`."""
        checked(key)
        try:
            with self._plainly("look at", key):
                seen = self.client.head_object(Bucket=self.bucket, Key=key)
        except Missing:
            return None
        return Stat(int(seen["ContentLength"]), int(seen["LastModified"].timestamp()))

    def delete(self, key: str) -> bool:
        """Removes a file; see `Storage.delete`."""
        if self.stat(key) is None:
            return False
        with self._plainly("delete", key):
            self.client.delete_object(Bucket=self.bucket, Key=key)
        return True

    def keys(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """The keys in order; see `Storage.keys`."""
        pages = self.client.get_paginator("list_objects_v2")
        with self._plainly("list", prefix):
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix, StartAfter=after):
                yield from (o["Key"] for o in page.get("Contents", ()) if _allowed(o["Key"]))

    def local_path(self, key: str) -> Path | None:
        """None: the bucket is elsewhere."""
        checked(key)
        return None

    def address(self, key: str, seconds: int = 300, content_type: str = "") -> str | None:
        """A signed URL; whoever has it may read the file until then, and nothing else."""
        target = {"Bucket": self.bucket, "Key": checked(key)}
        if content_type:
            target["ResponseContentType"] = content_type
        return str(self.client.generate_presigned_url("get_object", target, ExpiresIn=seconds))

    def ready(self) -> None:
        """StorageError unless the bucket answers."""
        with self._plainly("look at", _ITSELF):
            self.client.list_objects_v2(Bucket=self.bucket, MaxKeys=1)

    def sweep(self, older: int = 86_400) -> int:
        """Gives up uploads in parts, which are paid for and shown to nobody; see
        `Storage.sweep`. Nothing where the server has no list of them or the key may not."""
        before = time.time() - older
        given_up = 0
        uploads = self.client.get_paginator("list_multipart_uploads")
        with self._plainly("sweep", _ITSELF), contextlib.suppress(ClientError):
            for page in uploads.paginate(Bucket=self.bucket):
                for upload in page.get("Uploads", ()):
                    if upload["Initiated"].timestamp() < before:
                        self.client.abort_multipart_upload(
                            Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                        )
                        given_up += 1
        return given_up

    @contextlib.contextmanager
    def _upload(self, target: dict[str, str]) -> Iterator[dict[str, str]]:
        """An upload in parts, which leaves nothing behind when it does not come to its end."""
        with self._plainly("write", target["Key"]):
            begun = self.client.create_multipart_upload(**target, ChecksumAlgorithm="SHA256")
        upload = target | {"UploadId": begun["UploadId"]}
        try:
            yield upload
        except BaseException:
            with contextlib.suppress(BotoCoreError, ClientError):
                self.client.abort_multipart_upload(**upload)
            raise

    def _send(self, upload: dict[str, str], number: int, part: bytes | bytearray) -> dict[str, Any]:
        body = _body(part, hashlib.sha256(part).digest())
        with self._plainly("write", upload["Key"]):
            sent = self.client.upload_part(**upload, **body, PartNumber=number)
        return {
            "PartNumber": number,
            "ETag": sent["ETag"],
            "ChecksumSHA256": body["ChecksumSHA256"],
        }

    def _nothing(self, key: str) -> Reader:
        found = self.stat(key)
        if found is None:
            raise Missing(f"could not read {key}: there is no such file")
        return Reader(_Body(None, key), found.size, 0, key)

    @contextlib.contextmanager
    def _plainly(self, doing: str, key: str) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            raise self._said(doing, key, error) from error
        except BotoCoreError as error:
            raise StorageError(
                f"could not {doing} {key}: cannot reach the bucket {self.bucket} ({error}): mend "
                "amazon_s3_endpoint_url or the network, then try again"
            ) from error

    def _said(self, doing: str, key: str, error: ClientError) -> StorageError:
        said = error.response.get("Error", {})
        code, message = str(said.get("Code", "")), str(said.get("Message", "")) or str(error)
        if code in _MISSING:
            return Missing(f"could not {doing} {key}: there is no such file")
        if code in _PRESENT:
            return Present(f"{key} is already there and was left as it is")
        if code == "InvalidRange":
            return _BeyondError(f"{key} ends before that")
        where = "" if key == _ITSELF else f"{key} in "
        return StorageError(
            f"could not {doing} {where}{_ITSELF} {self.bucket}: {_MEND.get(code, message)}"
        )


class _BeyondError(StorageError):
    """A part was asked for that begins after the end of the file."""


@dataclass(frozen=True, slots=True)
class _Body:
    """What the server sends, its errors translated."""

    stream: Any
    key: str

    def read(self, size: int, /) -> bytes:
        try:
            return bytes(self.stream.read(size))
        except (BotoCoreError, HTTPError, OSError) as error:
            raise StorageError(f"could not read {self.key} to its end ({error}): try again") from (
                error
            )

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()


def open_bucket(
    bucket: str, *, access_key: str, secret_key: str, endpoint_url: str, region: str
) -> S3Storage:
    """The storage in a bucket, at Amazon unless an endpoint is given; without a key boto3 looks
    for one where it always does. Nothing is contacted."""
    if not bucket:
        raise StorageError("the s3 storage needs a bucket: set amazon_s3_bucket_name")
    try:
        client = boto3.client(
            "s3",
            aws_access_key_id=access_key or None,
            aws_secret_access_key=secret_key or None,
            endpoint_url=endpoint_url or None,
            region_name=region,
            config=_config(own_endpoint=bool(endpoint_url)),
        )
    except (BotoCoreError, ValueError) as error:
        raise StorageError(f"the s3 settings cannot be used: {error}") from error
    return S3Storage(client, bucket)


def _config(own_endpoint: bool) -> Config:
    """Only what every server understands: addresses with the bucket in the path, and no
    checksums but our own, since older servers refuse those that boto3 adds by itself."""
    return Config(
        signature_version="s3v4",
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 4},
        max_pool_connections=32,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if own_endpoint else "auto"},
    )


def _parts(content: Content, digest: Digest, size: int) -> Iterator[bytes | bytearray]:
    """The content in parts of that many bytes, the last one shorter. They come in the same
    memory: each must be done with before the next is asked for."""
    if isinstance(content, bytes) and len(content) < size:
        digest.update(content)
        yield content
        return
    part = bytearray()
    for piece in pieces(content):
        digest.update(piece)
        rest = memoryview(piece)
        while len(part) + len(rest) >= size:
            room = size - len(part)
            part += rest[:room]
            rest = rest[room:]
            yield part
            del part[:]
        part += rest
    if part:
        yield part


def _body(data: bytes | bytearray, sha256: bytes) -> dict[str, Any]:
    return {"Body": data, "ChecksumSHA256": base64.b64encode(sha256).decode()}


def _allowed(key: str) -> bool:
    try:
        return bool(checked(key))
    except BadKey:
        return False
