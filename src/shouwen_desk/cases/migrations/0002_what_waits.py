"""The queue shows what waits in a case: the gravest proposal, and the words that nobody answered.

Cases of an older desk get both from their events, as a replay would give them.
"""

from typing import Any

from django.db import migrations, models

HELP = "words of the customer's newest message, while nobody answered"


def fill(apps: Any, schema_editor: Any) -> None:
    if apps.get_model("cases", "Case").objects.exists():
        # The fold of today: it asks for the columns by name, and for none that a later migration adds.
        from shouwen_desk.cases import waiting

        waiting.fill()


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("ledger", "0004_whose_it_was")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="proposal",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="case",
            name="proposal_clause",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="case",
            name="proposal_edition",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="case",
            name="unanswered",
            field=models.CharField(blank=True, default="", help_text=HELP, max_length=64),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
