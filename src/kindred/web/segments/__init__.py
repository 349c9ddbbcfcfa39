"""The pages of segments: saved criteria, what they were, who uses them, and how many they mean."""
