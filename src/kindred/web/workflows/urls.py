"""The addresses of what cohorts and sequences share."""

from django.urls import path

from kindred.web.workflows import actions, acts, board, card, design, moves, presets, rules, steps, templates

_W = "workflows/<int:workflow>/"

urlpatterns = [
    path(f"{_W}actions/<slug:key>/", actions.action, name="workflow_action"),
    path(f"{_W}actions/<slug:key>/place/", actions.action_place, name="workflow_action_place"),
    path(f"{_W}cards/<int:card>/", card.card, name="workflow_card"),
    path(f"{_W}changes/", board.changes, name="workflow_changes"),
    path(f"{_W}columns/<slug:key>/", board.column, name="workflow_column"),
    path(f"{_W}design/", design.design, name="workflow_design"),
    path(f"{_W}exits/", acts.exits, name="workflow_exits"),
    path(f"{_W}moves/", moves.moves, name="workflow_moves"),
    path(f"{_W}moves/<int:move>/reversal/", moves.reversal, name="workflow_reversal"),
    path(f"{_W}preset/", presets.begin, name="workflow_preset"),
    path(f"{_W}replies/", acts.replies, name="workflow_replies"),
    path(f"{_W}retries/", acts.retries, name="workflow_retries"),
    path(f"{_W}rules/<slug:key>/", rules.rule, name="workflow_rule"),
    path(f"{_W}rules/<slug:key>/place/", rules.rule_place, name="workflow_rule_place"),
    path(f"{_W}skips/", acts.skips, name="workflow_skips"),
    path(f"{_W}steps/", steps.steps, name="workflow_steps"),
    path(f"{_W}steps/<slug:key>/", steps.step, name="workflow_step"),
    path(f"{_W}steps/<slug:key>/actions/", actions.actions, name="workflow_actions"),
    path(f"{_W}steps/<slug:key>/copies/", steps.step_copies, name="workflow_step_copies"),
    path(f"{_W}steps/<slug:key>/place/", steps.step_place, name="workflow_step_place"),
    path(f"{_W}steps/<slug:key>/rules/", rules.rules, name="workflow_rules"),
    path(f"{_W}template/", templates.preview, name="workflow_template"),
]
