"""The addresses of the pool's pages."""

from django.urls import path

from kindred.web.contacts.bases import contact_bases, contact_basis_new, contact_basis_withdrawal
from kindred.web.contacts.cells import cell
from kindred.web.contacts.contact import contact
from kindred.web.contacts.deletion import contact_deletion
from kindred.web.contacts.disclosure import contact_access
from kindred.web.contacts.duplicates.bulk import bulk_merging, bulk_stop, bulk_undo
from kindred.web.contacts.duplicates.deciding import merging, parting, rejoining, unmerging
from kindred.web.contacts.duplicates.merges import merge_undo, merges
from kindred.web.contacts.duplicates.queue import duplicates, progress, search_start
from kindred.web.contacts.editing import contact_edit, contact_new
from kindred.web.contacts.erasing import contact_erasure, selection_erasure
from kindred.web.contacts.field import field
from kindred.web.contacts.filtering import filtering
from kindred.web.contacts.imports.mapping import match_anew, show_preview, start
from kindred.web.contacts.imports.progress import cancellation, import_page, imports, pause, rejected, resumption
from kindred.web.contacts.imports.undo import undo
from kindred.web.contacts.imports.upload import upload
from kindred.web.contacts.kept_views import (
    columns,
    view_change,
    view_copy,
    view_deletion,
    view_new,
    view_restoration,
    view_settings,
)
from kindred.web.contacts.messages import messages
from kindred.web.contacts.notes import notes
from kindred.web.contacts.pool import pool
from kindred.web.contacts.tag_suggestions import tag_suggestions
from kindred.web.contacts.tags import tags
from kindred.web.contacts.taking_back import cell_undo
from kindred.web.contacts.tasks import task_done, tasks
from kindred.web.contacts.timeline import timeline
from kindred.web.contacts.why import verification, verifications, why

urlpatterns = [
    path("contacts/", pool, name="contacts"),
    path("contacts/columns/", columns, name="contact_columns"),
    path("contacts/filter/", filtering, name="contact_filter"),
    path("contacts/views/new/", view_new, name="view_new"),
    path("contacts/views/<int:view>/", view_change, name="view_change"),
    path("contacts/views/<int:view>/settings/", view_settings, name="view_settings"),
    path("contacts/views/<int:view>/copy/", view_copy, name="view_copy"),
    path("contacts/views/<int:view>/deletion/", view_deletion, name="view_deletion"),
    path("contacts/views/<int:view>/restoration/", view_restoration, name="view_restoration"),
    path("contacts/<int:contact>/", contact, name="contact"),
    path("contacts/<int:contact>/cells/<str:key>/", cell, name="contact_cell"),
    path("contacts/<int:contact>/cells/<str:key>/undo/", cell_undo, name="contact_cell_undo"),
    path("contacts/selection/erasure/", selection_erasure, name="contacts_erasure"),
    path("contacts/<int:contact>/access/", contact_access, name="contact_access"),
    path("contacts/<int:contact>/bases/", contact_bases, name="contact_bases"),
    path("contacts/<int:contact>/bases/new/", contact_basis_new, name="contact_basis_new"),
    path(
        "contacts/<int:contact>/bases/<int:basis>/withdrawal/",
        contact_basis_withdrawal,
        name="contact_basis_withdrawal",
    ),
    path("contacts/<int:contact>/erasure/", contact_erasure, name="contact_erasure"),
    path("contacts/<int:contact>/fields/<str:key>/", field, name="contact_field"),
    path("contacts/<int:contact>/fields/<str:key>/verification/", verification, name="contact_verification"),
    path("contacts/<int:contact>/fields/<str:key>/why/", why, name="contact_why"),
    path("contacts/<int:contact>/verifications/", verifications, name="contact_verifications"),
    path("contacts/<int:contact>/messages/", messages, name="contact_messages"),
    path("contacts/<int:contact>/notes/", notes, name="contact_notes"),
    path("contacts/<int:contact>/tasks/", tasks, name="contact_tasks"),
    path("contacts/<int:contact>/tasks/<int:task>/done/", task_done, name="contact_task_done"),
    path("contacts/<int:contact>/tags/", tags, name="contact_tags"),
    path("contacts/<int:contact>/timeline/", timeline, name="contact_timeline"),
    path("tags/", tag_suggestions, name="tag_suggestions"),
    path("contacts/new/", contact_new, name="contact_new"),
    path("contacts/<int:contact>/edit/", contact_edit, name="contact_edit"),
    path("contacts/<int:contact>/deletion/", contact_deletion, name="contact_deletion"),
    path("contacts/imports/", imports, name="imports"),
    path("contacts/imports/new/", upload, name="import_new"),
    path("contacts/imports/<int:pk>/", import_page, name="import"),
    path("contacts/imports/<int:pk>/start/", start, name="import_start"),
    path("contacts/imports/<int:pk>/preview/", show_preview, name="import_preview"),
    path("contacts/imports/<int:pk>/matching/", match_anew, name="import_matching"),
    path("contacts/imports/<int:pk>/pause/", pause, name="import_pause"),
    path("contacts/imports/<int:pk>/resumption/", resumption, name="import_resumption"),
    path("contacts/imports/<int:pk>/cancellation/", cancellation, name="import_cancellation"),
    path("contacts/imports/<int:pk>/rejected.<str:ending>", rejected, name="import_rejected"),
    path("contacts/imports/<int:pk>/undo/", undo, name="import_undo"),
    path("contacts/duplicates/", duplicates, name="duplicates"),
    path("contacts/duplicates/search/", search_start, name="duplicates_search"),
    path("contacts/duplicates/progress/", progress, name="duplicates_progress"),
    path("contacts/duplicates/certain/", bulk_merging, name="duplicates_bulk"),
    path("contacts/duplicates/certain/<int:run>/stop/", bulk_stop, name="duplicates_bulk_stop"),
    path("contacts/duplicates/certain/<int:run>/undo/", bulk_undo, name="duplicates_bulk_undo"),
    path("contacts/duplicates/<int:pair>/merge/", merging, name="duplicate_merge"),
    path("contacts/duplicates/<int:pair>/apart/", parting, name="duplicate_apart"),
    path("contacts/duplicates/<int:pair>/return/", rejoining, name="duplicate_return"),
    path("contacts/duplicates/merges/", merges, name="merges"),
    path("contacts/duplicates/merges/<int:merge>/undo/", unmerging, name="duplicate_unmerge"),
    path("contacts/duplicates/merges/<int:merge>/return/", merge_undo, name="merge_undo"),
]
