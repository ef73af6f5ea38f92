"""How staff sign in: nobody makes an account for themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from campaigns.access import find_campaign
from campaigns.models import Membership, User
from campaigns.permissions import Permission

_START = (
    (Permission.TEAM, "/team/"),
    (Permission.NOTE, "/ambassadeur/"),
    (Permission.SCRIBE, "/tafel/"),
    (Permission.CABINET, "/kabinet/"),
)


def start_page(membership: Membership | None) -> str:
    """Return the page somebody's work starts on."""
    if membership is not None:
        for permission, path in _START:
            if membership.may(permission):
                return path
    return "/"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Invite only; after signing in, everybody lands where their own work is."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        campaign = find_campaign(request.get_host())
        return start_page(
            Membership.objects.filter(campaign=campaign, user=request.user).first()  # type: ignore[misc]
            if campaign
            else None
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let the letters come from the campaign of this host."""
        campaign = find_campaign(self.request.get_host())
        super().send_mail(template_prefix, email, {**context, "campaign": campaign})

    def format_email_subject(self, subject: str) -> str:
        return subject


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Let an identity provider sign in only people who were invited before."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a first visit to the invited person with the address the provider verified."""
        if sociallogin.is_existing:
            return
        verified = [row.email.lower() for row in sociallogin.email_addresses if row.verified]
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is not None:
            sociallogin.connect(request, user)
