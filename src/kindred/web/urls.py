"""The addresses of the screens: nouns, and everything of a workspace below /w/<workspace>/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kindred.web.accounts.urls")),
    path("", include("kindred.web.unsubscribe.urls")),
    path("", include("kindred.web.welcome.urls")),
    path("w/<slug:workspace>/", include("kindred.web.belonging.urls")),
    path("w/<slug:workspace>/", include("kindred.web.bulk.urls")),
    path("w/<slug:workspace>/", include("kindred.web.privacy.urls")),
    path("w/<slug:workspace>/", include("kindred.web.contacts.urls")),
    path("w/<slug:workspace>/", include("kindred.web.cohorts.urls")),
    path("w/<slug:workspace>/", include("kindred.web.companies.urls")),
    path("w/<slug:workspace>/", include("kindred.web.criteria.urls")),
    path("w/<slug:workspace>/", include("kindred.web.notifications.urls")),
    path("w/<slug:workspace>/", include("kindred.web.outbox.urls")),
    path("w/<slug:workspace>/", include("kindred.web.segments.urls")),
    path("w/<slug:workspace>/", include("kindred.web.sequences.urls")),
    path("w/<slug:workspace>/", include("kindred.web.settings.urls")),
    path("w/<slug:workspace>/", include("kindred.web.tasks.urls")),
    path("w/<slug:workspace>/", include("kindred.web.workflows.urls")),
]
