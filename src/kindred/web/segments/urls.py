"""The addresses of the segment pages."""

from django.urls import path

from kindred.web.segments import editing, listing, overlap, segment

_S = "segments/<int:segment>/"

urlpatterns = [
    path("segments/", listing.segments, name="segments"),
    path("segments/overlap/", overlap.group_overlap, name="overlap"),
    path("segments/new/", editing.segment_new, name="segment_new"),
    path(_S, segment.segment, name="segment"),
    path(f"{_S}edit/", editing.segment_edit, name="segment_edit"),
    path(f"{_S}deletion/", segment.segment_deletion, name="segment_deletion"),
    path(f"{_S}people/", segment.segment_people, name="segment_people"),
    path(f"{_S}versions/<int:number>/return/", segment.segment_return, name="segment_return"),
]
