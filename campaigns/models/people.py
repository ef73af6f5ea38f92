"""People who sign in, and what they are in a campaign. Citizens need no account."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.permissions import PERMISSIONS, SECOND_FACTOR_ROLES, Permission, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Make a person who signs in with an e-mail address."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractUser):
    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # Sign-in treats Ann@ and ann@ as one person.
            models.UniqueConstraint(Lower("email"), name="user_email_unique_ignoring_case"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Membership(models.Model):
    """One person's roles in one campaign; somebody with two roles has both sets of rights."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    roles = models.JSONField(_("roles"), default=list)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "user"], name="one_membership_per_campaign")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({', '.join(self.roles)})"

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(PERMISSIONS.get(role, frozenset()) for role in self.roles))

    @property
    def needs_second_factor(self) -> bool:
        return any(role in SECOND_FACTOR_ROLES for role in self.roles)

    @property
    def role_names(self) -> list[str]:
        """Return the roles as people call them."""
        return [str(Role(role).label) for role in self.roles if role in Role.values]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions
