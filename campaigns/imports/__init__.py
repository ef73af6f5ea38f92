"""Read other people's tables of contributions: pure Python, no Django, no database."""
