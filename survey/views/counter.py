"""Write down dreams at a counter, and from photos of paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms.paper import ScanForm
from campaigns.languages import guess_language
from campaigns.models import Channel, Scan, ScanStatus
from campaigns.permissions import Permission
from campaigns.phases import Door
from campaigns.services.paper import ScanSettled, draw_address, earlier_scans
from survey import tasks
from survey.forms.counter import CounterForm
from survey.models import Dream
from survey.services.counter import enter_sheet, write_down_dream

# Where this colleague sat last, so that it is typed once a day.
PLACE = "counter_place"


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.ENTER, door=Door.DREAM)
def counter(request: MemberRequest) -> HttpResponse:
    """Write down the dream of somebody who stands at the counter."""
    if request.method != "POST":
        form = CounterForm.fresh(request.campaign, request.session.get(PLACE, ""))
        return render(request, "survey/counter.html", {"form": form})
    form = CounterForm(request.POST, campaign=request.campaign)
    if not form.may_be_sent:
        return render(request, "survey/counter.html", {"form": form}, status=422)
    told = {key: form.cleaned_data[key] for key in form.cleaned_data if key in _OWN}
    told["language"] = told["language"] or guess_language(told["text"], "nl")
    dream, created = write_down_dream(campaign=request.campaign, by=request.user, **told)
    request.session[PLACE] = dream.origin
    if created and dream.email:
        base = f"{request.scheme}://{request.get_host()}"
        # celery-types does not know the task class Django projects get.
        tasks.mail_receipt.delay_on_commit(dream.pk, base, get_language())  # type: ignore[attr-defined]
    return redirect("survey:counter_slip", number=dream.number)


_OWN = frozenset(
    {
        "text", "place", "display_name", "district", "age_group", "language", "email",
        "submission_key",
    }
)  # fmt: skip


@require_safe
@campaign_view(Permission.ENTER)
def counter_slip(request: MemberRequest, number: int) -> HttpResponse:
    """Show the code large, to say aloud and to print on a slip."""
    mine = Dream.objects.filter(campaign=request.campaign, entered_by__isnull=False)
    dream = get_object_or_404(mine, number=number)
    address = f"{request.scheme}://{request.get_host()}{dream.get_absolute_url()}"
    context = {
        "dream": dream,
        "address": address.partition("://")[2].rstrip("/"),
        "qr": _drawn(address),
        "may_dream": request.timeline.is_open(Door.DREAM),
    }
    return render(request, "survey/counter_slip.html", context)


def _drawn(address: str) -> SafeString:
    return mark_safe(draw_address(address))  # noqa: S308 -- drawn from our own address


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.ENTER, door=Door.READ)
def enter_scan(request: MemberRequest, pk: int) -> HttpResponse:
    """Type over a photo of a sheet that belongs to the survey."""
    found = get_object_or_404(
        Scan.objects.filter(campaign=request.campaign, batch__channel=Channel.ONLINE)
        .select_related("batch", "campaign"),
        pk=pk,
    )  # fmt: skip
    if found.status != ScanStatus.DRAFT:
        return redirect("campaigns:scan", pk=pk)
    more = "more" in request.POST
    form = ScanForm(request.POST or None, campaign=request.campaign, more=more)
    if request.method == "POST" and not more and form.may_be_sent:
        return _enter(request, found, form)
    context = {
        "scan": found,
        # Asking for room for another text is no mistake yet.
        "form": form.unchecked() if more else form,
        "earlier": [row for scan in earlier_scans(found) for row in scan.contributions.all()],
    }
    status = 422 if form.is_bound and not more else 200
    return render(request, "campaigns/type_over.html", context, status=status)


def _enter(request: MemberRequest, found: Scan, form: ScanForm) -> HttpResponse:
    try:
        entered = enter_sheet(scan=found, rows=form.rows, by=request.user)
    except ScanSettled:
        messages.info(request, _("A colleague was first with this photo. Nothing changed."))
        return redirect("campaigns:scan", pk=found.pk)
    numbers = ", ".join(str(dream.number) for dream in entered)
    text = ngettext("Dream %(numbers)s is placed.", "Dreams %(numbers)s are placed.", len(entered))
    messages.success(request, text % {"numbers": numbers})
    following = (
        Scan.objects.filter(campaign=request.campaign, status=ScanStatus.DRAFT)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )
    return redirect("campaigns:scan", pk=following) if following else redirect("campaigns:scans")
