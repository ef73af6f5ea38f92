"""Open data as files: what stands in them and how it is written. No database here."""
