from django.urls import path

from gallery import views

app_name = "gallery"

urlpatterns = [
    path("kinderen/", views.exhibition, name="exhibition"),
    path("kinderen/<int:number>/", views.artwork, name="artwork"),
    path("kinderen/<int:number>/beeld/", views.image, name="image"),
    path("scholen/", views.schools, name="schools"),
    path("school/<str:link>/", views.hand_in, name="hand_in"),
    # /team/
    path("team/kunst/", views.curate, name="curate"),
    path("team/kunst/<int:number>/", views.decide, name="decide"),
]
