"""The HTTP API at ``/api/v1/`` for whoever integrates with the desk."""
