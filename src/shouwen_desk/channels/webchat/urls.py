"""Addresses of web chat; the live stream is answered by ``stream`` before pages are asked."""

from django.urls import path

from . import views

app_name = "webchat"
urlpatterns = [
    path("chat/start", views.start, name="start"),
    path("chat/<str:token>/history", views.history, name="history"),
    path("chat/<str:token>/messages", views.messages, name="messages"),
    path("chat/<str:token>/confirm", views.confirm, name="confirm"),
    path("chat/<str:token>/live", views.live, name="live"),
]
