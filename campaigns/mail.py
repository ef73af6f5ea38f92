"""Letters from the campaign: plain text, from a named person, one address per letter."""

from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from campaigns.models import Campaign

# What a post office that is down or refuses raises: worth another try.
MAIL_FAILS: Final = (SMTPException, OSError)


def letter_language(language: str) -> str:
    """Return the language of ours for a contribution in any language: its own, or the first."""
    ours = {code.partition("-")[0]: code for code, _name in settings.LANGUAGES}
    return ours.get(language[:2].lower(), settings.LANGUAGE_CODE)


def send_letter(
    *,
    campaign: Campaign,
    to: str,
    template: str,
    context: dict[str, Any],
    enclosed: Sequence[tuple[str, bytes, str]] = (),
) -> EmailMessage:
    """Send `<template>.txt`; its first line is the subject.

    `enclosed` are files that go with it: name, contents and kind.
    """
    text = render_to_string(template, {"campaign": campaign, **context})
    subject, _, body = text.strip().partition("\n")
    letter = EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=[campaign.contact_email] if campaign.contact_email else None,
        attachments=list(enclosed),
    )
    letter.send()
    return letter
