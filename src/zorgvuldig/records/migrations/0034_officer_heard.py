"""The data protection officer is heard on a special ground, which is looked at again (art. 3.13 and 5.2)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0033_grounds_of_refusals")]
    operations = [
        migrations.AddField(
            "rightsrequest", "officer_asked", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField("rightsrequest", "officer_on", models.DateField(blank=True, null=True)),
        migrations.AddField("rightsrequest", "officer_sealed", models.BinaryField(null=True)),
        migrations.AddField("rightsrequest", "ground_ended_on", models.DateField(blank=True, null=True)),
        migrations.AlterField(
            "rightsrequest",
            "channel",
            models.CharField(
                choices=[
                    ("desk", "Eigen pagina"),
                    ("letter", "Brief"),
                    ("telephone", "Telefoon"),
                    ("again", "Opnieuw, na een bijzondere omstandigheid"),
                ],
                default="desk",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            "rightsrequest",
            models.CheckConstraint(
                condition=models.Q(officer_asked=False)
                | models.Q(officer_on__isnull=False)
                | ~models.Q(state__in=["partly", "refused"]),
                name="officer_heard_before_a_refusal",
            ),
        ),
    ]
