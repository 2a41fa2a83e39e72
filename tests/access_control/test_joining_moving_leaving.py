"""Join, move, leave: five people, and nobody alone."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.ledger.actors import UnknownActorError, actor_of
from zorgvuldig.ledger.processing import Refused
from zorgvuldig.processes.access_control import usecases
from zorgvuldig.processes.access_control.usecases import InputError, NotOpenError, TakenError
from zorgvuldig.processes.claims_handling import usecases as claims


def refused(norm, ask, *words, **named):
    with pytest.raises(Refused) as told:
        ask(*words, **named)
    assert norm in told.value.decision.norms, told.value.decision.norms
    assert told.value.entry_id is not None
    return told.value.decision


def test_a_new_employee_works_once_asked_advised_and_granted(house):
    staff_id = house.joins()
    with pytest.raises(UnknownActorError, match="without a role"):
        house.actor("nieuw")
    grant_id = house.asks(staff_id)
    house.advises(grant_id)
    assert house.grants(grant_id) == "nieuw"
    actor = house.actor("nieuw")
    assert (actor.role, actor.unit) == ("claims-handler", "claims")
    assert len(house.do("nieuw", claims.list_runs)) == 2


def test_only_human_resources_records_an_employee(house):
    told = house.actor("manager")
    assert told.role == "management"
    with pytest.raises(Refused) as error:
        house.do(
            "manager",
            usecases.record_training,
            staff_id=house.ids["agent"],
            completed_on=timezone.localdate(),
        )
    assert {"GC-4.0.1", "MZ-functiescheiding"} <= set(error.value.decision.norms)


def test_without_the_advisers_advice_a_role_near_health_data_stays_closed(house):
    grant_id = house.asks(house.joins())
    refused("GC-T-4.0.1-autorisatie", house.grants, grant_id)
    house.advises(grant_id, positive=False)
    refused("GC-T-4.0.1-autorisatie", house.grants, grant_id)


def test_a_role_without_health_data_needs_no_advice(house):
    grant_id = house.asks(house.joins(), "marketer")
    assert house.grants(grant_id) == "nieuw"


def test_whoever_asks_does_not_grant(house):
    grant_id = house.asks(house.joins(), "marketer")
    refused("MZ-functiescheiding", house.grants, grant_id, by="manager")
    house.grants(grant_id)


def test_nobody_asks_or_grants_for_oneself(house):
    refused("MZ-functiescheiding", house.asks, house.ids["manager"], "claims-handler")
    mine = house.asks(house.ids["granter"], "marketer")
    refused("MZ-functiescheiding", house.grants, mine)
    house.grants(mine, by="other-granter")


def test_an_adviser_does_not_advise_on_the_own_access(house):
    mine = house.asks(house.ids["adviser"], "claims-handler")
    refused("MZ-functiescheiding", house.advises, mine)
    house.advises(mine, by="other-adviser")


def test_moving_ends_the_old_role_in_the_same_act(house):
    house.gets(house.ids["agent"], "marketer")
    assert house.actor("agent").role == "marketer"
    page = house.do("manager", usecases.view_employee, staff_id=house.ids["agent"])
    told = {grant.name: grant.state for grant in page.grants}
    assert told == {"service-agent": "ended", "marketer": "granted"}


def test_whoever_moved_opens_no_claim_any_more(house):
    house.do("handler", claims.list_runs)
    house.gets(house.ids["handler"], "marketer")
    refused("GC-4.0.1", house.do, "handler", claims.list_runs)


def test_moving_takes_extra_duties_away_too(house):
    duty = house.asks(house.ids["agent"], "reconsider", kind="duty")
    house.advises(duty)
    house.grants(duty)
    house.gets(house.ids["agent"], "marketer")
    page = house.do("manager", usecases.view_employee, staff_id=house.ids["agent"])
    assert next(grant for grant in page.grants if grant.name == "reconsider").state == "ended"


def test_a_role_from_next_month_leaves_the_old_one_until_then(house):
    soon = timezone.localdate() + timedelta(days=30)
    house.gets(house.ids["agent"], "marketer", starts_on=soon, ends_on=soon + timedelta(days=90))
    assert house.actor("agent").role == "service-agent"
    with transaction.atomic():
        assert actor_of("agent", soon).role == "marketer"


def test_leaving_ends_everything_at_once(house):
    waiting = house.asks(house.ids["agent"], "marketer")
    house.actor("agent")
    assert house.do("hr", usecases.end_employment, staff_id=house.ids["agent"], reason=WHY_GONE) == "agent"
    with pytest.raises(UnknownActorError, match="not employed"):
        house.actor("agent")
    with pytest.raises(NotOpenError):
        house.grants(waiting)


WHY_GONE = "De medewerker gaat vandaag met pensioen en levert alles in."


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"username": "Nieuw Iemand"}, "username"),
        ({"display_name": "  "}, "display_name"),
        ({"secrecy_ground": "promise"}, "secrecy_ground"),
        ({"employed_until": timezone.localdate() - timedelta(days=1)}, "employed_until"),
    ],
)
def test_a_form_that_cannot_be_used_says_what_to_do(house, words, problem):
    with pytest.raises(InputError) as told:
        house.joins(**words)
    assert list(told.value.problems) == [problem]


def test_a_login_name_is_given_once(house):
    house.joins("dubbel")
    with pytest.raises(TakenError):
        house.joins("dubbel")


@pytest.mark.parametrize(
    "reason", ["", "test", "n.v.t.", "xxxx xxxx xxxx xxxx xxxx xxxx", "aaa bbb ccc ddd eee"]
)
def test_a_reason_that_says_nothing_asks_for_nothing(house, reason):
    with pytest.raises(InputError) as told:
        house.asks(house.ids["agent"], "marketer", reason=reason)
    assert "reason" in told.value.problems


def test_a_request_is_decided_once(house):
    grant_id = house.asks(house.ids["agent"], "marketer")
    house.do("granter", usecases.refuse_access, grant_id=grant_id)
    with pytest.raises(NotOpenError):
        house.grants(grant_id, by="other-granter")


@pytest.mark.parametrize(
    ("days_ago", "works"), [(0, True), (-1, False), (None, False)], ids=["today", "tomorrow", "never"]
)
def test_secrecy_that_is_missing_or_dated_later_opens_no_health_data(house, days_ago, works):
    declared = None if days_ago is None else timezone.localdate() - timedelta(days=days_ago)
    house.gets(house.joins(secrecy_declared_on=declared))
    if works:
        house.do("nieuw", claims.list_runs)
    else:
        refused("GC-T-4.0.1-geheim", house.do, "nieuw", claims.list_runs)


def test_a_profession_binds_without_a_declaration(house):
    house.gets(house.joins(secrecy_ground="profession", secrecy_declared_on=None))
    house.do("nieuw", claims.list_runs)


@pytest.mark.parametrize(("days_ago", "works"), [(360, True), (366, False), (None, False)])
def test_a_training_that_is_missing_or_too_old_says_what_to_do(house, days_ago, works):
    trained = None if days_ago is None else timezone.localdate() - timedelta(days=days_ago)
    staff_id = house.joins(trained_on=trained)
    house.gets(staff_id)
    if works:
        house.do("nieuw", claims.list_runs)
        return
    told = refused("MZ-personeel", house.do, "nieuw", claims.list_runs)
    assert "volg de training" in told.reason
    house.do("hr", usecases.record_training, staff_id=staff_id, completed_on=timezone.localdate())
    house.do("nieuw", claims.list_runs)
