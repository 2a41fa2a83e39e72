"""Proposals to change reference data, and what they write where no table was yet."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import zorgvuldig.records.models.insurance_policies

#: What was put down stays as it is, and a proposal only moves on; who decides is written once.
_FIXED = """
CREATE FUNCTION records.keep_proposal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.decided_by IS NOT NULL THEN
            RAISE EXCEPTION 'a proposal begins as a draft' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.kind, OLD.valid_from, OLD.reason, OLD.rows, OLD.content_hash, OLD.proposed_by, OLD.proposed_role)
        IS DISTINCT FROM
        (NEW.kind, NEW.valid_from, NEW.reason, NEW.rows, NEW.content_hash, NEW.proposed_by, NEW.proposed_role) THEN
        RAISE EXCEPTION 'what was proposed is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'proposed'), ('draft', 'withdrawn'), ('proposed', 'withdrawn'), ('proposed', 'rejected'),
        ('proposed', 'applied')
    ) THEN
        RAISE EXCEPTION 'no step leads from % to %', OLD.state, NEW.state USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION records.keep_proposal() FROM PUBLIC;
CREATE TRIGGER keep_proposal BEFORE INSERT OR UPDATE ON records.change_proposal
    FOR EACH ROW EXECUTE FUNCTION records.keep_proposal();
"""
_LOOSE = """
DROP TRIGGER keep_proposal ON records.change_proposal;
DROP FUNCTION records.keep_proposal();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0014_voluntary_deductible"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Concept"),
                            ("proposed", "Voorgesteld"),
                            ("approved", "Goedgekeurd"),
                            ("applied", "In gebruik"),
                            ("rejected", "Afgewezen"),
                            ("withdrawn", "Ingetrokken"),
                        ],
                        max_length=9,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("reason", models.CharField(max_length=400)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("rows", models.JSONField()),
                ("changes", models.JSONField(blank=True, null=True)),
                ("content_hash", models.CharField(max_length=64)),
                ("proposed_by", models.UUIDField()),
                ("proposed_role", models.CharField(max_length=40)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_role", models.CharField(blank=True, max_length=40)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=400)),
                ("seen_hash", models.CharField(blank=True, max_length=64)),
                ("applied_by_entry", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": '"records"."change_proposal"',
                "indexes": [models.Index(fields=["kind", "state"], name="change_proposal_of_a_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "applied", "rejected"]), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "applied"]), _negated=True),
                            models.Q(
                                models.Q(("seen_hash", ""), _negated=True),
                                ("applied_by_entry__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_applied_as_it_was_seen",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackageCover",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("package", models.CharField(max_length=80)),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("Zvw", "Zorgverzekeringswet"),
                            ("AV", "Aanvullende verzekering"),
                            ("Wlz", "Wet langdurige zorg"),
                        ],
                        max_length=3,
                    ),
                ),
                ("care_kind", models.CharField(max_length=20)),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("label", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.label")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.changeproposal"
                    ),
                ),
            ],
            options={
                "db_table": '"records"."package_cover"',
            },
        ),
        migrations.CreateModel(
            name="LetterheadVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                ("return_address", models.CharField(max_length=200)),
                ("website", models.CharField(max_length=100)),
                ("phone", models.CharField(max_length=20)),
                ("iban", models.CharField(blank=True, max_length=34)),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("label", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.label")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.changeproposal"
                    ),
                ),
            ],
            options={
                "db_table": '"records"."letterhead_version"',
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (zorgvuldig.records.models.insurance_policies.PersonRange("label"), "&&"),
                            ("valid_during", "&&"),
                        ],
                        name="one_letterhead_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedCode",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code_list", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.changeproposal"
                    ),
                ),
            ],
            options={
                "db_table": '"records"."listed_code"',
                "indexes": [models.Index(fields=["code_list", "code"], name="listed_code_of_a_list")],
            },
        ),
        migrations.CreateModel(
            name="NormChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=60)),
                ("value", models.JSONField()),
                ("valid_from", models.DateField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.changeproposal"
                    ),
                ),
            ],
            options={
                "db_table": '"records"."norm_choice"',
                "constraints": [
                    models.UniqueConstraint(fields=("name", "valid_from"), name="one_choice_from_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderDetails",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                ("iban", models.CharField(blank=True, max_length=34)),
                ("street", models.CharField(blank=True, max_length=100)),
                ("house_number", models.CharField(blank=True, max_length=10)),
                ("postcode", models.CharField(blank=True, max_length=6)),
                ("city", models.CharField(blank=True, max_length=80)),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.changeproposal"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.provider"),
                ),
            ],
            options={
                "db_table": '"records"."provider_details"',
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (zorgvuldig.records.models.insurance_policies.PersonRange("provider"), "&&"),
                            ("valid_during", "&&"),
                        ],
                        name="one_set_of_details_at_a_time",
                    )
                ],
            },
        ),
        migrations.RunSQL(_FIXED, _LOOSE),
    ]
