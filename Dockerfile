# mentoring-bot in a container: the lock is installed as it stands, and the bot runs as a user of its own. What builds the
# package stays behind in the first stage.
FROM python:3.12-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source

COPY requirements-build.lock ./
RUN pip install --require-hashes -r requirements-build.lock

COPY pyproject.toml README.md LICENSE ./
COPY scheme ./scheme
COPY storage ./storage
COPY handlers ./handlers
COPY scheduler ./scheduler
COPY manifest ./manifest
COPY bot ./bot
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

COPY requirements.lock /tmp/
RUN pip install --require-hashes -r /tmp/requirements.lock && rm /tmp/requirements.lock
COPY --from=build /wheels /tmp/wheels
RUN pip install --no-deps /tmp/wheels/*.whl && rm -r /tmp/wheels \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin mentoring \
    && install -d -o mentoring -g mentoring -m 700 /data

# The root is never written to, so it may be read-only (deploy/compose.yaml): what is kept is in /data. The schemes are
# mounted at /schemes; without any the bot does not start.
USER mentoring
WORKDIR /data
ENV MENTORING_HOST=0.0.0.0 MENTORING_DATA_DIR=/data MENTORING_SCHEMES=/schemes
VOLUME /data
EXPOSE 3978
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3978/healthz', timeout=3)"]
CMD ["mentoring-bot", "run"]
