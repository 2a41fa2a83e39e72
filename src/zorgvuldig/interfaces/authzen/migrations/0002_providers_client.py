"""A client may be a care provider's, and then asks the insurance check alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("authzen", "0001_initial")]
    operations = [
        migrations.AddField("client", "provider_agb", models.CharField(blank=True, default="", max_length=8)),
        migrations.AddConstraint(
            "client",
            models.CheckConstraint(
                condition=models.Q(("provider_agb__regex", "^([0-9]{8})?$")),
                name="client_provider_is_an_agb_code",
            ),
        ),
    ]
