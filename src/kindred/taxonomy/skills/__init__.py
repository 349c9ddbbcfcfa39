"""Skills as people write them, read as one name for each, with the family it belongs to."""

from kindred.taxonomy.skills.register import families, family_of, skills_of_family
from kindred.taxonomy.skills.skill import SkillReading, read

__all__ = ["SkillReading", "families", "family_of", "read", "skills_of_family"]
