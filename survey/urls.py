from django.urls import path

from survey.views import (
    asked,
    bundles,
    bursts,
    confirming,
    counter,
    dreams,
    handing_in,
    kiosk,
    loved,
    own_dream,
    questions,
    reports,
    scoring,
    together,
    voices,
)

app_name = "survey"

urlpatterns = [
    # Hand in: /droom/
    path("droom/", handing_in.submit, name="submit"),
    path("droom/dank/", handing_in.receipt, name="receipt"),
    path("droom/kiosk/", kiosk.kiosk, name="kiosk"),
    path("droom/kiosk/dank/<str:token>/", kiosk.kiosk_receipt, name="kiosk_receipt"),
    path("droom/dank/mail/", handing_in.mail_code, name="mail_code"),
    path("droom/dank/over-jou/", handing_in.about_you, name="about_you"),
    # My own dream; `publications` serves /mijn-droom/ itself
    path("mijn-droom/kwijt/", own_dream.lost_code, name="lost_code"),
    path("mijn-droom/weggehaald/", own_dream.withdrawn, name="withdrawn"),
    path("mijn-droom/<str:token>/", own_dream.manage, name="manage"),
    path("mijn-droom/<str:token>/weghalen/", own_dream.withdraw, name="withdraw"),
    # Read: /dromen/; `publications` serves /dromen/<number>/
    path("dromen/", dreams.dreams, name="dreams"),
    path("dromen/veel-gedroomd/", loved.loved, name="loved"),
    path("dromen/<int:number>/meld/", dreams.report, name="report"),
    # Dreams that say the same
    path("dromen/samen/<int:pk>/", together.bundle, name="bundle"),
    path("droom/dank/samen/", together.join, name="join"),
    path("droom/dank/toch-niet/", together.leave, name="leave"),
    path("team/dubbels/", bundles.bundles, name="bundles"),
    path("team/dubbels/zoek/", bundles.look_for_pairs, name="look_for_pairs"),
    path("team/dubbels/leg-samen/", bundles.make_bundle, name="make_bundle"),
    path("team/dubbels/niet-hetzelfde/", bundles.leave_apart, name="leave_apart"),
    path("team/dubbels/stap/<int:pk>/terug/", bundles.undo_step, name="undo_bundling"),
    path("team/dubbels/<int:pk>/haal-uit/", bundles.take_out, name="take_out"),
    path("team/dubbels/<int:pk>/voeg-samen/", bundles.merge_bundles, name="merge_bundles"),
    path("team/dubbels/<int:pk>/maak-los/", bundles.dissolve_bundle, name="dissolve_bundle"),
    # Score: /scoren/
    path("scoren/", scoring.score, name="score"),
    path("scoren/geef/", scoring.answer, name="answer"),
    path("scoren/gezien/", scoring.seen, name="seen"),
    path("scoren/terug/", scoring.take_back, name="take_back"),
    path("scoren/klaar/", scoring.round_done, name="round_done"),
    path("scoren/bevestig/", confirming.confirm, name="confirm"),
    path("scoren/bevestig/<str:token>/", confirming.confirm_link, name="confirm_link"),
    # The team: what came in bursts
    path("team/golven/", bursts.bursts, name="bursts"),
    path("team/golven/<int:pk>/", bursts.burst, name="burst"),
    # What readers reported: /team/meldingen/
    path("team/meldingen/", reports.reports, name="reports"),
    path("team/meldingen/<int:number>/", reports.settle_report, name="settle_report"),
    # The team: for people who do not type
    path("team/balie/", counter.counter, name="counter"),
    path("team/balie/<int:number>/", counter.counter_slip, name="counter_slip"),
    path("team/bladen/foto/<int:pk>/overtypen/", counter.enter_scan, name="enter_scan"),
    path("team/gesproken/", voices.voices, name="voices"),
    path("team/gesproken/<int:pk>/", voices.write_voice, name="write_voice"),
    path("team/gesproken/<int:pk>/geluid/", voices.voice_audio, name="voice_audio"),
    path("team/gesproken/<int:pk>/geen-woorden/", voices.drop, name="drop_voice"),
    # Questions around the dream: /vragen/, and the core team's room
    path("vragen/", asked.asked, name="asked"),
    path("vragen/dank/", asked.asked_done, name="asked_done"),
    path("vragen/uitslag/", asked.answers_public, name="answers_public"),
    path("team/vragen/", questions.questions, name="questions"),
    path("team/vragen/nieuw/", questions.new_question, name="new_question"),
    path("team/vragen/begin/", questions.start_questions, name="start_questions"),
    path("team/vragen/bekijk/", questions.preview_questions, name="preview_questions"),
    path("team/vragen/uitslag/", questions.question_results_page, name="question_results"),
    path("team/vragen/uitslag/<int:pk>/", questions.open_answers, name="open_answers"),
    path("team/vragen/bestand/<str:name>", questions.question_file, name="question_file"),
    path("team/vragen/<int:pk>/", questions.edit_question, name="edit_question"),
    path("team/vragen/<int:pk>/doe/", questions.step_question, name="step_question"),
]
