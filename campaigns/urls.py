from django.urls import path

from campaigns.views import imports, public, team

app_name = "campaigns"

urlpatterns = [
    # For everybody
    path("zo-werkt-het/", public.how_it_works, name="how_it_works"),
    path("privacy/", public.privacy, name="privacy"),
    path("toegankelijkheid/", public.accessibility, name="accessibility"),
    path("beeld/<int:number>/", public.picture, name="picture"),
    # /team/ and /kabinet/
    path("team/lezen/", team.reading_queue, name="reading_queue"),
    path("team/lezen/<int:number>/plaats/", team.place, name="place"),
    path("team/lezen/<int:number>/hou-vast/", team.hold, name="hold"),
    path("team/fasen/", team.phases, name="phases"),
    path("team/fasen/<int:number>/", team.change_phase, name="change_phase"),
    path("team/fasen/<int:number>/poort/", team.open_gate, name="open_gate"),
    path("team/invoer/", imports.import_file, name="import_file"),
    path("kabinet/belofte/", team.sign_promise, name="sign_promise"),
]
