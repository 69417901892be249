"""Addresses of the workbench, the leader's list and search."""

from __future__ import annotations

from django.urls import path

from . import board, cards, counted, finding, forms, views

urlpatterns = [
    path("board", board.board, name="board"),
    path("board/today", counted.today, name="board-today"),
    path("board/<str:clause>/<str:who>", counted.cell, name="board-cell"),
    path("search", finding.search, name="search"),
    path("notices/read", finding.read_notices, name="notices-read"),
    path("card/obligation/<str:name>", cards.obligation, name="obligation-card"),
    path("workbench", views.bench, name="workbench"),
    path("workbench/<str:case_id>", views.bench, name="workbench-case"),
    path("workbench/<str:case_id>/form/<str:name>", forms.form, name="workbench-form"),
    path("workbench/<str:case_id>/panel/<str:name>", views.panel, name="workbench-panel"),
    path("workbench/<str:case_id>/check", views.check, name="workbench-check"),
    path("workbench/<str:case_id>/send", views.send, name="workbench-send"),
    path("workbench/<str:case_id>/<str:name>", views.act, name="workbench-act"),
]
