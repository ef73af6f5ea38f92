"""The exhibition for everybody, the hand-in for teachers, the art queue for the team."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.forms.moderation import HoldForm
from campaigns.limits import rate_limited
from campaigns.models import Phase
from campaigns.permissions import Permission
from campaigns.phases import Door
from campaigns.services.moderation import AlreadyDecided, hold_contribution, place_contribution
from gallery.forms import ClassForm, HandInForm, blank_hand_in
from gallery.models import Artwork, SchoolClass
from gallery.services import hand_in_artwork, make_class, send_class_link

PER_PAGE = 24


@require_safe
@campaign_view(door=Door.READ)
def exhibition(request: CampaignRequest) -> HttpResponse:
    """Show the wall of works that may be seen."""
    works = Artwork.objects.of(request.campaign).public().newest()
    page = Paginator(works, PER_PAGE).get_page(request.GET.get("bladzijde"))
    return render(request, "gallery/exhibition.html", {"page": page})


@require_safe
@campaign_view(door=Door.READ)
def artwork(request: CampaignRequest, number: int) -> HttpResponse:
    """Show one work and the dream the child told."""
    works = Artwork.objects.of(request.campaign).public()
    work = get_object_or_404(works, number=number)
    context = {
        "work": work,
        "before": works.filter(number__lt=number).order_by("-number").first(),
        "after": works.filter(number__gt=number).order_by("number").first(),
    }
    response = render(request, "gallery/artwork.html", context)
    # Children's pages are for visitors, not for search engines.
    response.headers["X-Robots-Tag"] = "noindex, noimageindex"
    return response


@require_safe
@campaign_view()
def image(request: CampaignRequest, number: int) -> HttpResponseBase:
    """Serve the large picture to whoever may see the work now."""
    work = get_object_or_404(Artwork.objects.of(request.campaign), number=number)
    curates = request.membership is not None and request.membership.may(Permission.CURATE)
    if not work.image or not (work.is_public or curates):
        raise Http404
    response = FileResponse(work.image.open("rb"), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Robots-Tag"] = "noindex, noimageindex"
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("class-link", times=10, seconds=3600)
@campaign_view()
def schools(request: CampaignRequest) -> HttpResponse:
    """Explain how a class takes part, and mail a link to who asks."""
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        school_class = make_class(campaign=request.campaign, **data)
        send_class_link(
            school_class=school_class,
            # The link of a class that exists already goes to the teacher it belongs to.
            to=school_class.email or data["email"],
            address=request.build_absolute_uri(school_class.get_hand_in_url()),
        )
        messages.success(request, _("The link is on its way. Look in your mailbox."))
        return redirect("gallery:schools")
    deadline = Phase.objects.filter(campaign=request.campaign, number=Door.SCHOOLS.last).first()
    context = {"form": form, "deadline": deadline, "open": request.timeline.is_open(Door.SCHOOLS)}
    return render(request, "gallery/schools.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("hand-in", times=200, seconds=3600)
@campaign_view()
def hand_in(request: CampaignRequest, link: str) -> HttpResponse:
    """Take in one work of a class; whoever has the link may hand in."""
    school_class = get_object_or_404(
        SchoolClass.objects.select_related("school__campaign"),
        link=link, school__campaign=request.campaign,
    )  # fmt: skip
    form = blank_hand_in(recorded_by=school_class.teacher)
    if request.method == "POST":
        request.timeline.require(Door.SCHOOLS)
        form = HandInForm(request.POST, request.FILES)
        if form.is_valid():
            work, _new = hand_in_artwork(school_class=school_class, **form.fields_to_store())
            messages.success(
                request,
                _("Received: “%(title)s”. The code is %(code)s.")
                % {"title": work.title, "code": work.receipt},
            )
            return redirect(school_class.get_hand_in_url())
    context = {
        "form": form,
        "school_class": school_class,
        "works": school_class.artworks.order_by("-number"),
        "open": request.timeline.is_open(Door.SCHOOLS),
    }
    response = render(
        request, "gallery/hand_in.html", context, status=422 if form.is_bound else 200
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CURATE)
def curate(request: MemberRequest) -> HttpResponse:
    """Show the works that wait, and the classes with their links; make a new class."""
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = make_class(campaign=request.campaign, by=request.user, **form.cleaned_data)
        messages.success(request, _("The class %(name)s has its link.") % {"name": made})
        return redirect("gallery:curate")
    context = {
        "form": form,
        "hold_form": HoldForm(),
        "waiting": Artwork.objects.of(request.campaign).waiting()[:30],
        "classes": SchoolClass.objects.filter(school__campaign=request.campaign)
        .select_related("school")
        .annotate(works=Count("artworks")),
        "origin": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "gallery/curate.html", context, status=422 if form.is_bound else 200)


@require_POST
@campaign_view(Permission.CURATE)
def decide(request: MemberRequest, number: int) -> HttpResponse:
    """Hang a work or hold it back with a reason."""
    work = get_object_or_404(Artwork.objects.of(request.campaign), number=number)
    contribution = work.contribution
    try:
        if "hang" in request.POST:
            place_contribution(contribution=contribution, by=request.user)
            messages.success(request, _("“%(title)s” is placed.") % {"title": work.title})
        else:
            form = HoldForm(request.POST)
            if not form.is_valid():
                messages.error(request, str(form.errors["reason"][0]))
                return redirect("gallery:curate")
            hold_contribution(contribution=contribution, by=request.user, **form.cleaned_data)
            messages.success(request, _("“%(title)s” is held back.") % {"title": work.title})
    except AlreadyDecided:
        messages.info(request, _("A colleague was first with this work. Nothing changed."))
    return redirect("gallery:curate")
