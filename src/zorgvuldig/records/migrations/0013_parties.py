"""Business partners, whose login is for which care provider or partner, who sent a file, and its return message."""

import uuid
from typing import Any

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from zorgvuldig.records.models.partners import PartnerKind

# Who sent an earlier file follows from its claims: all of a file are of one declarant. Row security is forced on
# the owner too, so it is laid aside for this; the wall is raised anew after every migration.
SENDERS = """
ALTER TABLE records.claim NO FORCE ROW LEVEL SECURITY;
ALTER TABLE records.claim_file NO FORCE ROW LEVEL SECURITY;
UPDATE records.claim_file f SET provider_id = s.provider FROM (
    SELECT run_id, min(provider_id::text)::uuid AS provider FROM records.claim
    GROUP BY run_id HAVING count(DISTINCT provider_id) = 1 AND count(*) = count(provider_id)
) s WHERE s.run_id = f.id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE records.claim FORCE ROW LEVEL SECURITY;
ALTER TABLE records.claim_file FORCE ROW LEVEL SECURITY;
"""


def key() -> Any:
    """Give the random key that every held table has."""
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def to(model: str, **more: Any) -> Any:
    """Point at a row that stays as long as this one."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **more)


class Migration(migrations.Migration):
    dependencies = [("records", "0014_voluntary_deductible"), ("records", "0016_reference_data")]
    operations = [
        migrations.CreateModel(
            name="BusinessPartner",
            fields=[
                ("id", key()),
                ("kind", models.CharField(choices=PartnerKind.choices, max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("kvk_number", models.CharField(max_length=8, unique=True)),
                ("contact_name", models.CharField(max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=20)),
            ],
            options={"db_table": '"records"."business_partner"'},
        ),
        migrations.CreateModel(
            name="PartnerContract",
            fields=[
                ("id", key()),
                ("subject_matter", models.CharField(max_length=120)),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("label", to("records.label")),
                ("partner", to("records.businesspartner")),
            ],
            options={"db_table": '"records"."partner_contract"'},
        ),
        migrations.CreateModel(
            name="PartyLogin",
            fields=[
                ("id", key()),
                ("username", models.CharField(max_length=150, unique=True)),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("partner", to("records.businesspartner", blank=True, null=True)),
                ("provider", to("records.provider", blank=True, null=True)),
            ],
            options={
                "db_table": '"records"."party_login"',
                "constraints": [
                    models.CheckConstraint(
                        name="party_login_of_one_party",
                        condition=models.Q(provider__isnull=True) ^ models.Q(partner__isnull=True),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnMessage",
            fields=[
                ("id", key()),
                ("run_id", models.UUIDField(unique=True)),
                ("data_category", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("made_by_entry", models.UUIDField()),
                ("sealed", models.BinaryField()),
            ],
            options={"db_table": '"records"."return_message"'},
        ),
        migrations.AddField("claimfile", "provider", to("records.provider", blank=True, null=True)),
        migrations.AddIndex("claim", models.Index(fields=["claim_number"], name="claim_number")),
        migrations.RunSQL(SENDERS, migrations.RunSQL.noop),
    ]
