"""The address of the news."""

from django.urls import path

from kindred.web.notifications.notifications import notifications

urlpatterns = [path("notifications/", notifications, name="notifications")]
