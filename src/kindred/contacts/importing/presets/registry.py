"""The register of presets."""

from collections.abc import Sequence

from kindred.contacts.importing.presets.apollo import APOLLO
from kindred.contacts.importing.presets.gem import GEM
from kindred.contacts.importing.presets.generic import GENERIC
from kindred.contacts.importing.presets.google import GOOGLE
from kindred.contacts.importing.presets.greenhouse import GREENHOUSE
from kindred.contacts.importing.presets.hubspot import HUBSPOT
from kindred.contacts.importing.presets.lever import LEVER
from kindred.contacts.importing.presets.linkedin import LINKEDIN
from kindred.contacts.importing.presets.outlook import OUTLOOK
from kindred.contacts.importing.presets.preset import Preset
from kindred.contacts.importing.presets.salesforce import SALESFORCE
from kindred.contacts.importing.presets.vcard import VCARD
from kindred.contacts.spreadsheets import kinds

PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        LINKEDIN, HUBSPOT, SALESFORCE, GREENHOUSE, LEVER, GEM, APOLLO, GOOGLE, OUTLOOK, VCARD, GENERIC,
    )
}  # fmt: skip


def recognised(headers: Sequence[str], *, kind: str) -> Preset:
    """Return the preset of the system whose export a file is; that knows the most of its headers, where several could."""
    if kind == kinds.VCARD:
        return VCARD
    best = max(PRESETS.values(), key=lambda preset: preset.fit(headers))
    return best if best.fit(headers) else GENERIC
