"""The S3 server, for the tests of storages alone."""

from tests.services.s3 import s3

__all__ = ["s3"]
