"""Addresses."""

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls")), path("", include("kindred.web.urls"))]
