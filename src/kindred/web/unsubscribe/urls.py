"""Addresses of unsubscribing; short, because they stand in every message."""

from django.urls import path

from kindred.web.unsubscribe import views

urlpatterns = [path("u/<str:token>/", views.unsubscription, name="unsubscribe")]
