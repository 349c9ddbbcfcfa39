"""The addresses of the screens: nouns, and everything of a workspace below /w/<workspace>/."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
