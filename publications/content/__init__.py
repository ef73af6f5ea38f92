"""Gather what is printed from the database: plain data for the layout."""
