"""What this SQLite can do, where Django would ask the library in a way that pysqlite3 lacks."""

from django.db.backends.sqlite3 import features

# SQLITE_MAX_VARIABLE_NUMBER of every build since 3.32; pysqlite3 has no Connection.getlimit to ask.
MAX_QUERY_PARAMS = 32766


class DatabaseFeatures(features.DatabaseFeatures):
    """Django's own, with a fixed number of parameters a statement."""

    max_query_params = MAX_QUERY_PARAMS
