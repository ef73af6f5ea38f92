from django.urls import path

from dreamsessions import views

app_name = "dreamsessions"

urlpatterns = [
    path("sessies/", views.sessions, name="sessions"),
    path("sessies/<slug:slug>/", views.session, name="session"),
    path("sessies/<slug:slug>/agenda.ics", views.calendar, name="calendar"),
    # For ambassadors
    path("ambassadeur/", views.mine, name="mine"),
    path("ambassadeur/sessies/<int:pk>/", views.take_notes, name="take_notes"),
    path("ambassadeur/sessies/<int:pk>/start/", views.start, name="start"),
    path("ambassadeur/sessies/<int:pk>/klopt/", views.close, name="close"),
    # /team/
    path("team/sessies/", views.plan, name="plan"),
    path("team/sessies/nieuw/", views.edit_session, name="new_session"),
    path("team/sessies/<int:pk>/", views.edit_session, name="edit_session"),
]
