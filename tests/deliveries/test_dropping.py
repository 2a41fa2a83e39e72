"""What is dropped is taken over when it is whole, and set aside when it will not become whole."""

import hashlib
import json
import os
import time

import pytest
from django.test import override_settings

from zorgvuldig.interfaces.deliveries import dropping
from zorgvuldig.interfaces.deliveries.models import Delivery
from zorgvuldig.interfaces.deliveries.taking_over import file_of

AGB = "04040404"
LATER = 86_400 * 2


@pytest.fixture
def house(database, tmp_path):
    with override_settings(VAR_FOLDER=tmp_path):
        (tmp_path / "inbox" / AGB).mkdir(parents=True)
        yield tmp_path


def drop(house, content=b"107GZ321", name="juni.asc", *, told=None, sender=AGB):
    path = house / "inbox" / sender / name
    path.write_bytes(content)
    if told != "":
        digest = told or hashlib.sha256(content).hexdigest()
        path.with_name(f"{name}.sha256").write_text(f"{digest}  {name}\n", encoding="utf-8")
    return path


def report(house, name="juni.asc"):
    return json.loads((house / "outbox" / AGB / f"{name}.melding.json").read_text(encoding="utf-8"))


def test_a_whole_file_is_taken_over_and_leaves_the_inbox(house):
    path = drop(house)
    (delivery,) = dropping.look()
    assert not path.exists()
    assert not path.with_name("juni.asc.sha256").exists()
    assert file_of(delivery.id).read_bytes() == b"107GZ321"
    assert (delivery.sender_agb, delivery.name, delivery.state) == (AGB, "juni.asc", "waiting")


def test_a_file_without_its_sum_waits_and_is_set_aside_after_a_day(house):
    path = drop(house, told="")
    assert dropping.look() == []
    assert path.exists()
    assert dropping.look(now=time.time() + LATER) == []
    assert not path.exists()
    assert "geen controlegetal" in report(house)["why"]
    assert "juni.asc.sha256" in report(house)["what_to_do"]
    assert [kept.read_bytes() for kept in (house / "set-aside").glob("*/juni.asc")] == [b"107GZ321"]


@pytest.mark.parametrize("told", ["0" * 64, "geen getal", "0" * 63])
def test_a_file_that_differs_from_its_sum_may_still_be_coming_and_is_set_aside_after_that(house, told):
    path = drop(house, told=told)
    assert dropping.look() == []
    assert path.exists()
    assert list((house / "intake").glob("*")) == []
    assert dropping.look(now=time.time() + 600) == []
    assert not path.exists()
    assert "controlegetal" in report(house)["why"]
    assert not Delivery.objects.exists()


def test_a_link_a_folder_and_a_pipe_are_never_read(house):
    secret = house / "geheim"
    secret.write_bytes(b"niet van de zender")
    inbox = house / "inbox" / AGB
    (inbox / "link.asc").symlink_to(secret)
    (inbox / "map.asc").mkdir()
    os.mkfifo(inbox / "pijp.asc")
    for name in ("link.asc", "map.asc", "pijp.asc"):
        digest = hashlib.sha256(b"niet van de zender").hexdigest()
        (inbox / f"{name}.sha256").write_text(f"{digest}  {name}\n", encoding="utf-8")
    assert dropping.look() == []
    assert sorted(path.name for path in inbox.iterdir()) == []
    assert secret.read_bytes() == b"niet van de zender"
    assert not Delivery.objects.exists()
    assert "geen gewoon bestand" in report(house, "link.asc")["why"]


def test_what_is_still_being_sent_and_what_is_hidden_is_left_alone(house):
    inbox = house / "inbox" / AGB
    for name in ("juni.asc.part", ".juni.asc", "los.sha256"):
        (inbox / name).write_bytes(b"x")
    assert dropping.look(now=time.time() + LATER) == []
    assert len(list(inbox.iterdir())) == 3


def test_only_folders_of_senders_are_looked_at(house):
    for name in ("1234567", "abcdefgh", "..."):
        (house / "inbox" / name).mkdir()
        drop(house, sender=name)
    (house / "inbox" / "87654321").symlink_to(house / "inbox" / "abcdefgh")
    assert dropping.look() == []
    assert (house / "inbox" / "algemeen").is_dir()


def test_the_same_bytes_wait_once(house):
    drop(house)
    drop(house, name="juli.asc")
    assert len(dropping.look()) == 1
    assert Delivery.objects.count() == 1
    assert len(list((house / "intake").glob("*.ei"))) == 1


def test_a_name_becomes_one_that_may_stand_on_a_page(house):
    drop(house, name="ju ni<b>&é.asc")
    (delivery,) = dropping.look()
    assert delivery.name == "ju_ni_b_.asc"


def test_a_file_that_is_larger_than_we_read_is_set_aside_without_a_copy(house, monkeypatch):
    monkeypatch.setattr("zorgvuldig.interfaces.deliveries.taking_over.MAXIMUM_FILE", 4)
    drop(house)
    assert dropping.look() == []
    assert list((house / "intake").glob("*")) == []
    assert "groter dan" in report(house)["why"]


def test_a_file_that_cannot_be_read_now_keeps_no_other_waiting(house, monkeypatch):
    drop(house, name="een.asc")
    drop(house, b"ander", name="twee.asc")
    real = dropping.copy_in

    def failing(path):
        if path.name == "een.asc":
            raise OSError(28, "No space left on device")
        return real(path)

    monkeypatch.setattr(dropping, "copy_in", failing)
    assert [each.name for each in dropping.look()] == ["twee.asc"]
    assert (house / "inbox" / AGB / "een.asc").exists()
