from django.urls import path

from campaigns.views import decisions, imports, moderation, paper, public, team, translations

app_name = "campaigns"

urlpatterns = [
    # For everybody
    path("zo-werkt-het/", public.how_it_works, name="how_it_works"),
    path("privacy/", public.privacy, name="privacy"),
    path("toegankelijkheid/", public.accessibility, name="accessibility"),
    path("beeld/<int:number>/", public.picture, name="picture"),
    path("blad/<str:code>/", paper.sheet, name="sheet"),
    # /team/ and /kabinet/
    path("team/lezen/", moderation.reading_queue, name="reading_queue"),
    path("team/lezen/<int:number>/plaats/", moderation.place, name="place"),
    path("team/lezen/<int:number>/hou-vast/", moderation.hold, name="hold"),
    path("team/lezen/<int:number>/maskeer/", moderation.mask, name="mask"),
    path("team/lezen/<int:number>/later/", moderation.later, name="later"),
    path("team/lezen/<int:number>/bezig/", moderation.busy, name="busy"),
    path("team/lezen/terug/", moderation.undo, name="undo"),
    path("team/lezen/geschiedenis/", decisions.decisions, name="decisions"),
    path("team/lezen/geschiedenis.csv", decisions.decisions_file, name="decisions_file"),
    path("team/lezen/geschiedenis/<int:pk>/terug/", decisions.take_back, name="take_back"),
    path("team/bladen/", paper.sheets, name="sheets"),
    path("team/bladen/<int:pk>/opnieuw/", paper.print_again, name="print_again"),
    path("team/bladen/<int:pk>/bladen.pdf", paper.sheets_file, name="sheets_file"),
    path("team/bladen/foto/", paper.scans, name="scans"),
    path("team/bladen/foto/<int:pk>/", paper.scan, name="scan"),
    path("team/bladen/foto/<int:pk>/stapel/", paper.choose_pile, name="choose_pile"),
    path("team/bladen/foto/<int:pk>/weg/", paper.discard, name="discard"),
    path("team/bladen/foto/<int:pk>/terug/", paper.restore, name="restore"),
    path("team/bladen/foto/<int:pk>/beeld.jpg", paper.scan_image, name="scan_image"),
    path("team/vertalen/", translations.translations, name="translations"),
    path("team/vertalen/<int:number>/", translations.translate, name="translate"),
    path("team/vertalen/<int:number>/taal/", translations.change_language, name="change_language"),
    path("team/fasen/", team.phases, name="phases"),
    path("team/fasen/lezen/", team.change_reading, name="change_reading"),
    path("team/fasen/<int:number>/", team.change_phase, name="change_phase"),
    path("team/fasen/<int:number>/poort/", team.open_gate, name="open_gate"),
    path("team/invoer/", imports.import_file, name="import_file"),
    path("team/invoer/<int:pk>/", imports.import_run, name="import_run"),
    path("team/invoer/<int:pk>/verslag.csv", imports.import_report, name="import_report"),
    path("kabinet/belofte/", team.sign_promise, name="sign_promise"),
]
