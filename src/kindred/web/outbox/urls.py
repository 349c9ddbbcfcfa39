"""The addresses of the outbox."""

from django.urls import path

from kindred.web.outbox import message, outbox

_MESSAGE = "outbox/<int:pk>/"

urlpatterns = [
    path("outbox/", outbox.outbox, name="outbox"),
    path(_MESSAGE, message.message, name="message"),
    path(f"{_MESSAGE}arrival/", message.message_arrival, name="message_arrival"),
    path(f"{_MESSAGE}cancellation/", message.message_cancellation, name="message_cancellation"),
    path(f"{_MESSAGE}letter/", message.message_letter, name="message_letter"),
    path(f"{_MESSAGE}retry/", message.message_retry, name="message_retry"),
]
