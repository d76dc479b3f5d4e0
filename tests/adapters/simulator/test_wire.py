"""One answer, written as Flickr's XML and as Flickr's JSON."""

import json
from xml.etree.ElementTree import Element as XmlElement

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from adapters.flickr.simulator.wire import Element, Items, Words, as_json, as_xml
from tests.adapters.simulator.running import Flickr, Simulator, shared_simulator

__all__ = ["shared_simulator"]

PHOTO = Element(
    "photo",
    {"id": "7", "farm": 2, "path_alias": None, "eligible": False},
    [
        Element("title", text=""),
        Element("tags", {}, [Items("tag", [Element("tag", {"raw": "A b"}, text="ab")])]),
        Element("notes", {}, [Items("note")]),
        Words("durations", ("year", "month")),
    ],
)


def test_json_has_attributes_as_keys_and_text_as_content() -> None:
    assert json.loads(as_json("ok", [PHOTO], None)) == {
        "photo": {
            "id": "7",
            "farm": 2,
            "path_alias": None,
            "eligible": False,
            "title": {"_content": ""},
            "tags": {"tag": [{"raw": "A b", "_content": "ab"}]},
            "notes": {"note": []},
            "durations": ["year", "month"],
        },
        "stat": "ok",
    }


def test_xml_is_laid_out_as_flickr_does() -> None:
    assert as_xml("ok", [PHOTO]) == (
        '<?xml version="1.0" encoding="utf-8" ?>\n'
        '<rsp stat="ok">\n'
        '<photo id="7" farm="2" path_alias="" eligible="">\n'
        "\t<title />\n"
        "\t<tags>\n"
        '\t\t<tag raw="A b">ab</tag>\n'
        "\t</tags>\n"
        "\t<notes />\n"
        "\t<durations />\n"
        "\t<durations />\n"
        "</photo>\n"
        "</rsp>\n"
    )


@given(st.text())
def test_any_text_comes_through_xml_but_for_what_xml_forbids(text: str) -> None:
    written = as_xml("ok", [Element("a", {"t": text}, text=text)])
    read = fromstring(written.encode("utf-8", "surrogatepass"))[0]
    allowed = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    allowed = "".join(c for c in allowed if not "\ud800" <= c <= "\udfff")
    assert (read.text or "") == allowed.replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture(scope="module")
def anyone(shared_simulator: Simulator) -> Flickr:
    return shared_simulator.flickr()


def test_answers_are_xml_unless_json_is_asked(anyone: Flickr) -> None:
    plain = anyone.get("flickr.test.echo", note="x")
    assert plain.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert "<note>x</note>" in plain.text
    wrapped = anyone.get("flickr.test.echo", format="json")
    assert wrapped.headers["Content-Type"].startswith("text/javascript")
    assert wrapped.text.startswith("jsonFlickrApi({")
    assert wrapped.text.endswith(',"stat":"ok"})')
    named = anyone.get("flickr.test.echo", format="json", jsoncallback="mine")
    assert named.text.startswith("mine({")
    bare = anyone.get("flickr.test.echo", format="json", nojsoncallback="1")
    assert bare.headers["Content-Type"].startswith("application/json")
    assert bare.json()["method"] == {"_content": "flickr.test.echo"}


def test_a_callback_that_is_no_name_is_not_repeated(anyone: Flickr) -> None:
    evil = anyone.get("flickr.test.echo", format="json", jsoncallback="alert(1);x")
    assert evil.text.startswith("jsonFlickrApi(")


def test_an_unknown_method_and_an_unknown_format_are_said_to_be_so(anyone: Flickr) -> None:
    assert anyone.call("flickr.photos.levitate") == {
        "stat": "fail",
        "code": 112,
        "message": 'Method "flickr.photos.levitate" not found',
    }
    assert 'code="111"' in anyone.get("flickr.test.echo", format="php_serial").text


def test_both_formats_tell_the_same(shared_simulator: Simulator, anyone: Flickr) -> None:
    ada = shared_simulator.person("ada")
    photo = shared_simulator.photo(ada, title="A < B & \"C\" 'd'", description="<b>x</b>\n漢字")
    told = anyone.call("flickr.photos.getInfo", photo_id=photo)["photo"]
    answer: XmlElement = fromstring(anyone.get("flickr.photos.getInfo", photo_id=photo).content)
    read = answer[0]
    assert read.findtext("title") == told["title"]["_content"] == "A < B & \"C\" 'd'"
    assert read.findtext("description") == told["description"]["_content"] == "<b>x</b>\n漢字"
    assert read.get("farm") == str(told["farm"])
    assert isinstance(told["farm"], int)
    assert isinstance(told["server"], str)
