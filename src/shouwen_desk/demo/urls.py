"""Addresses that exist only in the demo."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [path("demo/shop", views.shop, name="shop")]
