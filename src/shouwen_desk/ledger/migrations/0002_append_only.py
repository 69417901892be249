"""Triggers against update, delete and truncate; last, so that nothing rebuilds the tables after it."""

from typing import Any

from django.db import migrations

from shouwen_desk.ledger import triggers


def create(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(create)]
