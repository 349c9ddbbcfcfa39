"""The addresses of the pages about privacy in a workspace."""

from django.urls import path

from kindred.web.privacy.erasure import erasure, erasure_certificate
from kindred.web.privacy.overview import privacy, readmission

_PRIVACY = "settings/privacy/"

urlpatterns = [
    path(_PRIVACY, privacy, name="privacy"),
    path(f"{_PRIVACY}erasures/<int:pk>/", erasure, name="erasure"),
    path(f"{_PRIVACY}erasures/<int:pk>/certificate/", erasure_certificate, name="erasure_certificate"),
    path(f"{_PRIVACY}readmission/", readmission, name="readmission"),
]
