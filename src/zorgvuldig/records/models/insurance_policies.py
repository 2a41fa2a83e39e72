"""Insurance policies, whom they cover and when, and what care may cost."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, REFERENCE, Declaration, Origin, WithoutSubject, held
from zorgvuldig.records.models.base import Held, Regime
from zorgvuldig.records.models.parties import Label, Person

_CONTRACT = Origin("the policyholder", "start of the insurance", "policy-administration")
_PURCHASING = Origin("the health care authority or care purchasing", "start of the period", "procurement")


class PersonRange(models.Func):
    """The range of one person: exclusion over uuid without an extension (`records.uuid_range`)."""

    function = "records.uuid_range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


class InsurancePolicy(Held):
    """A contract of insurance (polis); the policyholder is a person or an employer."""

    held_as: ClassVar = Declaration(
        "policy",
        "insurance",
        "regime",
        _CONTRACT,
        subject="policyholder",
        policies_of="id",
        without_subject=WithoutSubject.WRITE_ONLY,
        overview="insurance",
    )

    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    number = held(models.CharField(max_length=20), "policy")
    policyholder = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), "policy")
    employer_policyholder = held(models.CharField(max_length=200, null=True, blank=True), "policy")
    regime = held(models.CharField(max_length=3, choices=Regime.choices), "policy")
    package = held(models.CharField(max_length=80), "policy")
    voluntary_deductible_cents = held(models.PositiveIntegerField(default=0), "policy")
    """What whoever is insured bears by choice, above the compulsory deductible (vrijwillig eigen risico)."""

    class Meta:
        db_table = '"records"."insurance_policy"'
        constraints = [
            models.UniqueConstraint(fields=["label", "number"], name="insurance_policy_number_once"),
            models.CheckConstraint(
                condition=models.Q(policyholder__isnull=False)
                ^ models.Q(employer_policyholder__isnull=False),
                name="insurance_policy_has_one_holder",
            ),
        ]


class PolicyCoverage(Held):
    """Whom an insurance policy covers and when (verzekerde periode)."""

    held_as: ClassVar = Declaration(
        "policy", "insurance", "regime", _CONTRACT, subject="subject", overview="insurance"
    )

    insurance_policy = held(models.ForeignKey(InsurancePolicy, on_delete=models.PROTECT), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    regime = held(models.CharField(max_length=3, choices=Regime.choices), "policy")
    insured_during = held(DateRangeField(), "policy")

    class Meta:
        db_table = '"records"."policy_coverage"'
        constraints = [
            ExclusionConstraint(
                name="one_basic_insurance_at_a_time",
                expressions=[
                    (PersonRange("subject"), RangeOperators.OVERLAPS),
                    ("insured_during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(regime=Regime.BASIC),
            ),
        ]


class PriorAuthorization(Held):
    """Care that a label allowed somebody beforehand (machtiging): which, where if anywhere, and when.

    Whether care is covered for this person; what was asked and why stands with the request, at the adviser.
    """

    held_as: ClassVar = Declaration(
        "policy",
        "insurance",
        "regime",
        Origin("the label that allowed it", "start of the period", "prior-authorization"),
        subject="subject",
        overview="insurance",
    )

    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    number = held(models.CharField(max_length=15), "policy")
    regime = held(models.CharField(max_length=3, choices=Regime.choices), "policy")
    code_list = held(models.CharField(max_length=3), "policy")
    service_code = held(models.CharField(max_length=20), "policy")
    # Empty where any provider may give the care.
    provider_agb = held(models.CharField(max_length=8, blank=True), "policy")
    # How often; zero is no bound.
    most = held(models.PositiveIntegerField(default=0), "policy")
    valid_during = held(DateRangeField(), "policy")

    class Meta:
        db_table = '"records"."prior_authorization"'
        constraints = [
            models.UniqueConstraint(fields=["label", "number"], name="prior_authorization_number_once"),
        ]
        indexes = [models.Index(fields=["subject"], name="prior_authorization_of_person")]


class Tariff(Held):
    """What a care service may cost at a label, and when (tarief)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _PURCHASING)

    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    service_code = held(models.CharField(max_length=20), NOT_PERSONAL)
    code_list = held(models.CharField(max_length=3), NOT_PERSONAL)
    amount_cents = held(models.BigIntegerField(), NOT_PERSONAL)
    valid_during = held(DateRangeField(), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."tariff"'
        indexes = [models.Index(fields=["label", "code_list", "service_code"], name="tariff_by_service")]
