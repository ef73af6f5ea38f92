"""Whom the sessions reach beside whom the core team wants to reach."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.exports import Cell, stream_csv
from campaigns.imports.tables import ImportFileError, read_table
from campaigns.permissions import Permission
from dreamsessions.forms.planning import TargetsFileForm, TargetsForm
from dreamsessions.models import Target
from dreamsessions.rendering.reach import Amount, Chart, draw_bars
from dreamsessions.services.coverage import (
    ColumnsMissing,
    Coverage,
    FileRow,
    enter_targets,
    measure_coverage,
    read_targets,
    set_targets,
)

HEADER = (
    "dimensie", "waarde", "naam", "inwoners", "sessies", "mensen", "sessies_gehouden",
    "sessies_gepland", "mensen_aanwezig", "mensen_per_1000", "dromen_met_leeftijd",
)  # fmt: skip

_SHOWN = 200  # rows of a file; there are fewer parts of the city, ages and groups


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.PLAN)
def coverage(request: MemberRequest) -> HttpResponse:
    """Show whom we reach, with the gaps named; write down what is wanted. Nine queries."""
    made = measure_coverage(request.campaign)
    chosen = request.POST.get("dimension", "")
    forms = {
        dimension: TargetsForm(
            request.POST if dimension == chosen else None, dimension=dimension,
            labels=made.labels(dimension), targets=made.targets[dimension],
        )
        for dimension in Target.Dimension.values
    }  # fmt: skip
    if chosen in forms and forms[chosen].is_valid():
        set_targets(
            campaign=request.campaign, dimension=chosen, wanted=forms[chosen].wanted,
            by=request.user,
        )  # fmt: skip
        messages.success(request, _("Your targets are saved."))
        return redirect("dreamsessions:coverage")
    context = {
        "coverage": made, "parts": _parts(made, forms), "as_table": request.GET.get("als") == "tabel",
    }  # fmt: skip
    status = 422 if chosen in forms else 200
    return render(request, "dreamsessions/coverage.html", context, status=status)


def _parts(made: Coverage, forms: dict[str, TargetsForm]) -> list[dict[str, Any]]:
    """Return the three parts of the page: charts, their table and the form of the targets."""
    return [
        {
            "key": key, "title": title, "lines": made.lines(key), "form": forms[key],
            "charts": _charts(made, key),
        }
        for key, title in (
            ("district", _("Districts")), ("group", _("For whom")), ("age", _("Ages")),
        )
    ]  # fmt: skip


def _charts(made: Coverage, key: str) -> list[Chart]:
    """Draw what is counted, each in a chart of its own: people and dreams are never added."""
    lines = made.lines(key)
    if key == "age":
        dreams = (Amount(line.label, line.dreams) for line in lines)
        return [draw_bars(dreams, measure=_("Dreams told"))]
    sessions = (Amount(line.label, line.held, line.planned, line.sessions_wanted) for line in lines)
    share = _("%(n)s per 1,000")
    people = (
        Amount(
            line.label, line.people, 0, line.people_wanted,
            share % {"n": line.share} if line.share else "",
        )
        for line in lines
    )  # fmt: skip
    return [
        draw_bars(sessions, measure=_("Sessions held")),
        draw_bars(people, measure=_("People present")),
    ]


@require_safe
@campaign_view(Permission.PLAN)
def coverage_file(request: MemberRequest) -> HttpResponseBase:
    """Give the coverage as CSV; its first columns can be imported again."""
    made = measure_coverage(request.campaign)
    return stream_csv("bereik.csv", HEADER, _cells(made))


def _cells(made: Coverage) -> Iterator[list[Cell]]:
    for key, name in (("district", "wijk"), ("group", "doelgroep"), ("age", "leeftijd")):
        for line in made.lines(key):
            counted: list[Cell] = (
                [None, None, None, None, line.dreams]
                if key == "age"
                else [line.held, line.planned, line.people, _rounded(line.per_thousand), None]
            )
            yield [
                name, line.value, line.label, line.population, line.sessions_wanted,
                line.people_wanted, *counted,
            ]  # fmt: skip


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 1)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.PLAN)
def import_targets(request: MemberRequest) -> HttpResponse:
    """Read a file with inhabitants and targets: first only look, then take it over."""
    if "text" in request.POST:
        return _enter(request)
    form = TargetsFileForm(request.POST or None, request.FILES or None)
    rows: list[FileRow] | None = None
    text = ""
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = read_table(file.read(), filename=file.name or "")
            rows = read_targets(request.campaign, table)
            text = _as_text(rows)
        except ImportFileError:
            form.add_error("file", _("This is no table. Choose a CSV or XLSX file."))
        except ColumnsMissing:
            form.add_error("file", _("The columns dimensie and waarde are missing."))
    good = sum(not row.problem for row in rows or [])
    context = {
        "form": form, "rows": rows and rows[:_SHOWN], "amount": len(rows or []), "good": good,
        "more": max(0, len(rows or []) - _SHOWN), "text": text,
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "dreamsessions/import_targets.html", context, status=status)


def _enter(request: MemberRequest) -> HttpResponse:
    """Take over what was looked at: the rows themselves come back, and are read once more."""
    text = request.POST["text"][:500_000]
    try:
        rows = read_targets(request.campaign, read_table(text.encode(), filename="rows.csv"))
    except (ImportFileError, ColumnsMissing):
        messages.error(request, _("This is no table. Choose a CSV or XLSX file."))
        return redirect("dreamsessions:import_targets")
    entered = enter_targets(campaign=request.campaign, rows=rows, by=request.user)
    messages.success(
        request,
        ngettext("%(n)s row is taken over.", "%(n)s rows are taken over.", entered)
        % {"n": entered},
    )
    return redirect("dreamsessions:coverage")


def _as_text(rows: list[FileRow]) -> str:
    """Return the rows that are right as a file of our own."""
    lines = ["dimensie;waarde;inwoners;sessies;mensen"]
    lines.extend(
        ";".join(
            [row.dimension, row.value]
            + [str(row.figures.get(name, "")) for name in ("population", "sessions", "people")]
        )
        for row in rows
        if not row.problem
    )
    return "\n".join(lines)
