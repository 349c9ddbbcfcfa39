"""The addresses of the sequence pages."""

from django.urls import path

from kindred.web.sequences import listing, sequence

_S = "sequences/<int:sequence>/"

urlpatterns = [
    path("sequences/", listing.sequences, name="sequences"),
    path("sequences/new/", listing.new, name="sequence_new"),
    path(f"{_S}archive/", sequence.archive, name="sequence_archive"),
    path(f"{_S}board/", sequence.sequence, name="sequence"),
    path(f"{_S}pause/", sequence.pause, name="sequence_pause"),
    path(f"{_S}publication/", sequence.publication, name="sequence_publication"),
    path(f"{_S}starts/", sequence.starts, name="sequence_starts"),
    path(f"{_S}suggestions/", sequence.suggestions, name="sequence_suggestions"),
    path(f"{_S}workflow/", sequence.workflow, name="sequence_workflow"),
]
