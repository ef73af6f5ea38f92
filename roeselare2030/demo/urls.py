from django.urls import path

from roeselare2030.demo import views

app_name = "demo"

# /demo/, only in demo mode
urlpatterns = [
    path("fase/", views.travel, name="travel"),
    path("rol/", views.change_role, name="change_role"),
]
