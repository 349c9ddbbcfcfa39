"""The formats contacts can be written in: a family, one file each, and a register."""
