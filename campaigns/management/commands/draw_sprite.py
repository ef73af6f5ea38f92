from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from campaigns.illustration.symbols import sprite


class Command(BaseCommand):
    help = "Draw static/img/sprite.svg anew from the illustration kit."

    def handle(self, *args: Any, **options: Any) -> None:
        target = settings.BASE_DIR / "static" / "img" / "sprite.svg"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(sprite())
        self.stdout.write(f"Drew {target.relative_to(settings.BASE_DIR)}.")
