"""Coming in."""

from django.urls import path

from kindred.web.welcome.invitation import invitation, waiting_invitation
from kindred.web.welcome.welcome import welcome

urlpatterns = [
    path("welcome/", welcome, name="welcome"),
    path("welcome/invitations/<int:pk>/", waiting_invitation, name="waiting_invitation"),
    path("invitations/<str:token>/", invitation, name="invitation"),
]
