"""What the gate locks is named by a key: nobody tells from a lock what it is about, or takes it by name."""

from uuid import UUID

THING = UUID("00000000-0000-4000-8000-000000000001")


def test_a_lock_cannot_be_told_or_taken_by_the_name_of_what_it_is_about(database, owner_connection):
    with owner_connection.transaction():
        owner_connection.execute("SELECT gate.one_at_a_time(ARRAY[%s, %s])", [THING, THING])
        held = "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory'"
        ((name,),) = owner_connection.execute(held).fetchall()
        (plain,) = owner_connection.execute("SELECT hashtextextended(%s::text, 4)", [THING]).fetchone()
    assert name != plain


def test_everybody_who_locks_the_same_meets_the_same_lock(database, owner_connection):
    taken = []
    for _ in range(2):
        with owner_connection.transaction():
            owner_connection.execute("SELECT gate.one_at_a_time(ARRAY[%s])", [THING])
            taken += owner_connection.execute(
                "SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory'"
            ).fetchall()
    assert taken[0] == taken[1]
