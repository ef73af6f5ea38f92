"""The room of the questions: write them, ask them, see what came out."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import AgeGroup
from campaigns.permissions import Permission
from survey.answer_files import WRITERS, answer_file
from survey.forms.asked import AskedForm
from survey.forms.questions import QuestionForm
from survey.models import Question, QuestionKind
from survey.services import questions as service
from survey.services.results import FEWEST, Group, open_texts, question_results
from survey.starter_questions import starter_questions

TEXTS = 25


@require_safe
@campaign_view(Permission.STEER)
def questions(request: MemberRequest) -> HttpResponse:
    """List the questions in the order in which they are asked. Four queries."""
    rows = (
        request.campaign.questions.annotate(people=Count("replies"))
        .prefetch_related("options", "asked_after__question")
        .order_by("position", "pk")
    )
    return render(request, "survey/questions.html", {"questions": list(rows)})


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.STEER)
def new_question(request: MemberRequest) -> HttpResponse:
    """Write a question; it stands ready, and is asked when it is opened."""
    form = QuestionForm(request.POST or None, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        after = form.cleaned_data["asked_after"]
        service.add_question(
            campaign=request.campaign, words=form.words, after=after, by=request.user
        )
        messages.success(request, _("The question stands ready. Open it to ask it."))
        return redirect("survey:questions")
    return _edit_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.STEER)
def edit_question(request: MemberRequest, pk: int) -> HttpResponse:
    """Reword a question."""
    question = _question(request, pk)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        instance=question,
        campaign=request.campaign,
        is_answered=question.replies.exists(),
    )
    if request.method == "POST" and form.is_valid():
        after = form.cleaned_data["asked_after"]
        try:
            service.change_question(
                question=question, words=form.words, after=after, by=request.user
            )
        except service.OptionInUse as kept:
            form.refuse_removal(kept.option)
        except service.HasReplies:
            form.add_error("kind", _("People answered already, so the kind stays."))
        else:
            messages.success(request, _("The question is saved."))
            return redirect("survey:questions")
    return _edit_page(request, form, question)


def _edit_page(
    request: MemberRequest, form: QuestionForm, question: Question | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "question": question,
        "earlier": list(form.fields["asked_after"].queryset),  # type: ignore[attr-defined]
        "chosen": {str(pk) for pk in form["asked_after"].value() or ()},
    }
    status = 422 if form.is_bound else 200
    return render(request, "survey/edit_question.html", context, status=status)


def _question(request: MemberRequest, pk: int) -> Question:
    return get_object_or_404(Question, campaign=request.campaign, pk=pk)


_STEPS: Final[dict[str, Callable[[Question, Any], object]]] = {
    "up": lambda question, by: service.move_question(question=question, up=True, by=by),
    "down": lambda question, by: service.move_question(question=question, up=False, by=by),
    "open": lambda question, by: service.open_question(question=question, is_open=True, by=by),
    "close": lambda question, by: service.open_question(question=question, is_open=False, by=by),
    "show": lambda question, by: service.show_results(question=question, is_public=True, by=by),
    "hide": lambda question, by: service.show_results(question=question, is_public=False, by=by),
    "delete": lambda question, by: service.delete_question(question=question, by=by),
}


@require_POST
@campaign_view(Permission.STEER)
def step_question(request: MemberRequest, pk: int) -> HttpResponse:
    """Move, open, close, show or throw away a question; twice is harmless."""
    question = Question.objects.filter(campaign=request.campaign, pk=pk).first()
    step = _STEPS.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    if question is None:  # thrown away a click ago
        return redirect("survey:questions")
    try:
        step(question, request.user)
    except service.HasReplies:
        messages.error(request, _("People answered this question. Close it instead."))
    except service.OrderMatters:
        messages.error(request, _("Another question hangs on this one, so it has to come first."))
    except service.NotReady:
        messages.error(request, _("Give this question its answers first."))
    response = redirect("survey:questions")
    response["Location"] += f"#vraag-{pk}"
    return response


@require_POST
@campaign_view(Permission.STEER)
def start_questions(request: MemberRequest) -> HttpResponse:
    """Fill an empty list with questions to start from."""
    if not request.campaign.questions.exists():
        for words in starter_questions(request.campaign.city):
            service.add_question(campaign=request.campaign, words=words, after=(), by=request.user)
        messages.success(request, _("Three questions stand ready. Change them as you like."))
    return redirect("survey:questions")


@require_safe
@campaign_view(Permission.STEER)
def preview_questions(request: MemberRequest) -> HttpResponse:
    """Show the page as people will see it, closed questions included. Nothing can be sent."""
    rows = request.campaign.questions.prefetch_related("options", "asked_after__question")
    form = AskedForm(list(rows), {}, shows_all=True)
    return render(request, "survey/asked.html", {"form": form, "is_preview": True})


@require_safe
@campaign_view(Permission.TEAM)
def question_results_page(request: MemberRequest) -> HttpResponse:
    """Show the team what came out. Eight queries at most."""
    districts = list(request.campaign.districts.all())
    district = next((row for row in districts if row.slug == request.GET.get("wijk")), None)
    age = request.GET.get("leeftijd", "")
    group = Group(age if age in AgeGroup.values else "", district)
    rows = list(request.campaign.questions.prefetch_related("options"))
    context = {
        "results": question_results(questions=rows, group=group, fewest=FEWEST if group else 1),
        "group": group,
        "districts": districts,
        "ages": AgeGroup.choices,
        "fewest": FEWEST,
        "as_table": request.GET.get("als") == "tabel",
        "query": _narrowed(group),
        "is_public": False,
    }
    return render(request, "survey/question_results.html", context)


def _narrowed(group: Group) -> str:
    named = {"leeftijd": group.age_group, "wijk": group.district.slug if group.district else ""}
    return "&".join(f"{name}={value}" for name, value in named.items() if value)


@require_safe
@campaign_view(Permission.TEAM)
def open_answers(request: MemberRequest, pk: int) -> HttpResponse:
    """List what people wrote to an open question. Five queries."""
    question = get_object_or_404(Question, campaign=request.campaign, pk=pk, kind=QuestionKind.OPEN)
    page = Paginator(open_texts(question), TEXTS).get_page(request.GET.get("bladzijde"))
    context = {"question": question, "page": page, "query": ""}
    return render(request, "survey/open_answers.html", context)


@require_safe
@campaign_view(Permission.STEER)
def question_file(request: MemberRequest, name: str) -> HttpResponseBase:
    """Download all answers, one row for each person, or what the columns mean."""
    if name not in WRITERS:
        raise Http404
    return answer_file(request.campaign, name)
