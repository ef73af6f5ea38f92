"""The project: settings, URLs, Celery and the demo. It may name every app; no app names it."""

from roeselare2030.celery import app as celery_app

__all__ = ["celery_app"]
