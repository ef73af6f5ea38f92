"""Paper of one session: plain data in, a PDF out. No database, no request."""
