"""The addresses of the settings."""

from django.urls import path

from kindred.web.settings import audit, fields, members, sending_accounts, suppressions, templates
from kindred.web.settings import standard_terms as terms
from kindred.web.settings.workspace import workspace_settings

_ACCOUNT = "settings/accounts/<int:pk>/"
_INVITATION = "settings/invitations/<int:pk>/"
_MEMBER = "settings/members/<int:pk>/"

urlpatterns = [
    path("settings/", workspace_settings, name="settings"),
    path("settings/accounts/", sending_accounts.sending_accounts, name="sending_accounts"),
    path("settings/accounts/new/", sending_accounts.sending_account_new, name="sending_account_new"),
    path(_ACCOUNT, sending_accounts.sending_account, name="sending_account"),
    path(f"{_ACCOUNT}check/", sending_accounts.sending_account_check, name="sending_account_check"),
    path(f"{_ACCOUNT}default/", sending_accounts.sending_account_default, name="sending_account_default"),
    path(f"{_ACCOUNT}deletion/", sending_accounts.sending_account_deletion, name="sending_account_deletion"),
    path(f"{_ACCOUNT}pause/", sending_accounts.sending_account_pause, name="sending_account_pause"),
    path(f"{_ACCOUNT}resumption/", sending_accounts.sending_account_resumption, name="sending_account_resumption"),
    path(f"{_ACCOUNT}trial/", sending_accounts.sending_account_trial, name="sending_account_trial"),
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/audit/export/", audit.audit_export, name="audit_export"),
    path("settings/fields/", fields.own_fields, name="own_fields"),
    path("settings/fields/new/", fields.own_field_new, name="own_field_new"),
    path("settings/fields/<int:pk>/", fields.own_field, name="own_field"),
    path("settings/fields/<int:pk>/deletion/", fields.own_field_deletion, name="own_field_deletion"),
    path("settings/leaving/", members.leaving, name="leaving"),
    path("settings/members/", members.members, name="members"),
    path(f"{_MEMBER}role/", members.member_role, name="member_role"),
    path(f"{_MEMBER}removal/", members.member_removal, name="member_removal"),
    path(f"{_INVITATION}renewal/", members.invitation_renewal, name="invitation_renewal"),
    path(f"{_INVITATION}withdrawal/", members.invitation_withdrawal, name="invitation_withdrawal"),
    path("settings/terms/", terms.standard_terms, name="standard_terms"),
    path("settings/terms/unread/", terms.standard_terms_unread, name="standard_terms_unread"),
    path("settings/terms/new/<str:source>/", terms.standard_term_new, name="standard_term_new"),
    path("settings/terms/<int:pk>/", terms.standard_term, name="standard_term"),
    path("settings/terms/<int:pk>/application/", terms.standard_term_application, name="standard_term_application"),
    path("settings/terms/<int:pk>/withdrawal/", terms.standard_term_withdrawal, name="standard_term_withdrawal"),
    path("settings/suppressions/", suppressions.suppressions, name="suppressions"),
    path("settings/suppressions/<int:pk>/lifting/", suppressions.suppression_lifting, name="suppression_lifting"),
    path("settings/templates/", templates.templates, name="templates"),
    path("settings/templates/new/", templates.template_new, name="template_new"),
    path("settings/templates/letter/", templates.template_letter, name="template_letter"),
    path("settings/templates/preview/", templates.template_preview, name="template_preview"),
    path("settings/templates/<int:pk>/", templates.template, name="template"),
    path("settings/templates/<int:pk>/deletion/", templates.template_deletion, name="template_deletion"),
]
