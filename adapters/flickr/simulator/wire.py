"""One answer, written twice: as Flickr's XML and as Flickr's JSON.

A method makes a tree of `Element`s. In JSON an attribute becomes a key, text becomes `_content`,
a child becomes an object under its own name, and what comes in `Items` becomes an array, however
many there are. Whether a number is a number or a string in JSON is for the method to say, by
giving int or str: Flickr mixes them. In XML everything is text, and True and False are "1" and "".
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

Scalar = str | int | bool | None


class Element(msgspec.Struct, frozen=True):
    """An element: name, attributes (those that are None in JSON are empty in XML), children, text.

    `text` is None for an element that never has any; "" for one that happens to be empty.
    """

    name: str
    attributes: Mapping[str, Scalar] = {}
    children: "Sequence[Element | Items | Words]" = ()
    text: str | int | None = None


class Items(msgspec.Struct, frozen=True):
    """Elements of one name, which are an array in JSON, even an empty one."""

    name: str
    elements: Sequence[Element] = ()


class Words(msgspec.Struct, frozen=True):
    """An array of plain strings in JSON, of which XML only shows how many there are."""

    name: str
    words: Sequence[str] = ()


Node = Element | Items | Words

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,127}")


def escaped(value: Scalar) -> str:
    """A value as Flickr's XML writes it: five entities, no characters that XML forbids."""
    if value is None or value is False:
        return ""
    text = "1" if value is True else _NOT_XML.sub("", str(value))
    for character, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("'", "&#039;"),
    ):
        text = text.replace(character, entity)
    return text


def as_xml(stat: str, nodes: Sequence[Node]) -> str:
    """A whole XML answer; `stat` is "ok" or "fail"."""
    lines = ['<?xml version="1.0" encoding="utf-8" ?>', f'<rsp stat="{stat}">']
    indent = "\t" if stat == "fail" else ""
    for node in nodes:
        _write(node, indent, lines)
    return "\n".join([*lines, "</rsp>", ""])


def _write(node: Node, indent: str, lines: list[str]) -> None:
    if isinstance(node, Words):
        lines.extend(f"{indent}<{node.name} />" for _ in node.words)
    elif isinstance(node, Items):
        for element in node.elements:
            _write(element, indent, lines)
    else:
        attributes = "".join(f' {key}="{escaped(v)}"' for key, v in node.attributes.items())
        text = "" if node.text is None else escaped(node.text)
        inner: list[str] = []
        for child in node.children:
            _write(child, indent + "\t", inner)
        if inner:
            lines.append(f"{indent}<{node.name}{attributes}>{text}")
            lines.extend([*inner, f"{indent}</{node.name}>"])
        elif text:
            lines.append(f"{indent}<{node.name}{attributes}>{text}</{node.name}>")
        else:
            lines.append(f"{indent}<{node.name}{attributes} />")


def as_object(node: Element) -> dict[str, Any]:
    """An element as the object that JSON shows."""
    shown: dict[str, Any] = dict(node.attributes)
    for child in node.children:
        shown[child.name] = _value(child)
    if node.text is not None:
        shown["_content"] = node.text
    return shown


def _value(node: Node) -> Any:
    if isinstance(node, Words):
        return list(node.words)
    if isinstance(node, Items):
        return [as_object(element) for element in node.elements]
    return as_object(node)


def as_json(stat: str, nodes: Sequence[Node], callback: str | None) -> str:
    """A whole JSON answer, inside a call of `callback` unless that is None."""
    shown: dict[str, Any] = {}
    if stat == "fail":
        attributes = nodes[0].attributes if isinstance(nodes[0], Element) else {}
        shown = {"stat": stat, "code": attributes["code"], "message": attributes["msg"]}
    else:
        shown = {node.name: _value(node) for node in nodes} | {"stat": stat}
    text = json.dumps(shown, separators=(",", ":"))
    return text if callback is None else f"{callback}({text})"


def callback_of(arguments: Mapping[str, str]) -> str | None:
    """The function that JSON is wrapped in: `jsonFlickrApi` unless told; None for plain JSON."""
    if arguments.get("nojsoncallback") == "1":
        return None
    asked = arguments.get("jsoncallback", "")
    return asked if _CALLBACK.fullmatch(asked) else "jsonFlickrApi"
