"""Letters from the campaign: plain text, from a named person, one address per letter."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from campaigns.models import Campaign


def send_letter(
    *, campaign: Campaign, to: str, template: str, context: dict[str, Any]
) -> EmailMessage:
    """Send `<template>.txt`; its first line is the subject."""
    text = render_to_string(template, {"campaign": campaign, **context})
    subject, _, body = text.strip().partition("\n")
    letter = EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=[campaign.contact_email] if campaign.contact_email else None,
    )
    letter.send()
    return letter
