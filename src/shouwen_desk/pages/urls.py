"""Addresses of the shared pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from . import views, widget

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in", views.SignIn.as_view(), name="sign-in"),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path("theme", views.theme, name="theme"),
    path("chat", widget.chat, name="chat"),
    path("widget.js", widget.script, name="widget"),
]
