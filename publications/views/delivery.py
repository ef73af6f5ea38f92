"""Where the newspaper goes: print run, routes, proof."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.exports import stream_csv
from campaigns.permissions import Permission
from publications.forms.delivery import DeliveredForm, DeliveryForm, RoutesForm
from publications.models import Delivery, Route
from publications.services.delivery import (
    delivery_of,
    note_delivered,
    remove_route,
    save_delivery,
    take_delivery_back,
    write_routes,
)


def _room(
    request: MemberRequest, *, plan: DeliveryForm | None = None, paste: RoutesForm | None = None,
    noted: DeliveredForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the room, with a form that came back. Three queries."""
    delivery, routes = delivery_of(request.campaign), _routes(request)
    done = [route for route in routes if route.delivered_at]
    context = {
        "plan": plan or DeliveryForm(instance=delivery),
        "paste": paste or RoutesForm(campaign=request.campaign),
        "noted": noted,
        "rows": [(route, delivery.copies(route)) for route in routes],
        "print_run": delivery.print_run(routes) if routes else 0,
        "mailboxes": sum(route.mailboxes for route in routes),
        "needed": sum(delivery.copies(route) for route in routes),
        "done": len(done),
        "done_share": round(100 * len(done) / len(routes)) if routes else 0,
    }
    failed = any(form is not None and form.errors for form in (plan, paste, noted))
    return render(request, "publications/delivery.html", context, status=422 if failed else 200)


def _routes(request: MemberRequest) -> list[Route]:
    return list(Route.objects.filter(campaign=request.campaign).select_related("district"))


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def delivery(request: MemberRequest) -> HttpResponse:
    """Show how many to print and where they go; keep the rule."""
    if request.method != "POST":
        return _room(request)
    form = DeliveryForm(request.POST, instance=delivery_of(request.campaign))
    if not form.is_valid():
        return _room(request, plan=form)
    save_delivery(delivery=form.instance, by=request.user)
    messages.success(request, _("The rule for delivery is saved."))
    return redirect("publications:delivery")


@require_POST
@campaign_view(Permission.EDIT)
def paste_routes(request: MemberRequest) -> HttpResponse:
    """Take routes over from a spreadsheet: all of them or none."""
    form = RoutesForm(request.POST, campaign=request.campaign)
    if not form.is_valid():
        return _room(request, paste=form)
    lines = form.cleaned_data["lines"]
    write_routes(campaign=request.campaign, lines=lines, by=request.user)
    text = ngettext("%(n)s route is in the plan.", "%(n)s routes are in the plan.", len(lines))
    messages.success(request, text % {"n": len(lines)})
    return redirect("publications:delivery")


@require_POST
@campaign_view(Permission.EDIT)
def delivered(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a route was delivered, take that back, or take the route out of the plan."""
    route = get_object_or_404(Route, campaign=request.campaign, pk=pk)
    if "terug" in request.POST:
        take_delivery_back(route=route, by=request.user)
        messages.success(request, _("“%(route)s” is open again.") % {"route": route.name})
    elif "weg" in request.POST:
        remove_route(route=route, by=request.user)
        messages.success(request, _("“%(route)s” is out of the plan.") % {"route": route.name})
    else:
        form = DeliveredForm(request.POST, instance=route, prefix=f"r{route.pk}")
        if not form.is_valid():
            return _room(request, noted=form)
        note_delivered(
            route=route, name=form.cleaned_data["delivered_by"],
            left_over=form.cleaned_data["left_over"], by=request.user,
        )  # fmt: skip
        messages.success(request, _("“%(route)s” is delivered.") % {"route": route.name})
    return redirect("publications:delivery")


@require_safe
@campaign_view(Permission.EDIT)
def delivery_list(request: MemberRequest) -> HttpResponseBase:
    """Give the list for the printer and the people who deliver."""
    plan: Delivery = delivery_of(request.campaign)
    header = (
        _("district"), _("route"), _("mailboxes"), _("copies"), _("delivered"), _("delivered by"),
        _("left over"),
    )  # fmt: skip
    rows = (
        (
            route.district.name if route.district else "", route.name, route.mailboxes,
            plan.copies(route), route.delivered_at.isoformat() if route.delivered_at else "",
            route.delivered_by, route.left_over if route.delivered_at else "",
        )
        for route in _routes(request)
    )  # fmt: skip
    response = stream_csv(f"bezorging-{request.campaign.slug}.csv", header, rows)
    response.headers["Cache-Control"] = "private, no-store"
    return response
