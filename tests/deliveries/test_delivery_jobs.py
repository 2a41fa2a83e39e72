"""The worker looks at the inbox, takes what waits in, and forgets what ended long ago."""

import asyncio
import hashlib
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zorgvuldig.interfaces.deliveries import working
from zorgvuldig.interfaces.deliveries.forgetting import KEEP_DAYS, forget
from zorgvuldig.interfaces.deliveries.models import Delivery
from zorgvuldig.interfaces.deliveries.queueing import NAME, set_work
from zorgvuldig.interfaces.deliveries.taking_over import MOST_HELD, copy_in, file_of, has_room, take_over
from zorgvuldig.interfaces.jobs import deliveries as jobs

FOLDER = "algemeen"


@pytest.fixture
def house(database, tmp_path):
    with override_settings(VAR_FOLDER=tmp_path):
        yield tmp_path


def drop(house, name, content):
    folder = house / "inbox" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    (folder / f"{name}.sha256").write_text(hashlib.sha256(content).hexdigest(), encoding="utf-8")


async def _work():
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        async with worker.open_async():
            await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


def test_what_was_dropped_is_worked_on_by_the_worker(house):
    drop(house, "een.asc", b"geen bericht")
    drop(house, "twee.asc", b"ook niet")
    assert jobs.look_at_deliveries(0) == 2
    asyncio.run(_work())
    assert sorted(Delivery.objects.values_list("name", "state")) == [
        ("een.asc", "set-aside"),
        ("twee.asc", "set-aside"),
    ]


def test_a_delivery_has_one_job_however_often_it_is_looked_for(house):
    take_over(copy_in(b"x"), name="een.asc", door="folder", sender_agb="")
    for _ in range(3):
        jobs.look_at_deliveries(0)
    waiting = ProcrastinateJob.objects.filter(task_name=NAME, status="todo")
    assert waiting.count() == 1


def test_a_delivery_that_was_rolled_back_has_no_job(house):
    with transaction.atomic():
        delivery = take_over(copy_in(b"x"), name="een.asc", door="folder", sender_agb="")
        set_work(delivery.id)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.filter(task_name=NAME).exists()


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(house):
    ended = take_over(copy_in(b"x"), name="een.asc", door="folder", sender_agb="")
    working.work_on(ended.id)
    Delivery.objects.update(ended_at=timezone.now() - timedelta(days=KEEP_DAYS + 1))
    waits = take_over(copy_in(b"y"), name="twee.asc", door="folder", sender_agb="")
    jobs.forget_old_deliveries(0)
    assert list(Delivery.objects.values_list("id", flat=True)) == [waits.id]
    assert len(list((house / "set-aside").glob("*/*"))) == 2
    forget(now=time.time() + (KEEP_DAYS + 1) * 86_400)
    assert not list((house / "set-aside").iterdir())
    assert not list((house / "outbox").glob("*/*"))
    assert file_of(waits.id).read_bytes() == b"y"


def test_a_desk_takes_no_more_of_one_sender_than_fit(house):
    for number in range(MOST_HELD):
        assert has_room("04040404")
        take_over(copy_in(bytes([number])), name="een.asc", door="desk", sender_agb="04040404")
    assert not has_room("04040404")
    assert has_room("06060606")
    Delivery.objects.update(state="set-aside", ended_at=timezone.now() - timedelta(days=2))
    assert has_room("04040404")
