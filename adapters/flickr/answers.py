"""Flickr's answers as plain trees of dict, list, str, int, bool and None.

What is asked for is JSON. XML (the API's default, and what uploads answer with) becomes the same
tree by Flickr's own rule: attributes become keys, text becomes `_content`, and elements of one
name become a list under that name. What JSON writes as a number with a fraction stays the text
that it was, so that nothing is lost to rounding.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapters.flickr.errors import Unreadable
from adapters.flickr.failures import refusal

Answer: TypeAlias = dict[str, Any]

_JSON: Final = msgspec.json.Decoder(float_hook=str)


def answer_of(what: str, body: bytes) -> Answer:
    """The tree of a body that says stat="ok".

    Raises the error that stat="fail" stands for, and Unreadable for anything else.
    """
    head = body[:1000].lstrip()
    if head.startswith(b"{"):
        tree = from_json(what, body)
    elif b"<rsp" in head:
        tree = from_xml(body.decode("utf-8", "replace"), what)
    else:
        raise Unreadable(what, _instead_of_an_answer(head))
    return checked(what, tree)


def from_json(what: str, body: bytes) -> Answer:
    """The tree of a JSON body, `ok` or not. Raises Unreadable."""
    try:
        tree = _JSON.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unreadable(what, "an answer in broken JSON") from None
    if not isinstance(tree, dict):
        raise Unreadable(what, "an answer in JSON that is no object")
    return tree


def from_xml(text: str, what: str = "answer") -> Answer:
    """The tree of an XML body, `ok` or not, as JSON would have shown it. Raises Unreadable."""
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise Unreadable(what, "an answer in broken XML") from None
    if root.tag != "rsp":
        raise Unreadable(what, "XML that is no answer of the API")
    tree = _as_object(root)
    if root.get("stat") == "fail":
        error = root.find("err")
        said = {} if error is None else error.attrib
        return {"stat": "fail", "code": said.get("code"), "message": said.get("msg")}
    return tree


def checked(what: str, tree: Answer) -> Answer:
    """The tree itself if it says `ok`. Raises the error that stat="fail" stands for."""
    stat = tree.get("stat")
    if stat == "ok":
        return tree
    if stat != "fail":
        raise Unreadable(what, "an answer that is neither ok nor fail")
    try:
        code = int(tree.get("code") or 0)
    except (TypeError, ValueError):
        code = 0
    raise refusal(what, code, str(tree.get("message") or ""))


def _as_object(element: Element) -> Answer:
    shown: Answer = dict(element.attrib)
    for child in element:
        value = _as_object(child)
        before = shown.get(child.tag)
        if child.tag not in shown:
            shown[child.tag] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            shown[child.tag] = [before, value]
    text = element.text or ""
    if text.strip():
        # Between text and a child there is layout: `\nNice photo\t<iconurls … />`.
        shown["_content"] = text.strip() if len(element) else text
    return shown


def _instead_of_an_answer(head: bytes) -> str:
    if not head:
        return "an empty answer"
    return "an HTML page instead of an answer" if head.startswith(b"<") else "no answer of the API"
