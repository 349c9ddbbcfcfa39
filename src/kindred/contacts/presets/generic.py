"""Any other list: its columns are guessed by their headers, else by what stands in them."""

from kindred.contacts.presets.preset import Preset

GENERIC = Preset(key="generic", label="", marks=())
