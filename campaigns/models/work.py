"""Signs of life from the worker."""

from django.db import models


class Heartbeat(models.Model):
    """When the worker last ran a task, so that `/readyz` can tell whether it is alive."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
