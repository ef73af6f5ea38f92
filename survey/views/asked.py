"""Answer the questions around the dream, and see what came out."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.phases import Door
from survey.forms.asked import AskedForm
from survey.participants import find_participant, remember_participant
from survey.services.questions import (
    first_reply_participant,
    keep_answers,
    open_questions,
    stored_replies,
)
from survey.services.results import FEWEST, question_results


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("questions", times=300, seconds=600)
@campaign_view(door=Door.DREAM)
def asked(request: CampaignRequest) -> HttpResponse:
    """Ask all open questions on one page; sending again changes the answers. Six queries."""
    participant = find_participant(request, request.campaign)
    questions, stored = list(open_questions(request.campaign)), stored_replies(participant)
    data = request.POST if request.method == "POST" else None
    form = AskedForm(questions, stored, data)
    if data is None or not form.may_be_sent:
        context = {"form": form, "is_preview": False, "knows_you": bool(stored)}
        status = 200 if data is None or not form.fields else 422
        response = render(request, "survey/asked.html", context, status=status)
        add_never_cache_headers(response)
        return response
    if participant is None:
        participant = first_reply_participant(campaign=request.campaign, key=form.key)
    keep_answers(participant=participant, answers=form.answers)
    return remember_participant(redirect("survey:asked_done"), participant)


@require_safe
@campaign_view()
def asked_done(request: CampaignRequest) -> HttpResponse:
    """Thank somebody, and show the way on; reloading is harmless."""
    context = {
        "may_dream": request.timeline.is_open(Door.DREAM),
        "may_score": request.timeline.is_open(Door.SCORE),
        "has_results": request.timeline.is_open(Door.READ)
        and request.campaign.questions.filter(results_public=True).exists(),
    }
    return render(request, "survey/asked_done.html", context)


@require_safe
@campaign_view(door=Door.READ)
def answers_public(request: CampaignRequest) -> HttpResponse:
    """Show everybody the results the core team shares. Seven queries at most."""
    shared = request.campaign.questions.filter(results_public=True).exclude(kind="open")
    context = {
        "results": question_results(questions=list(shared.prefetch_related("options"))),
        "fewest": FEWEST,
        "as_table": request.GET.get("als") == "tabel",
        "query": "",
        "group": None,
        "is_public": True,
    }
    return render(request, "survey/question_results.html", context)
