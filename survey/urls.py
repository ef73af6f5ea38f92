from django.urls import path

from survey.views import dreams, handing_in, scoring

app_name = "survey"

urlpatterns = [
    # Hand in: /droom/
    path("droom/", handing_in.submit, name="submit"),
    path("droom/dank/", handing_in.receipt, name="receipt"),
    path("droom/dank/mail/", handing_in.mail_code, name="mail_code"),
    path("droom/dank/over-jou/", handing_in.about_you, name="about_you"),
    # My own dream; `publications` serves /mijn-droom/ itself
    path("mijn-droom/kwijt/", handing_in.lost_code, name="lost_code"),
    path("mijn-droom/weggehaald/", handing_in.withdrawn, name="withdrawn"),
    path("mijn-droom/<str:token>/", handing_in.manage, name="manage"),
    path("mijn-droom/<str:token>/weghalen/", handing_in.withdraw, name="withdraw"),
    # Read: /dromen/; `publications` serves /dromen/<number>/
    path("dromen/", dreams.dreams, name="dreams"),
    path("dromen/<int:number>/meld/", dreams.report, name="report"),
    # Score: /scoren/
    path("scoren/", scoring.score, name="score"),
    path("scoren/geef/", scoring.answer, name="answer"),
    path("scoren/terug/", scoring.take_back, name="take_back"),
    path("scoren/klaar/", scoring.round_done, name="round_done"),
]
