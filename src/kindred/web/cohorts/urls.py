"""The addresses of the cohort pages."""

from django.urls import path

from kindred.web.cohorts import board, design, history, life, listing, people, review, team, who

_C = "cohorts/<int:cohort>/"

urlpatterns = [
    path("cohorts/", listing.cohorts, name="cohorts"),
    path("cohorts/new/", who.new, name="cohort_new"),
    path(f"{_C}adding/", board.adding, name="cohort_adding"),
    path(f"{_C}additions/", people.additions, name="cohort_additions"),
    path(f"{_C}archive/", life.archive, name="cohort_archive"),
    path(f"{_C}board/", board.cohort, name="cohort"),
    path(f"{_C}copies/", life.copies, name="cohort_copies"),
    path(f"{_C}goal/", board.goal_progress, name="cohort_goal"),
    path(f"{_C}history/", history.history, name="cohort_history"),
    path(f"{_C}pause/", life.pause, name="cohort_pause"),
    path(f"{_C}publication/", review.publication, name="cohort_publication"),
    path(f"{_C}removals/", people.removals, name="cohort_removals"),
    path(f"{_C}review/", review.review, name="cohort_review"),
    path(f"{_C}suggestions/", people.suggestions, name="cohort_suggestions"),
    path(f"{_C}team/", team.team, name="cohort_team"),
    path(f"{_C}team/<int:pk>/", team.collaborator, name="cohort_collaborator"),
    path(f"{_C}who/", who.who, name="cohort_who"),
    path(f"{_C}workflow/", design.workflow, name="cohort_workflow"),
]
