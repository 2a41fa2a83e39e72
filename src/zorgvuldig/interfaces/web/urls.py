"""Every address of the web desks. A new address needs its row in the access matrix of the tests."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
