from typing import Any

from django.core.management.base import BaseCommand

from roeselare2030.demo.logins import LOGINS, PASSWORD


class Command(BaseCommand):
    help = "Print the demo's logins."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Sign in at /aanmelden/ with the password {PASSWORD}:")
        for login in LOGINS:
            self.stdout.write(
                f"  {login.email:<28} {', '.join(str(role.label) for role in login.roles)}"
            )
