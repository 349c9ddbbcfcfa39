from django.db import migrations

from kindred.kit.db.full_text import ForgetFullText, KeepFullText


class Migration(migrations.Migration):

    dependencies = [("contacts", "0013_mentions")]

    operations = [
        KeepFullText("Contact", ["name_key", "email_key", "title"], along={"company": "name_key"}),
        # The names of companies are among the words of who works there.
        ForgetFullText("Company"),
    ]
