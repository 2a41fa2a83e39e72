"""People who act for others in tests of the desks: mandates given at the own desk, and children."""

from __future__ import annotations

import re

MANDATES = "/mijn/machtigingen/"


def look(person):
    """Give the address at which a representative looks for somebody."""
    return f"/mijn/namens/{person}/"


def number_of(client):
    """Read the own number from the own overview."""
    (table,) = client.get("/mijn/gegevens/bestand/").json()["onderdelen"][0]["tabellen"]
    return table["regels"][0]["Burgerservicenummer"]


def born(owner_connection, username):
    """Give the day of birth behind a login."""
    row = owner_connection.execute(
        "SELECT p.birthdate FROM records.person p JOIN records.account_link l ON l.person_id = p.id "
        "WHERE l.username = %s",
        [username],
    ).fetchone()
    return row[0].isoformat()


def person_of(owner_connection, username):
    """Give the person behind a login."""
    return owner_connection.execute(
        "SELECT person_id FROM records.account_link WHERE username = %s", [username]
    ).fetchone()[0]


def give(client, number, birthdate, scope="financial"):
    """Give a mandate at the own desk."""
    form = {"number": number, "birthdate": birthdate, "scope": scope, "until": ""}
    assert client.post(MANDATES, form).status_code == 302


def end_mandate(client):
    """End the one mandate that stands."""
    page = client.get(MANDATES).content.decode()
    (end,) = re.findall(rf'action="({MANDATES}[0-9a-f-]{{36}}/)"', page)
    assert client.post(end).status_code == 302


def child_of(owner_connection, username, *, days_before_sixteen, child=None):
    """Put somebody of no login in the household of a login as a child of that age; give the child."""
    parent = person_of(owner_connection, username)
    child = (
        child
        or owner_connection.execute(
            "SELECT p.id FROM records.person p WHERE NOT p.shielded "
            "AND NOT EXISTS (SELECT FROM records.account_link l WHERE l.person_id = p.id) "
            "AND NOT EXISTS (SELECT FROM records.insurance_policy i WHERE i.policyholder_id = p.id) "
            "ORDER BY p.id LIMIT 1"
        ).fetchone()[0]
    )
    owner_connection.execute("DELETE FROM records.household_member WHERE subject_id = %s", [child])
    owner_connection.execute(
        "UPDATE records.person SET birthdate = (current_date - interval '16 years')::date + %s WHERE id = %s",
        [days_before_sixteen, child],
    )
    household = owner_connection.execute(
        "SELECT household_id FROM records.household_member "
        "WHERE subject_id = %s AND relation = 'policyholder'",
        [parent],
    ).fetchone()
    if household is None:
        household = owner_connection.execute(
            "INSERT INTO records.household (id, insurer_id) SELECT gen_random_uuid(), insurer_id "
            "FROM records.person WHERE id = %s RETURNING id",
            [parent],
        ).fetchone()
        owner_connection.execute(
            "INSERT INTO records.household_member (id, household_id, subject_id, relation) "
            "VALUES (gen_random_uuid(), %s, %s, 'policyholder')",
            [household[0], parent],
        )
    owner_connection.execute(
        "INSERT INTO records.household_member (id, household_id, subject_id, relation) "
        "VALUES (gen_random_uuid(), %s, %s, 'child')",
        [household[0], child],
    )
    return child
