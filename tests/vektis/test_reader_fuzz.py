"""Whatever stands in a file, reading and controlling it ends with an answer."""

from __future__ import annotations

import json
from datetime import date

from ggz_base import base_file
from hypothesis import given, settings
from hypothesis import strategies as st

from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.finding import LEVELS
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control
from zorgvuldig.processes.claims_handling.intake.return_codes import controls

BASE = base_file()
CODE_LISTS = load_code_lists()
TODAY = date(2026, 11, 21)


def control(content: bytes) -> None:
    reading = read_file(content, "fuzz")
    found = list(reading.findings)
    if reading.message is not None:
        found += formal_control(reading.message, CODE_LISTS, at=TODAY, read=reading.findings)
    assert reading.readable == (reading.message is not None)
    for each in found:
        assert each.level in LEVELS
        assert each.control in controls()
        assert len(each.code) == 4
        json.dumps(each.as_json())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    control(content)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.integers(0, 255)), max_size=12))
def test_any_bytes_of_a_correct_file_may_change(changes: list[tuple[int, int]]) -> None:
    content = bytearray(BASE)
    for place, byte in changes:
        content[place] = byte
    control(bytes(content))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(BASE.split(b"\r\n")[:-1]), max_size=25), st.booleans())
def test_the_records_of_a_correct_file_may_stand_in_any_order(lines: list[bytes], opened: bool) -> None:  # noqa: FBT001 — drawn by Hypothesis
    head = [BASE.split(b"\r\n")[0]] if opened else []
    control(b"".join(line + b"\r\n" for line in [*head, *lines]))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(BASE)), st.integers(0, 400))
def test_any_piece_may_be_cut_out_of_a_correct_file(start: int, length: int) -> None:
    control(BASE[:start] + BASE[start + length :])
