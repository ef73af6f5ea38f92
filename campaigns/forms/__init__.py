"""Input of the ground floor."""
