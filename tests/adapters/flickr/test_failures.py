from __future__ import annotations

import pytest

from adapters.flickr import errors
from adapters.flickr.failures import bad_status, oauth_problem, refusal, retry_after


@pytest.mark.parametrize(
    ("code", "said", "error"),
    [
        (1, "Photo not found", errors.PhotoNotFound),
        (1, 'Photo "1" not found (invalid ID)', errors.PhotoNotFound),
        (2, "Photo not found", errors.PhotoNotFound),
        (1, "Photoset not found", errors.AlbumNotFound),
        (1, "User not found", errors.PersonNotFound),
        (5, "User deleted", errors.PersonDeleted),
        (1, "Required parameter missing", errors.ArgumentMissing),
        (2, "Permission denied", errors.PermissionDenied),
        (95, "SSL is required", errors.SslRequired),
        (96, "Invalid signature", errors.InvalidSignature),
        (97, "Missing signature", errors.MissingSignature),
        (98, "Invalid auth token", errors.InvalidToken),
        (99, "User not logged in / Insufficient permissions", errors.InsufficientPermissions),
        (100, "Invalid API Key", errors.InvalidApiKey),
        (105, "Service currently unavailable", errors.ServiceUnavailable),
        (106, "Write operation failed", errors.WriteFailed),
        (111, 'Format "x" not found', errors.FormatNotFound),
        (112, 'Method "x" not found', errors.MethodNotFound),
        (116, "Bad URL found", errors.BadUrl),
        (201, "Sorry, the Flickr API service is not currently available.", errors.Unavailable),
        (0, "Sorry, the Flickr API service is not currently available.", errors.Unavailable),
        (3, "Photo is already in favorites", errors.Refused),
    ],
)
def test_each_refusal_has_its_type(code: int, said: str, error: type[errors.FlickrError]) -> None:
    met = refusal("flickr.some.method", code, said)
    assert isinstance(met, error)
    assert met.answer == f"{code}: {said}"


def test_a_photo_is_called_gone_on_flickrs_explicit_word_alone() -> None:
    for said in ("", "Required parameter missing", "Something else", "Method not found"):
        assert not isinstance(refusal("flickr.photos.getInfo", 1, said), errors.PhotoNotFound)


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        ("signature_invalid", errors.InvalidSignature),
        ("consumer_key_unknown", errors.InvalidApiKey),
        ("token_rejected", errors.InvalidToken),
        ("timestamp_refused", errors.ClockRefused),
        ("nonce_used", errors.NonceUsed),
        ("verifier_invalid", errors.VerifierRefused),
        ("something_new", errors.Refused),
    ],
)
def test_each_oauth_problem_has_its_type(problem: str, error: type[errors.FlickrError]) -> None:
    body = f"oauth_problem={problem}&debug_sbs=GET%26oauth_token%3D72157-{'0' * 16}"
    met = oauth_problem("flickr.test.login", body.encode())
    assert isinstance(met, error)
    assert "72157" not in str(met)


def test_an_answer_that_only_speaks_of_oauth_problems_is_no_problem() -> None:
    assert oauth_problem("a call", b'{"stat":"ok","title":"oauth_problem=token_rejected"}') is None


@pytest.mark.parametrize("error", [errors.InvalidApiKey, errors.InvalidToken, errors.SslRequired])
def test_an_error_says_how_to_mend_it(error: type[errors.FlickrError]) -> None:
    assert str(error("flickr.test.login", "No", code=98)).endswith(error.mend)
    assert error.mend


def test_flickrs_words_are_kept_short_on_one_line_and_without_credentials() -> None:
    token, key, photo = "72157720838999999-0123456789abcdef", "ab" * 16, "12345678901234567890"
    said = f"Bad {token}\r\nfor {key}\x1b[31m of {photo} " + "and so on " * 100
    shown = str(errors.Refused("a call", said))
    assert token not in shown
    assert key not in shown
    assert photo in shown
    assert shown.isprintable()
    assert len(shown) < 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        (
            {
                "Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT",
                "Date": "Fri, 31 Dec 1999 23:59:29 GMT",
            },
            30.0,
        ),
        ({"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds
    met = bad_status("a call", 429, headers)
    assert isinstance(met, errors.RateLimited)
    assert met.retry_after == seconds
