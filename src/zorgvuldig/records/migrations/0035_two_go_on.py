"""Two people decide that a use goes on despite an objection (article 5.3; business privacy statement)."""

from django.db import migrations, models

_PROPOSED = models.Q(proposed_by="")


class Migration(migrations.Migration):
    dependencies = [("records", "0034_officer_heard")]
    operations = [
        migrations.AddField(
            "objection", "proposed_by", models.CharField(blank=True, db_default="", max_length=64)
        ),
        migrations.AddField(
            "objection", "settled_by", models.CharField(blank=True, db_default="", max_length=64)
        ),
        migrations.AddConstraint(
            "objection",
            models.CheckConstraint(
                condition=_PROPOSED | ~models.Q(settled_by=models.F("proposed_by")),
                name="another_settles_that_we_go_on",
            ),
        ),
        migrations.AddConstraint(
            "objection",
            models.CheckConstraint(
                condition=_PROPOSED | ~models.Q(state="rejected") | ~models.Q(settled_by=""),
                name="nobody_goes_on_alone",
            ),
        ),
    ]
