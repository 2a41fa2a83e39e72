"""Enrolment, sessions and external logins."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_web_cache")]
    operations = []
