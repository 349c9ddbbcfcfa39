"""Free text to standard terms: job titles, places and skills, read offline, the same every time, and explained."""
