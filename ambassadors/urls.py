from django.urls import path

from ambassadors.views import public, team

app_name = "ambassadors"

urlpatterns = [
    path("oproep/", public.apply, name="apply"),
    path("oproep/dank/", public.applied, name="applied"),
    path("ambassadeurs/", public.public_list, name="public_list"),
    path("ambassadeur/ik/", public.about_me, name="about_me"),
    path("ambassadeur/getuigschrift/", public.my_certificate, name="my_certificate"),
    # /team/
    path("team/ambassadeurs/", team.candidates, name="candidates"),
    path("team/ambassadeurs/kies/", team.decide, name="decide"),
    path("team/ambassadeurs/trainingen/", team.trainings, name="trainings"),
    path("team/ambassadeurs/trainingen/<int:pk>/", team.training, name="training"),
    path("team/ambassadeurs/trainingen/<int:pk>/nodig-uit/", team.invite_all, name="invite_all"),
    path("team/ambassadeurs/trainingen/<int:pk>/wie-was-er/", team.attendance, name="attendance"),
    path("team/ambassadeurs/<int:pk>/getuigschrift/", team.certificate, name="certificate"),
    path(
        "team/ambassadeurs/<int:pk>/getuigschrift/maak/",
        team.make_certificate,
        name="make_certificate",
    ),
]
