"""Printed matter: plain data in, bytes out. No database, no queue, no request."""
