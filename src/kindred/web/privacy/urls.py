"""The addresses of the pages about privacy in a workspace."""

from django.urls import path

from kindred.web.privacy.erasure import erasure, erasure_certificate
from kindred.web.privacy.overview import privacy, readmission
from kindred.web.privacy.retention import (
    retention_edit,
    retention_new,
    retention_removal,
    retention_rule,
    retention_switch,
)

_PRIVACY = "settings/privacy/"
_RULE = f"{_PRIVACY}retention/<int:pk>/"

urlpatterns = [
    path(_PRIVACY, privacy, name="privacy"),
    path(f"{_PRIVACY}erasures/<int:pk>/", erasure, name="erasure"),
    path(f"{_PRIVACY}erasures/<int:pk>/certificate/", erasure_certificate, name="erasure_certificate"),
    path(f"{_PRIVACY}readmission/", readmission, name="readmission"),
    path(f"{_PRIVACY}retention/new/", retention_new, name="retention_new"),
    path(_RULE, retention_rule, name="retention_rule"),
    path(f"{_RULE}edit/", retention_edit, name="retention_edit"),
    path(f"{_RULE}switch/", retention_switch, name="retention_switch"),
    path(f"{_RULE}removal/", retention_removal, name="retention_removal"),
]
