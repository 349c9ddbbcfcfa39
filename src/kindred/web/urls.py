"""The addresses of the screens: nouns, and everything of a workspace below /w/<workspace>/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("kindred.web.accounts.urls"))]
