"""The Celery application. Tasks live in each app's `tasks.py`."""

import os

from celery import Celery

# Imported for what it registers: the broker address `folder://`.
from roeselare2030 import folder_broker as folder_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roeselare2030.settings.demo")

app = Celery("roeselare2030")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
