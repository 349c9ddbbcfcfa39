"""The addresses of the builder."""

from django.urls import path

from kindred.web.criteria import builder

urlpatterns = [
    path("criteria/row/", builder.row, name="criteria_row"),
    path("criteria/count/", builder.count, name="criteria_count"),
]
