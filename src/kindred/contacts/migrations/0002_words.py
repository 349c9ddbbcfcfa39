from django.db import migrations

from kindred.kit.db.full_text import KeepFullText


class Migration(migrations.Migration):

    dependencies = [("contacts", "0001_initial")]

    operations = [
        KeepFullText("Contact", ["name_key", "email_key", "title"]),
        KeepFullText("Company", ["name_key"]),
    ]
