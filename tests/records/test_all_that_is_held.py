"""The overview of what is held about a person is complete by construction: a forgotten model is told."""

from __future__ import annotations

from django.apps import apps

from zorgvuldig.processes.rights import decide
from zorgvuldig.processes.rights.explain.overview import words
from zorgvuldig.records.declaration import NOT_PERSONAL, OWN_CATEGORIES, SECTIONS, Hidden
from zorgvuldig.records.overview import (
    ELSEWHERE,
    FAMILY,
    LEFT_OUT,
    PARTY_SECTIONS,
    about_a_party,
    about_a_person,
    told_fields,
)
from zorgvuldig.records.retention import RETENTION_CLASSES
from zorgvuldig.records.wall.matrix import FAMILIES, OF_PARTIES
from zorgvuldig.records.wall.tables import models_behind_the_wall, opens, table_of

_LOG = "the log: every entry about a person stands under who looked, with its proof"
_LOGIN = "the login: its devices, means and messages stand on the page of the own login"
_NOBODY = "about nobody"
_MAIL = "not in use: a login has no address of mail here"
OUTSIDE = {
    "account.EmailAddress": _MAIL,
    "account.EmailConfirmation": _MAIL,
    "accounts.Account": _LOGIN,
    "accounts.Enrolment": _LOGIN,
    "accounts.ExternalIdentity": _LOGIN,
    "accounts.SecurityEvent": _LOGIN,
    "accounts.WebSession": _LOGIN,
    "mfa.Authenticator": _LOGIN,
    "sessions.Session": _LOGIN,
    "auth.Group": _NOBODY,
    "auth.Permission": _NOBODY,
    "authzen.Client": "a system that asks decisions, and no person",
    "contenttypes.ContentType": _NOBODY,
    "deliveries.Delivery": "a file on its way, by name, sum and sender; whoever stands in it is not told",
    "deliveries.Progress": _NOBODY,
    "ledger.Checkpoint": _NOBODY,
    "ledger.Cosignature": _NOBODY,
    "ledger.DecidedSegment": _LOG,
    "ledger.DeferralReview": _LOG,
    "ledger.DeferredEntry": _LOG,
    "ledger.IntakeEntry": _LOG,
    "ledger.Leaf": _LOG,
    "ledger.LegalHold": "why an entry of the log stays: the page of holds; the entry itself under who looked",
    "ledger.Node": _NOBODY,
    "ledger.OpenDuty": "what we still owe, by entry: the entry itself stands under who looked",
    "ledger.PersonalKey": "wrapped keys, which say nothing of anybody",
    "ledger.Pruning": "counts of what was pruned",
    "ledger.SegmentBlock": _LOG,
    "ledger.SegmentRow": _LOG,
    "ledger.SegmentTile": _NOBODY,
    "procrastinate.ProcrastinateEvent": _NOBODY,
    "procrastinate.ProcrastinateJob": "jobs by the number of a run, never of a person",
    "procrastinate.ProcrastinatePeriodicDefer": _NOBODY,
    "procrastinate.ProcrastinateWorker": _NOBODY,
}
"""What stands outside of the records, with where a person sees it, or why it is about nobody."""

EVERY = (*about_a_person(), *about_a_party())


def personal(model):
    return set(table_of(model).columns.values()) - {NOT_PERSONAL, "reference"}


def test_every_model_behind_the_wall_is_in_an_overview_or_says_why_not():
    told = set(about_a_person())
    for model in models_behind_the_wall():
        where = model.held_as.overview
        if model not in told and personal(model):
            named = isinstance(where, Hidden) or where in ELSEWHERE or model.__name__ in ELSEWHERE
            assert named, f"{model.__name__} is in no overview and says not why"


def test_every_model_that_is_not_behind_the_wall_is_named_with_what_it_holds():
    behind = set(models_behind_the_wall())
    outside = {model._meta.label for model in apps.get_models() if model not in behind}
    assert outside == set(OUTSIDE)
    assert all(OUTSIDE.values())


def test_a_decision_about_the_whole_overview_opens_every_table_of_it():
    opened = opens(FAMILY, decide.EVERYTHING)
    tables = {table_of(model).name for model in about_a_person()}
    assert tables <= opened.keys()
    of_party = opens(OF_PARTIES, decide.PARTY)
    assert {table_of(model).name for model in about_a_party()} <= of_party.keys()


def test_every_table_of_a_party_is_in_the_partys_overview():
    named = {model for model in models_behind_the_wall() if model.held_as.overview in PARTY_SECTIONS}
    assert named == set(about_a_party())


def test_what_is_left_out_of_a_table_is_a_field_that_exists():
    fields = {f"{m.__name__}.{f.name}" for m in about_a_person() for f in m._meta.local_fields}
    assert set(LEFT_OUT) <= fields


def test_every_field_that_is_told_may_be_read_by_the_family_that_answers():
    reads = FAMILIES[FAMILY].read | OWN_CATEGORIES
    for model in about_a_person():
        assert {field.data_category for field in told_fields(model)} <= reads, model.__name__


def test_every_table_field_origin_and_term_has_words():
    said = words()
    for model in EVERY:
        declared = model.held_as
        table = said["tables"][model.__name__]
        names = {field.name for field in told_fields(model)}
        assert table["fields"].keys() == names, model.__name__
        assert set(table.get("known_by", ())) <= names
        assert declared.overview in {**said["sections"], **said["party_sections"]}
        assert declared.origin.source in said["sources"]
        assert said["kept"][RETENTION_CLASSES[declared.retention].name]
    assert said["tables"].keys() == {model.__name__ for model in EVERY}
    assert all(said["sections"][key] == SECTIONS[key] for key in said["sections"])
