"""The register of the formats contacts can be written in."""

from kindred.contacts.formats import csv, jsonl, vcard, xlsx
from kindred.contacts.formats.format import Format

FORMATS: dict[str, Format] = {one.key: one for one in (csv.FORMAT, xlsx.FORMAT, vcard.FORMAT, jsonl.FORMAT)}
