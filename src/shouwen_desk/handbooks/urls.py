"""Addresses of the handbook's pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("handbook", views.reader, name="handbook"),
    path("handbook/counter-examples", views.objected, name="counter-examples"),
    path("handbook/<str:code>/<str:number>", views.reader, name="handbook-clause"),
    path("handbook/<str:code>/<str:number>/strength", views.strength, name="clause-strength"),
    path("card/clause/<str:name>", views.card, name="clause-card"),
]
