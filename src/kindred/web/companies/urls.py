"""The addresses of the companies' pages."""

from django.urls import path

from kindred.web.companies.company import company, company_people
from kindred.web.companies.deciding import decision_makers
from kindred.web.companies.deletion import company_deletion
from kindred.web.companies.editing import company_edit, company_new
from kindred.web.companies.listing import companies

urlpatterns = [
    path("companies/", companies, name="companies"),
    path("companies/new/", company_new, name="company_new"),
    path("companies/<int:company>/", company, name="company"),
    path("companies/<int:company>/edit/", company_edit, name="company_edit"),
    path("companies/<int:company>/people/", company_people, name="company_people"),
    path("companies/<int:company>/decision-makers/", decision_makers, name="decision_makers"),
    path("companies/<int:company>/deletion/", company_deletion, name="company_deletion"),
]
