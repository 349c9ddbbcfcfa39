from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower, Trim

from kindred.kit.db.insert_select import insert_select


def copy_domains(apps, schema_editor):
    """Give each company its domain; of two that had the same, the older keeps it."""
    companies = apps.get_model("contacts", "Company").objects.exclude(domain="").order_by("pk")
    values = {"workspace": F("workspace_id"), "company": F("pk"), "domain": Lower(Trim("domain"))}
    insert_select(apps.get_model("contacts", "CompanyDomain"), companies, values, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [("contacts", "0005_fields_and_companies")]

    operations = [migrations.RunPython(copy_domains, migrations.RunPython.noop)]
