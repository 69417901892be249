"""Addresses of the API."""

from django.urls import path, re_path

from . import errors
from .operations import api

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api(?:/.*)?$", errors.nowhere, name="api-nowhere"),
]
