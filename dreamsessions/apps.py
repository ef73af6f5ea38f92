from django.apps import AppConfig


class DreamsessionsConfig(AppConfig):
    name = "dreamsessions"
