"""Proposals to end a shield, and that a shield ends through the gate alone (note to article 4.0.6)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# Laying a shield stays open to whoever keeps the register; ending one does not, whatever a program asks. Whoever
# runs the server has the rights of the gate, and could drop this trigger besides.
_KEEP = """
CREATE FUNCTION records.keep_shield() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.shielded AND NOT NEW.shielded AND NOT pg_has_role(current_user, 'zv_gate', 'USAGE') THEN
        RAISE EXCEPTION 'a shield ends by a letter and two people' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION records.keep_shield() FROM PUBLIC;
CREATE TRIGGER keep_shield BEFORE UPDATE OF shielded ON records.person
    FOR EACH ROW EXECUTE FUNCTION records.keep_shield();
CREATE TRIGGER keep_shield BEFORE UPDATE OF shielded ON records.person_address
    FOR EACH ROW EXECUTE FUNCTION records.keep_shield();
"""
_LOOSE = """
DROP TRIGGER keep_shield ON records.person_address;
DROP TRIGGER keep_shield ON records.person;
DROP FUNCTION records.keep_shield();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0031_rows_of_a_claim")]
    operations = [
        migrations.CreateModel(
            name="ShieldEnd",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("data_category", models.CharField(default="location-shielded", max_length=30)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("request", "De persoon vraagt erom"),
                            ("news", "Er is nieuwe informatie"),
                        ],
                        max_length=7,
                    ),
                ),
                ("reason_sealed", models.BinaryField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=64)),
                ("letter_id", models.UUIDField()),
                ("settled_on", models.DateField(blank=True, null=True)),
                ("settled_by", models.CharField(blank=True, max_length=64)),
                ("dropped_on", models.DateField(blank=True, null=True)),
                (
                    "subject",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.person"),
                ),
            ],
            options={"db_table": '"records"."shield_end"'},
        ),
        migrations.AddConstraint(
            model_name="shieldend",
            constraint=models.UniqueConstraint(
                condition=models.Q(settled_on=None, dropped_on=None),
                fields=("subject",),
                name="one_end_of_a_shield_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="shieldend",
            constraint=models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("proposed_by")),
                name="another_settles_the_end_of_a_shield",
            ),
        ),
        migrations.RunSQL(_KEEP, _LOOSE),
    ]
