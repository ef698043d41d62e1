# mentoring-bot in a container: the lock is installed as it stands, and the bot runs as a user of its own.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY scheme ./scheme
COPY storage ./storage
COPY handlers ./handlers
COPY scheduler ./scheduler
COPY manifest ./manifest
COPY bot ./bot
RUN pip install --no-deps --no-build-isolation . \
    && useradd --create-home mentoring \
    && install -d -o mentoring /data

USER mentoring
ENV MENTORING_HOST=0.0.0.0 MENTORING_DATA_DIR=/data
VOLUME /data
EXPOSE 3978
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3978/healthz', timeout=3)"]
CMD ["mentoring-bot", "run"]
