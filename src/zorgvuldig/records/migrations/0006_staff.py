"""Who works here, over time: roles and duties as dated rows, trainings, reviews, emergencies, powers.

The one role that an employee had becomes an access grant from the day of the first employment. Which training
somebody had was not known before: human resources records it.
"""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import zorgvuldig.records.models.insurance_policies

# The owner meets its own wall too; it is raised again after every migration.
ROLES = """
ALTER TABLE records.staff_member NO FORCE ROW LEVEL SECURITY;
ALTER TABLE records.access_grant NO FORCE ROW LEVEL SECURITY;
INSERT INTO records.access_grant
    (id, staff_id, kind, name, unit, valid_during, state, reason, requested_at, advice_reason, end_reason)
SELECT gen_random_uuid(), s.id, 'role', s.role, s.unit, s.employed_during, 'granted',
    'overgenomen van voor de invoering van autorisaties met een datum', now(), '', ''
FROM records.staff_member s;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0005_one_run")]
    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="secrecy_ground",
            field=models.CharField(
                choices=[("declaration", "geheimhoudingsverklaring"), ("profession", "beroepsgeheim")],
                default="declaration",
                max_length=11,
            ),
        ),
        migrations.CreateModel(
            name="AccessGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(choices=[("role", "functie"), ("duty", "extra taak")], max_length=4),
                ),
                ("name", models.CharField(max_length=40)),
                ("unit", models.CharField(blank=True, max_length=80, null=True)),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "gevraagd"),
                            ("granted", "toegekend"),
                            ("refused", "afgewezen"),
                            ("ended", "beëindigd"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(max_length=400)),
                ("requested_by", models.UUIDField(blank=True, null=True)),
                ("requested_at", models.DateTimeField()),
                ("advice", models.CharField(blank=True, max_length=11, null=True)),
                ("advice_reason", models.CharField(blank=True, max_length=400)),
                ("advised_by", models.UUIDField(blank=True, null=True)),
                ("advised_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.UUIDField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=400)),
                (
                    "staff",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.staffmember"),
                ),
            ],
            options={
                "db_table": '"records"."access_grant"',
            },
        ),
        migrations.CreateModel(
            name="AccessReview",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("quarter", models.CharField(max_length=7)),
                ("ticket", models.UUIDField(blank=True, null=True)),
                ("judgement", models.CharField(max_length=4)),
                ("reviewed_by", models.UUIDField()),
                ("reviewed_at", models.DateTimeField()),
                (
                    "grant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="records.accessgrant",
                    ),
                ),
            ],
            options={
                "db_table": '"records"."access_review"',
            },
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("person", models.UUIDField()),
                ("actor", models.UUIDField()),
                ("actor_role", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=600)),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("entry_id", models.UUIDField(blank=True, null=True)),
                ("review_due", models.DateField()),
                ("reviewed_by", models.UUIDField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("judgement", models.CharField(blank=True, max_length=12, null=True)),
                ("judgement_reason", models.CharField(blank=True, max_length=600)),
            ],
            options={
                "db_table": '"records"."break_glass"',
                "indexes": [models.Index(fields=["actor", "person"], name="break_glass_of_someone")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("actor")), _negated=True),
                            _connector="OR",
                        ),
                        name="emergency_judged_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("opened_at"))), name="emergency_ends"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivilegedTicket",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("ticket", models.CharField(max_length=40, unique=True)),
                ("reason", models.CharField(max_length=400)),
                ("requested_by", models.UUIDField()),
                ("requested_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("approved_by", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": '"records"."privileged_ticket"',
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="powers_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="powers_end"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivilegedSession",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("command", models.CharField(max_length=400)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("exit_status", models.IntegerField(blank=True, null=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.privilegedticket"
                    ),
                ),
            ],
            options={
                "db_table": '"records"."privileged_session"',
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(default="privacy", max_length=20)),
                ("completed_on", models.DateField()),
                (
                    "staff",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.staffmember"),
                ),
            ],
            options={
                "db_table": '"records"."training"',
            },
        ),
        migrations.AddIndex(
            model_name="accessgrant",
            index=models.Index(fields=["staff", "state"], name="access_grant_of_someone"),
        ),
        migrations.AddConstraint(
            model_name="accessgrant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("kind", "role"), ("state__in", ["granted", "ended"])),
                expressions=[
                    (zorgvuldig.records.models.insurance_policies.PersonRange("staff"), "&&"),
                    ("valid_during", "&&"),
                ],
                name="one_role_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(
                        models.Q(("decided_by", models.F("requested_by")), _negated=True),
                        models.Q(("decided_by", models.F("staff")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="granted_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("advised_by__isnull", True),
                    models.Q(
                        models.Q(("advised_by", models.F("requested_by")), _negated=True),
                        models.Q(("advised_by", models.F("staff")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="advised_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessreview",
            constraint=models.UniqueConstraint(
                fields=("quarter", "grant"), name="grant_reviewed_once_a_quarter"
            ),
        ),
        migrations.AddConstraint(
            model_name="accessreview",
            constraint=models.UniqueConstraint(
                fields=("quarter", "ticket"), name="ticket_reviewed_once_a_quarter"
            ),
        ),
        migrations.AddConstraint(
            model_name="accessreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("grant__isnull", True), ("ticket__isnull", True), _connector="XOR"),
                name="review_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.UniqueConstraint(
                fields=("staff", "kind", "completed_on"), name="training_once_a_day"
            ),
        ),
        migrations.RunSQL(ROLES, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="staffmember",
            name="role",
        ),
        migrations.RemoveField(
            model_name="staffmember",
            name="unit",
        ),
    ]
