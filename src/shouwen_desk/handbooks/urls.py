"""Addresses of the handbook's pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("handbook", views.reader, name="handbook"),
    path("handbook/<str:code>/<str:number>", views.reader, name="handbook-clause"),
    path("card/clause/<str:name>", views.card, name="clause-card"),
]
