"""How gunicorn runs the process that streams: `gunicorn -c python:roeselare2030.live`."""

from gunicorn.workers.gasgi import ASGIWorker


class LiveWorker(ASGIWorker):
    """Gunicorn's ASGI worker; its streams end when it is asked to stop, and not when it is killed."""

    def handle_exit_signal(self) -> None:
        super().handle_exit_signal()
        self.asgi.stop()


wsgi_app = "roeselare2030.asgi:application"
bind = "0.0.0.0:8000"
worker_class = LiveWorker
# All who listen share one reader of the log; a second process would read it again.
workers = 1
asgi_lifespan = "off"
control_socket_disable = True
graceful_timeout = 5
