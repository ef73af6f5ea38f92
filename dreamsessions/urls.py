from django.urls import path

from dreamsessions.views import (
    after,
    agenda,
    ambassador,
    chairs,
    coverage,
    door,
    feeds,
    kit,
    paper,
    planning,
    public,
    requests,
    shell,
    tablets,
)

app_name = "dreamsessions"

urlpatterns = [
    path("sessies/", agenda.sessions, name="sessions"),
    path("sessies/vraag/", requests.ask, name="ask"),
    path("sessies/vraag/<uuid:key>/", requests.asked, name="asked"),
    path("sessies/zelf/", requests.by_ourselves, name="by_ourselves"),
    path("sessies/zelf/kit.pdf", requests.club_kit, name="club_kit"),
    # For calendars and other programs
    path("sessies/agenda.ics", feeds.feed, name="feed"),
    path("sessies/agenda/<slug:district>.ics", feeds.feed, name="district_feed"),
    path("sessies/uitdatabank.json", feeds.uitdatabank, name="uitdatabank"),
    path("sessies/<slug:slug>/", public.session, name="session"),
    path("sessies/<slug:slug>/agenda.ics", public.calendar, name="calendar"),
    path("sessies/<slug:slug>/verteld/<str:token>/", after.told, name="told"),
    path("sessies/<slug:slug>/verteld/<str:token>/<int:number>/", after.remark, name="remark"),
    # Somebody's own chair, behind a secret link
    path("stoel/<str:token>/", chairs.chair, name="chair"),
    path("stoel/<str:token>/afzeggen/", chairs.cancel_chair, name="cancel_chair"),
    path("stoel/<str:token>/agenda.ics", chairs.chair_calendar, name="chair_calendar"),
    # For ambassadors
    path("ambassadeur/", ambassador.mine, name="mine"),
    path("ambassadeur/sessies/<int:pk>/", ambassador.take_notes, name="take_notes"),
    path("ambassadeur/sessies/<int:pk>/start/", ambassador.start, name="start"),
    path("ambassadeur/sessies/<int:pk>/klopt/", ambassador.close, name="close"),
    # At the door
    path("ambassadeur/sessies/<int:pk>/deur/", door.door, name="door"),
    path("ambassadeur/sessies/<int:pk>/deur/<int:chair>/", door.mark, name="mark"),
    path("ambassadeur/stoel/<str:token>/", door.check_in_page, name="check_in"),
    # After a session: pictures, remarks, paper
    path("ambassadeur/sessies/<int:pk>/beelden/", after.media_room, name="media_room"),
    path("ambassadeur/sessies/<int:pk>/opmerkingen/", after.remarks, name="remarks"),
    path("ambassadeur/sessies/<int:pk>/opmerkingen/<int:remark_pk>/", after.settle, name="settle"),
    path("ambassadeur/sessies/<int:pk>/papier/", paper.sheets, name="sheets"),
    path(
        "ambassadeur/sessies/<int:pk>/papier/<int:batch_pk>/", paper.print_again, name="print_again"
    ),
    path("ambassadeur/sessies/<int:pk>/verslag.pdf", paper.report, name="report"),
    path("ambassadeur/sessies/<int:pk>/kaartjes.pdf", paper.table_card, name="table_card"),
    path("ambassadeur/babbels/beelden/", after.chat_media, name="chat_media"),
    path("ambassadeur/beelden/<uuid:key>/", after.write_media, name="write_media"),
    path("ambassadeur/beelden/<uuid:key>/bestand/", after.media_file, name="media_file"),
    # The field kit on a tablet
    path("ambassadeur/kit/", shell.kit, name="kit"),
    path("ambassadeur/sw.js", shell.service_worker, name="service_worker"),
    path("ambassadeur/app.webmanifest", shell.manifest, name="manifest"),
    path("ambassadeur/kit/bagage.json", kit.luggage, name="luggage"),
    path("ambassadeur/kit/sync/", kit.sync, name="sync"),
    path("ambassadeur/kit/bestand/<uuid:key>/", kit.media, name="media"),
    # /team/
    path("team/sessies/", planning.plan, name="plan"),
    path("team/sessies/nieuw/", planning.edit_session, name="new_session"),
    path("team/sessies/<int:pk>/", planning.edit_session, name="edit_session"),
    path("team/sessies/<int:pk>/afgelasten/", planning.cancel, name="cancel_session"),
    path("team/sessies/bereik/", coverage.coverage, name="coverage"),
    path("team/sessies/bereik/invoer/", coverage.import_targets, name="import_targets"),
    path("team/sessies/bereik.csv", coverage.coverage_file, name="coverage_file"),
    path("team/sessies/vragen/", requests.requests, name="requests"),
    path("team/sessies/vragen/<int:pk>/", requests.answer, name="request"),
    path("team/sessies/blad/<int:pk>/overtypen/", paper.enter_scan, name="enter_scan"),
    path("team/tablets/", tablets.tablets, name="tablets"),
    path("team/tablets/<uuid:key>/intrekken/", tablets.revoke_tablet, name="revoke_tablet"),
    path("team/tablets/<uuid:key>/terug/", tablets.restore_tablet, name="restore_tablet"),
    path("team/tablets/postvak/", tablets.inbox, name="inbox"),
    path("team/tablets/postvak/<uuid:key>/", tablets.rejected, name="rejected"),
    path("team/tablets/postvak/<uuid:key>/terug/", tablets.take_back, name="take_back"),
    path("team/tablets/twee/<uuid:key>/", tablets.conflict, name="conflict"),
    path("team/tablets/twee/<uuid:key>/terug/", tablets.undo_choice, name="undo_choice"),
    path("team/tablets/bestand/", tablets.kit_import, name="kit_import"),
]
