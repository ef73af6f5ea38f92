# The image for web, live, worker and beat: see docker-compose.yml and docs/operations.md.
FROM python:3.11-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/roeselare2030
COPY requirements-uv.lock requirements-s3.lock ./
RUN pip install --require-hashes -r requirements-uv.lock \
    && python -m venv /opt/venv \
    && uv pip sync --no-cache --python /opt/venv/bin/python --require-hashes requirements-s3.lock
COPY . .
# A base setting and a throw-away secret are enough to compile texts and collect static files.
RUN if [ -d locale ]; then /opt/venv/bin/pybabel -q compile -D django -d locale; fi \
    && DJANGO_SETTINGS_MODULE=roeselare2030.settings.base SECRET_KEY=build DATA_DIR=/data \
       /opt/venv/bin/python manage.py collectstatic --noinput \
    && rm -rf .ci

FROM python:3.11-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app -m 0700 /data /data/media
# Suggestions calculate in every process: with a BLAS thread per core each they wait for each other.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    DJANGO_SETTINGS_MODULE=roeselare2030.settings.prod \
    DATA_DIR=/data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/roeselare2030 /srv/roeselare2030
COPY --from=build --chown=app:app /data/static /data/static
WORKDIR /srv/roeselare2030
USER app
EXPOSE 8000
CMD ["gunicorn", "roeselare2030.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", \
     "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "30"]
