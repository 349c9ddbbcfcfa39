"""The addresses of belonging."""

from django.urls import path

from kindred.web.belonging import belonging

_B = "contacts/<int:contact>/belonging/"

urlpatterns = [
    path(_B, belonging.belonging, name="contact_belonging"),
    path(f"{_B}cohorts/<int:cohort>/", belonging.cohort_why, name="contact_cohort_why"),
    path(f"{_B}cohorts/<int:cohort>/pin/", belonging.pin, name="contact_pin"),
    path(f"{_B}segments/<int:segment>/", belonging.segment_why, name="contact_segment_why"),
]
