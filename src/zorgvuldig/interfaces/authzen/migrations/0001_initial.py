"""The table of systems that may ask for decisions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Client",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("may_search", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", r"^[a-z][a-z0-9-]{0,39}$")),
                        name="client_name_is_a_word",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("token_digest__regex", r"^[0-9a-f]{64}$")),
                        name="client_token_is_a_digest",
                    ),
                ]
            },
        )
    ]
