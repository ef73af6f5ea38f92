"""Make the first note, newspaper and open data of the demo, as the editor and the night would."""

from campaigns import clock
from campaigns.models import Campaign, User
from publications.models import Issue, Kind
from publications.services.issues import publish_issue, render_issue, request_issue
from publications.services.opendata import make_open_data, request_open_data
from roeselare2030.demo.logins import LOGINS
from roeselare2030.demo.middleware import MOMENTS


def make_publications(campaign: Campaign) -> str:
    """Render and publish both, seen from phase 8; return what happened in one sentence."""
    with clock.travel(MOMENTS[5]):
        make_open_data(request_open_data(campaign=campaign).pk)
    editor = User.objects.get(email=next(p.email for p in LOGINS if p.slug == "redactie"))
    done = []
    with clock.travel(MOMENTS[8]):
        for kind in (Kind.NOTE, Kind.NEWSPAPER):
            issue, _new = request_issue(campaign=campaign, kind=kind, by=editor)
            render_issue(issue.pk)
            issue = Issue.objects.get(pk=issue.pk)
            if not issue.is_finished:
                return f"The {kind.label} could not be made: {issue.error}"
            publish_issue(issue=issue, by=editor)
            done.append(f"{kind.label}: {issue.pages} pages")
    return "Made " + ", ".join(done) + "."
