"""What oversight sees of refused tries cannot be pushed out by other refusals."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.access_control import decide, usecases
from zorgvuldig.processes.access_control.usecases import watching

FLOOD = 2100
_COPIES = """
INSERT INTO ledger.intake (entry_id, leaf, purpose, outcome)
SELECT fresh.id, convert_to(replace(convert_from(i.leaf, 'UTF8'), i.entry_id::text, fresh.id::text), 'UTF8'),
    i.purpose, i.outcome
FROM ledger.intake i, (SELECT gen_random_uuid() AS id FROM generate_series(2, %s)) fresh
WHERE i.entry_id = %s
"""


def tries(house, world, name):
    request, actor = decide.read_in_emergency(world.anna.id), house.actor(name)
    with pytest.raises(Refused) as refused, transaction.atomic(), ExitStack() as door:
        door.enter_context(processing(request, actor=actor, at=timezone.now()))
    return refused.value.entry_id


def test_equal_tries_of_a_day_are_one_line_and_hide_no_other(house, world, owner_connection):
    other, flooding = tries(house, world, "agent"), tries(house, world, "handler")
    owner_connection.execute(_COPIES, [FLOOD, flooding])
    page = house.do("officer", usecases.view_oversight)
    assert [line.times for line in page.tries] == [FLOOD, 1]
    assert page.tries[1].entry_id == other
    assert page.tried == FLOOD + 1


def test_tries_of_long_ago_stand_in_the_log_and_no_longer_here(house, world):
    tries(house, world, "agent")
    later = timezone.now() + timedelta(days=watching.TRIES_DAYS, minutes=1)
    with transaction.atomic():
        page = usecases.view_oversight(actor=house.actor("officer"), at=later)
    assert page.tries == ()
