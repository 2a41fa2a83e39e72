"""A broken key store answers nothing, however it is broken."""

import os

from proofs.keystore import break_key_store


def test_no_data_are_given_while_the_key_store_is_broken(world, monkeypatch, settings):
    monkeypatch.setitem(os.environ, "ZORGVULDIG_VAR", str(settings.VAR_FOLDER))
    told = break_key_store(world, times=1)
    assert told.failures == []
    assert told.answers == 0
    assert told.breaks == 54
    assert told.attempts > 70
    assert "1 answers" in told.control
