"""The keys of the blind indexes change while everything stays in use; whoever is sought is found."""

import itertools
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction
from key_world import AT

from proofs.wall.attempt import FACTS, SERVICE
from proofs.wall.world import ANNA_BSN
from zorgvuldig.decisions import ProcessingRequest, Scope
from zorgvuldig.interfaces.key_care import state
from zorgvuldig.interfaces.key_care.indexing import CLAIM_INDEX, PERSON_INDEX, ask_again, indexed_by
from zorgvuldig.interfaces.key_care.rotation import NotYetError, RotationError
from zorgvuldig.interfaces.web.accounts.linking import person_of_login
from zorgvuldig.ledger import deferrals, keys, reading
from zorgvuldig.ledger.processing import SegmentRow, processing
from zorgvuldig.processes.claims_handling import decide
from zorgvuldig.processes.claims_handling.intake.known import person_key
from zorgvuldig.processes.claims_handling.models import lookup
from zorgvuldig.records.blind_index import bsn_index, insured_number_index, sought_bsns, sought_insured_number
from zorgvuldig.records.key_encryption import WrappingError
from zorgvuldig.records.key_provider import key_provider
from zorgvuldig.records.keys import KeyUnavailableError, read_ring

TODAY = AT.date()
STRANGER = "999990032"
STEP = timedelta(minutes=11)


def names(ring="bsn-index"):
    return [key.name for key in read_ring(ring).keys]


def login(bsn=ANNA_BSN):
    return person_of_login(bsn, at=TODAY, offered="verzekerde-anna")


def met_by_a_run(bsn=ANNA_BSN):
    """Find somebody as formal control does: by the grant of a run that names the number."""
    indexes = {person_key(bsn, "9998", ""): sought_bsns([bsn])[0]}
    numbers = [index for sought in indexes.values() for index in sought.every]
    data = frozenset({"bsn", "identification", "birthdate", "gender"})
    request = decide.look_up(run_id=uuid4(), subject_indexes=numbers, data=data)
    with transaction.atomic(), processing(request, actor=SERVICE, at=AT):
        return [person.id for person in lookup.find_persons(indexes).values()]


def found(world):
    """Tell whether Anna is found, by a login and by a run."""
    return login() == login("  " + ANNA_BSN) and met_by_a_run() == [world.anna.id]


def begin(keeper, ring="bsn-index", at=AT):
    with pytest.raises(NotYetError, match="asked for from now on"):
        keeper.rotate(ring, at=at)


def enter(owner, like, indexes):
    """Enter more persons of the insurer of somebody."""
    owner.execute(
        "INSERT INTO records.person (id, bsn_index, insurer_id, initials, name_prefix, family_name,"
        " birthdate, gender, shielded, data_origin, obtained_at, obtained_for)"
        " SELECT gen_random_uuid(), i, insurer_id, initials, name_prefix, family_name,"
        " birthdate, gender, shielded, data_origin, obtained_at, obtained_for"
        " FROM records.person, unnest(%s::bytea[]) AS i WHERE id = %s",
        [indexes, like],
    )


@pytest.fixture
def stranger(world, owner_connection):
    """A claim of somebody unknown, of whom only the index is kept."""
    owner_connection.execute(
        "UPDATE records.claim SET subject_id = NULL, bsn_index = %s WHERE subject_id = %s",
        [bsn_index(STRANGER), world.bram.id],
    )
    owner_connection.execute("UPDATE records.claim SET bsn_index = NULL WHERE subject_id IS NOT NULL")

    def stands_under():
        return {
            bytes(index)
            for (index,) in owner_connection.execute(
                "SELECT bsn_index FROM records.claim WHERE bsn_index IS NOT NULL"
            )
        }

    return stands_under


def test_who_is_sought_is_found_at_every_step_of_the_change(world, own_keys, keeper, stranger):
    (first,) = names()
    assert found(world)
    begin(keeper)
    assert names()[1] == first
    assert bsn_index(ANNA_BSN) == world.anna.number
    assert found(world)
    done = keeper.rotate("bsn-index", at=AT + STEP)
    second = names()[0]
    assert done[PERSON_INDEX] > 1
    assert done[CLAIM_INDEX] == len(stranger()) == 1
    assert indexed_by(first)[PERSON_INDEX] == {second: done[PERSON_INDEX]}
    assert found(world)
    assert stranger() == {bsn_index(STRANGER)}
    assert keeper.retire("bsn-index", at=AT + 2 * STEP) == [first]
    assert len(sought_bsns([ANNA_BSN])[0].every) == 1
    assert found(world)


def test_rows_that_are_not_renewed_yet_are_found_beside_those_that_are(world, own_keys, keeper, monkeypatch):
    begin(keeper)
    with monkeypatch.context() as patch:
        patch.setattr("zorgvuldig.interfaces.key_care.rotation.reindex", lambda *_, **__: ())
        keeper.rotate("bsn-index", at=AT + STEP)
    assert bsn_index(ANNA_BSN) != world.anna.number
    assert found(world)
    with pytest.raises(NotYetError, match="stand under them"):
        keeper.retire("bsn-index", at=AT + 2 * STEP)


def test_the_old_key_alone_finds_nothing_in_rows_that_were_renewed(
    world, own_keys, keeper, stranger, owner_connection
):
    old = read_ring("bsn-index").active
    begin(keeper)
    keeper.rotate("bsn-index", at=AT + STEP)
    stolen = {
        key_provider().mac("bsn-index", [b"zorgvuldig/records/bsn/v1\n" + n], which=old.name)[0]
        for n in (ANNA_BSN.encode(), STRANGER.encode())
    }
    assert world.anna.number in stolen
    (rows,) = owner_connection.execute(
        "SELECT count(*) FROM records.person p WHERE p.bsn_index = ANY (%s)", [list(stolen)]
    ).fetchone()
    assert rows == 0
    assert not stranger() & stolen


def test_a_second_change_renews_what_the_first_renewed_and_strangers_keep_one_pseudonym(
    world, own_keys, keeper, stranger
):
    lasting = sought_bsns([STRANGER])[0].lasting
    for number in range(2):
        at = AT + 3 * number * STEP
        begin(keeper, at=at)
        keeper.rotate("bsn-index", at=at + STEP)
        keeper.retire("bsn-index", at=at + 2 * STEP)
    assert len(names()) == 3
    assert found(world)
    assert stranger() == {bsn_index(STRANGER)}
    assert sought_bsns([STRANGER])[0].lasting == lasting
    # Somebody without a BSN is found by the insurer's own number, under the same key.
    assert sought_insured_number("9998", "1").every == (insured_number_index("9998", "1"),)


def test_a_new_key_is_used_only_when_everybody_asks_for_it(own_keys, keeper):
    begin(keeper)
    with pytest.raises(NotYetError, match="repeat this after"):
        keeper.rotate("bsn-index", at=AT + timedelta(minutes=9))
    assert read_ring("bsn-index").coming
    warned = list(state.warnings(own_keys, own_keys.parent, state.counted_by(own_keys), at=AT))
    assert any("bsn-index has a coming key" in warning for warning in warned)


def test_somebody_who_was_entered_again_meanwhile_is_left_for_a_human(
    world, own_keys, keeper, owner_connection
):
    begin(keeper)
    coming = read_ring("bsn-index").coming
    label = b"zorgvuldig/records/bsn/v1\n"
    (again,) = key_provider().mac("bsn-index", [label + ANNA_BSN.encode()], which=coming.name)
    enter(owner_connection, world.anna.id, [again])
    keeper.rotate("bsn-index", at=AT + STEP)
    with pytest.raises(NotYetError, match=r"1 things .* entered twice"):
        keeper.retire("bsn-index", at=AT + 2 * STEP)


def test_a_database_of_before_the_change_is_asked_under_its_own_key_again(
    world, own_keys, keeper, owner_connection
):
    begin(keeper)
    keeper.rotate("bsn-index", at=AT + STEP)
    keeper.retire("bsn-index", at=AT + 2 * STEP)
    assert not ask_again(own_keys)
    # As a backup of before the change brings it back.
    owner_connection.execute(
        "UPDATE records.person SET bsn_index = %s WHERE id = %s", [world.anna.number, world.anna.id]
    )
    assert met_by_a_run() == []
    assert ask_again(own_keys)
    assert found(world)
    keeper.rotate("bsn-index", at=AT + 3 * STEP)
    keeper.retire("bsn-index", at=AT + 3 * STEP)
    assert found(world)


def test_an_index_of_a_key_that_is_gone_is_told(own_keys):
    with pytest.raises(WrappingError, match="a key that is gone"):
        key_provider().lift("bsn-index", [b"\x02" + bytes(40)])
    with pytest.raises(KeyUnavailableError, match="no key that is named"):
        key_provider().mac("bsn-index", [b"x"], which="00")


def test_logins_and_runs_go_on_while_the_change_is_killed_and_run_again(
    world, own_keys, keeper, owner_connection
):
    enter(owner_connection, world.anna.id, [os.urandom(32) for _ in range(40)])
    begin(keeper, at=datetime.now(UTC) - STEP)
    stop, errors, asked = threading.Event(), [], itertools.count()

    def work():
        try:
            while not stop.is_set():
                assert found(world)
                next(asked)
        except BaseException as error:  # noqa: BLE001 — any error at all is a find
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        killed = rotate_and_kill(own_keys)
        left = keeper.left("bsn-index")
        keeper.rotate("bsn-index", at=datetime.now(UTC))
    finally:
        stop.set()
        thread.join()
    assert errors == []
    assert killed == -signal.SIGKILL
    assert left > 0
    assert keeper.left("bsn-index") == 0
    assert next(asked) > 5
    assert found(world)


def rotate_and_kill(folder):
    words = [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "keys", "rotate", "bsn-index"]
    words += ["--batch", "3", "--keys", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ.copy()) as running:
        assert " of person-index" in running.stdout.readline()
        running.kill()
    return running.returncode


@pytest.fixture
def changed_ledger(keeper):
    def change():
        begin(keeper, "subject-index")
        assert keeper.rotate("subject-index", at=AT + STEP) == {}

    return change


def look(world, run=None):
    scope = Scope.run(run, sought_bsns([ANNA_BSN])[0].every) if run else Scope.subject(world.anna.id)
    data = frozenset({"claim", "bsn"} if run else {"claim"})
    request = ProcessingRequest("claims", "record" if run else "consult", data, scope, FACTS)
    with transaction.atomic(), processing(request, actor=SERVICE, at=AT) as grant:
        if run:
            return grant.segment([SegmentRow(world.anna.id, {"state": "refused"})])
        return grant.entry_id


def test_entries_of_before_and_after_are_found_and_counted_as_of_one_person(world, own_keys, changed_ledger):
    before = [look(world), look(world, uuid4())]
    changed_ledger()
    after = [look(world), look(world, uuid4())]
    seen = {entry.entry_id for entry in reading.entries_about(world.anna.id, using="sequencer")}
    assert seen >= {*before, *after} - {None}
    rows = [row for row in reading.run_rows(using="sequencer") if row.content == {"state": "refused"}]
    assert len(rows) == 2
    assert len({row.subject for row in rows}) == 1


def test_the_old_keys_of_the_ledger_stay_and_it_can_change_again(own_keys, keeper, changed_ledger):
    changed_ledger()
    with pytest.raises(NotYetError, match="that is done"):
        keeper.rotate("subject-index", at=AT + STEP)
    with pytest.raises(RotationError, match="stay: entries from before"):
        keeper.retire("subject-index", at=AT + 2 * STEP)
    begin(keeper, "subject-index", at=AT + 3 * STEP)
    keeper.rotate("subject-index", at=AT + 4 * STEP)
    assert len(names("subject-index")) == 3
    assert len(keys.subject_index_key().mac_every(b"x")) == 3


def test_who_deferred_before_the_change_is_known_as_the_same_after_it(own_keys, changed_ledger):
    before = deferrals.actor_index("jansen")
    changed_ledger()
    assert deferrals.actor_index("jansen") != before
    assert before in deferrals.actor_indexes("jansen")
