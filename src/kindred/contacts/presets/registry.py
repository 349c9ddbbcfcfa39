"""The register of presets."""

from collections.abc import Sequence

from kindred.contacts.presets.apollo import APOLLO
from kindred.contacts.presets.gem import GEM
from kindred.contacts.presets.generic import GENERIC
from kindred.contacts.presets.google import GOOGLE
from kindred.contacts.presets.greenhouse import GREENHOUSE
from kindred.contacts.presets.hubspot import HUBSPOT
from kindred.contacts.presets.lever import LEVER
from kindred.contacts.presets.linkedin import LINKEDIN
from kindred.contacts.presets.outlook import OUTLOOK
from kindred.contacts.presets.preset import Preset
from kindred.contacts.presets.salesforce import SALESFORCE
from kindred.contacts.presets.vcard import VCARD
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
