"""The front door and a person's own pages; allauth brings those to log in and sign up."""

from django.urls import path

from kindred.web.accounts.front_door import front_door
from kindred.web.accounts.profile import profile

urlpatterns = [path("", front_door, name="front_door"), path("account/", profile, name="profile")]
