"""The addresses of the builder."""

from django.urls import path

from kindred.web.criteria import builder

urlpatterns = [
    path("criteria/conditions/", builder.conditions, name="criteria_conditions"),
    path("criteria/facets/", builder.facet_counts, name="criteria_facets"),
    path("criteria/reading/", builder.reading, name="criteria_reading"),
    path("criteria/text/", builder.text, name="criteria_text"),
    path("criteria/tree/", builder.tree, name="criteria_tree"),
    path("criteria/values/", builder.values, name="criteria_values"),
]
