"""How long a case stays, and its last change that mattered (bewaartermijn per soort zaak)."""

from django.db import migrations, models

_TERMS = {
    "case": "Zaak",
    "complaint": "Klacht die niet over geld gaat",
    "money-complaint": "Klacht over geld",
    "fraud-signal": "Fraude, niet onderzocht",
    "fraud-investigated": "Fraude, onderzocht",
    "payment-behaviour": "Betaalgedrag",
}


class Migration(migrations.Migration):
    dependencies = [("records", "0025_objections_weighed")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="term",
            field=models.CharField(choices=list(_TERMS.items()), default="case", max_length=18),
        ),
        migrations.AddField(
            model_name="case",
            name="last_changed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("term__in", list(_TERMS))), name="case_term_known"
            ),
        ),
    ]
