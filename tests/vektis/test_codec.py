"""Every message whose layout comes with the program is read and written by the same codec."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ggz_base import base_file, base_lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zorgvuldig.interfaces.vektis import codec
from zorgvuldig.interfaces.vektis.catalog import UnknownLayoutError, layout_names, layouts, load_layout
from zorgvuldig.interfaces.vektis.codec import read_file, render
from zorgvuldig.interfaces.vektis.writer import FieldError, changed, compose, compose_row

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.message import Layout, RecordLayout, Row

LAYOUTS = layouts()
BY_NAME = [pytest.param(layout, id=f"{layout.message}-{layout.version}") for layout in LAYOUTS]
# no letter that another could continue to a UTF-8 sequence
TEXT = st.characters(min_codepoint=0x21, max_codepoint=0x7E) | st.characters(
    min_codepoint=0xC0, max_codepoint=0xFF
)


def values_of(draw: st.DrawFn, record: RecordLayout) -> dict[str, str]:
    values = {record.fields[0].id: record.id}
    for field in record.fields[1:]:
        if field.fixed is not None or field.meaning == "reserve":
            continue
        alphabet = st.sampled_from("0123456789") if field.type == "N" else TEXT
        values[field.id] = draw(st.text(alphabet, max_size=field.length))
    return values


@st.composite
def rows_of(draw: st.DrawFn, layout: Layout) -> tuple[Row, ...]:
    kinds = draw(st.lists(st.sampled_from(sorted(layout.records)), max_size=4))
    records = [(kind, values_of(draw, layout.records[kind])) for kind in kinds]
    if layout.kind != "part":
        opening = values_of(draw, layout.records["01"]) | heading_of(layout)
        records.insert(0, ("01", opening))
    else:
        records.insert(0, ("03", values_of(draw, layout.records["03"])))
    return compose(layout, records)


def heading_of(layout: Layout) -> dict[str, str]:
    major, _, minor = layout.version.partition(".")
    return {"0101": "01", "0102": layout.ei_codes[0], "0103": major, "0104": minor}


def opening_of(message: str, version: str) -> Row:
    layout = load_layout(message, version)
    return compose_row(layout, "01", heading_of(layout))


def test_all_thirty_two_layouts_load_and_fill_their_records_without_a_gap() -> None:
    assert len(LAYOUTS) == 32
    for layout in LAYOUTS:
        for record in layout.records.values():
            position = 1
            for field in record.fields:
                assert field.start == position, (layout.message, field.id)
                position += field.length
            assert position - 1 == layout.record_length, (layout.message, record.id)


def test_every_record_that_a_layout_places_is_described() -> None:
    for layout in LAYOUTS:
        places = {place.record for place in layout.structure}
        assert places <= set(layout.records)
        assert {parent for place in layout.structure for parent in place.parents} <= places


def test_a_layout_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownLayoutError, match=r"GZ321 version 9\.9"):
        load_layout("GZ321", "9.9")


@pytest.mark.parametrize("layout", BY_NAME)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_what_is_written_reads_back_equal(layout: Layout, data: st.DataObject) -> None:
    rows = data.draw(rows_of(layout))
    content = render(layout, rows)
    asked = (layout.message, layout.version) if layout.kind == "part" else (None, None)
    reading = read_file(content, "written", *asked)
    assert reading.message is not None
    assert reading.message.layout is layout
    assert [found for found in reading.findings if not found.warning] == []
    assert reading.message.rows == rows
    assert render(layout, reading.message.rows) == content


@pytest.mark.parametrize("layout", [each for each in BY_NAME if each.values[0].kind != "part"])
def test_a_message_is_recognized_by_its_opening_record(layout: Layout) -> None:
    for code in layout.ei_codes:
        row = compose_row(layout, "01", heading_of(layout) | {"0102": code})
        reading = read_file(render(layout, [row]), "opening")
        assert reading.message is not None
        assert reading.message.layout is layout


def test_a_field_is_cut_out_by_its_id() -> None:
    reading = read_file(base_file(), "base")
    assert reading.message is not None
    person = reading.message.rows[1]
    assert person.values["0203"] == "999990019"
    assert person.text("0210") == "Daniëlsdóttir"
    assert person.text("9999") == ""
    assert len(person.values) == len(list(person.values))
    assert dict(person.values)["0201"] == "02"


@pytest.mark.parametrize(("ending", "warned"), [(b"\r\n", False), (b"\n", True)], ids=["CR/LF", "LF alone"])
def test_both_line_ends_are_accepted(ending: bytes, warned: bool) -> None:  # noqa: FBT001 — a parameter of the test
    reading = read_file(ending.join([*base_lines(), b""]), "base")
    assert reading.message is not None
    assert len(reading.message.rows) == 18
    assert [found.warning for found in reading.findings] == [True] * warned


@pytest.mark.parametrize(
    "tail", [b"", b"\r\n\r\n", b"\r\n\x1a", b"\r\n\r\n\x1a\r\n"], ids=["none", "empty line", "1A", "both"]
)
def test_what_stands_behind_the_last_record_is_a_warning_only(tail: bytes) -> None:
    reading = read_file(b"\r\n".join(base_lines()) + tail, "base")
    assert reading.message is not None
    assert len(reading.message.rows) == 18
    assert [(found.control, found.warning) for found in reading.findings] == [("line-ending", True)]


def test_a_lone_carriage_return_is_a_control_character() -> None:
    reading = read_file(base_file().replace(b"Commentaar bij de verz", b"Commentaar\rbij de verz"), "base")
    assert [(found.row, found.field) for found in reading.findings] == [(3, "9804")]


def test_a_doubtful_character_is_warned_of_once() -> None:
    lines = [line.replace(b"Commentaar", b"Comment\x92ar") for line in base_lines()]
    reading = read_file(b"\r\n".join([*lines, b""]), "base")
    assert [(found.control, found.warning, found.row) for found in reading.findings] == [
        ("doubtful-character", True, 3)
    ]


def test_the_digest_is_that_of_all_bytes_also_when_reading_stops_early() -> None:
    content = base_file() + b"XX\r\n" * 3000
    reading = read_file(content, "broken")
    assert reading.message is not None
    assert reading.message.digest == hashlib.sha256(content).hexdigest()
    assert reading.findings[-1].control == "too-many-errors"
    assert len(reading.findings) <= codec.MAXIMUM_FINDINGS + 2


def test_a_line_of_megabytes_is_named_and_the_lines_after_it_are_read() -> None:
    lines = base_lines()
    lines[6] = b"06" + b"x" * 5_000_000
    reading = read_file(b"\r\n".join([*lines, b""]), "long")
    assert reading.message is not None
    assert len(reading.message.rows) == 17
    assert [(found.control, found.row) for found in reading.findings] == [("record-length", 7)]
    assert "5000002 posities" in reading.findings[0].message


def test_a_last_line_of_megabytes_without_end_is_named() -> None:
    reading = read_file(base_file() + b"99" + b"y" * 100_000, "long")
    assert [found.control for found in reading.findings] == ["record-length", "line-ending"]


@pytest.mark.parametrize(
    ("content", "control", "field"),
    [
        (b"", "empty-file", None),
        (b"\r\n\r\n \r\n\x1a", "empty-file", None),
        (b"Beste lezer,\r\n", "header-missing", "0101"),
        (b"01999010" + b" " * 302 + b"\r\n", "message-unknown", "0102"),
        (b"011950700" + b" " * 301 + b"\r\n", "version-unknown", "0103"),
        (b"011870109" + b" " * 301 + b"\r\n", "version-unknown", "0104"),
        (b"01\xff\xfe1" + b" " * 10, "message-unknown", "0102"),
        (b"01", "message-unknown", "0102"),
    ],
)
def test_a_file_that_does_not_say_which_message_it_is_is_unreadable(
    content: bytes, control: str, field: str | None
) -> None:
    reading = read_file(content, "odd")
    assert (reading.readable, reading.message) == (False, None)
    assert [(found.control, found.field) for found in reading.findings] == [(control, field)]


@pytest.mark.parametrize(
    ("message", "version", "control", "field"),
    [
        ("GZ311", "2.0", "message-other", "0102"),
        ("GZ311", None, "message-other", "0102"),
        ("GZ321", None, None, None),
        ("GZ321", "1.0", None, None),
        ("gz321", "1.0", None, None),
    ],
)
def test_a_message_that_was_asked_for_picks_the_layout(
    message: str, version: str | None, control: str | None, field: str | None
) -> None:
    reading = read_file(base_file(), "base", message, version)
    assert reading.message is not None
    assert reading.message.layout.message == message.upper()
    found = [(each.control, each.field) for each in reading.findings if each.field in {"0102", "0103"}]
    assert found == ([(control, field)] if control else [])


def test_another_version_than_asked_for_is_named() -> None:
    content = base_file().replace(b"0119501", b"0119502", 1)
    reading = read_file(content, "base", "GZ321", "1.0")
    assert [(found.control, found.field, found.code) for found in reading.findings] == [
        ("version-other", "0103", "0011")
    ]


def test_a_version_may_be_asked_for_without_a_message() -> None:
    assert read_file(base_file(), "base", version="1.0").readable
    content = render(load_layout("GZ311", "1.0"), [opening_of("GZ311", "1.0")])
    reading = read_file(content, "older", version="2.0")
    assert [(found.control, found.field) for found in reading.findings] == [("version-other", "0103")]
    assert not read_file(content, "older", version="3.0").readable


def test_a_message_that_nobody_knows_cannot_be_asked_for() -> None:
    assert not read_file(base_file(), "base", "XX999").readable
    assert not read_file(base_file(), "base", "GZ321", "9.9").readable


def test_a_folder_a_missing_file_and_a_device_are_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent", Path("/dev/null"), f"{tmp_path}/a\x00b"):
        reading = read_file(path, "odd")
        assert not reading.readable
        assert reading.findings[0].message.startswith("odd ")


def test_a_file_without_permission_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.asc"
    path.write_bytes(base_file())

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    reading = read_file(path, "closed.asc")
    assert not reading.readable
    assert "rechten" in reading.findings[0].message


def test_a_file_beyond_the_limit_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.asc"
    path.write_bytes(base_file())
    monkeypatch.setattr(codec, "MAXIMUM_FILE", 1000)
    assert not read_file(path, "large.asc").readable


def test_a_pipe_does_not_keep_the_reader_waiting(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert not read_file(path, "pipe").readable


def test_a_row_of_another_length_is_not_written() -> None:
    layout, other = load_layout("GZ321", "1.0"), load_layout("GZ322", "1.0")
    with pytest.raises(ValueError, match=r"has 370 positions; GZ321 1\.0 needs 310"):
        render(layout, [compose_row(other, "99", {})])


@pytest.mark.parametrize(
    ("record", "values", "said"),
    [
        ("55", {}, "has no record 55"),
        ("02", {"0301": "1"}, "has no field 0301"),
        ("02", {"0208": "12"}, "holds 1 positions; 2 were given"),
        ("02", {"0210": "Łukasz"}, "Latin-1 does not have"),
    ],
)
def test_a_value_that_does_not_fit_is_named(record: str, values: dict[str, str], said: str) -> None:
    with pytest.raises(FieldError, match=said):
        compose_row(load_layout("GZ321", "1.0"), record, values)


def test_a_field_is_written_anew_without_touching_the_others() -> None:
    layout = load_layout("GZ321", "1.0")
    row = compose_row(layout, "02", {"0203": "999990019", "0210": "Proef"})
    new = changed(row, layout.records["02"], {"0210": "Ander", "0208": "1"})
    assert (new.text("0210"), new.text("0208"), new.text("0203")) == ("Ander", "1", "999990019")
    assert len(new.raw) == 310


def test_the_list_of_layouts_is_sorted_by_message_and_version() -> None:
    assert list(layout_names()) == sorted(layout_names())
    assert ("GZ322", "1.0") in layout_names()
