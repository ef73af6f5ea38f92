from django.urls import path

from debate import views

app_name = "debate"

urlpatterns = [
    path("debat/", views.debate, name="debate"),
    path("nu/", views.now, name="now"),
    path("acties/", views.actions, name="actions"),
    path("acties/<int:number>/", views.action, name="action"),
    path("a/<int:number>/", views.short_link, name="short_link"),
    path("scherm/", views.screen, name="screen"),
    # For scribes
    path("tafel/", views.tables, name="tables"),
    path("tafel/<str:code>/", views.table, name="table"),
    path("tafel/<str:code>/acties/<int:number>/", views.edit_action, name="edit_action"),
    # /team/
    path("team/debat/", views.direct, name="direct"),
]
