"""The addresses of what is done to many contacts at once."""

from django.urls import path

from kindred.web.bulk.asking import bulk_cohorts, bulk_new, bulk_preview, bulk_value
from kindred.web.bulk.following import bulk_action, bulk_actions, bulk_cancellation, bulk_file, bulk_undo

urlpatterns = [
    path("contacts/bulk/", bulk_actions, name="bulk_actions"),
    path("contacts/bulk/cohorts/", bulk_cohorts, name="bulk_cohorts"),
    path("contacts/bulk/value/", bulk_value, name="bulk_value"),
    path("contacts/bulk/new/<slug:act>/", bulk_new, name="bulk_new"),
    path("contacts/bulk/new/<slug:act>/preview/", bulk_preview, name="bulk_preview"),
    path("contacts/bulk/<int:action>/", bulk_action, name="bulk_action"),
    path("contacts/bulk/<int:action>/cancellation/", bulk_cancellation, name="bulk_cancellation"),
    path("contacts/bulk/<int:action>/undo/", bulk_undo, name="bulk_undo"),
    path("contacts/bulk/<int:action>/file/", bulk_file, name="bulk_file"),
]
