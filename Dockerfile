# The image of Jalon; docker compose builds it, and runs it as a user without rights.
# The versions are those that the tests use; for production, pin the base image by its digest too.

FROM python:3.11.14-slim-bookworm AS build
WORKDIR /build
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /opt/jalon \
 && /opt/jalon/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY adapters adapters
COPY domain domain
COPY projections projections
COPY sagas sagas
COPY tests/contracts/samples tests/contracts/samples
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
 && /opt/jalon/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-index dist/*.whl

FROM python:3.11.14-slim-bookworm
COPY --from=build /opt/jalon /opt/jalon
# A new volume gets the owner of the folder that it is mounted on.
RUN groupadd --system --gid 10001 jalon \
 && useradd --system --uid 10001 --gid jalon --no-create-home --home-dir /var/lib/jalon jalon \
 && install -d -o jalon -g jalon -m 0700 /var/lib/jalon /var/lib/nats /var/lib/nats/config /var/lib/nats/data
ENV PATH=/opt/jalon/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 JALON_PRIVATE=/var/lib/jalon
WORKDIR /var/lib/jalon
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9464/health', timeout=4)"]
ENTRYPOINT ["jalon"]
CMD ["serve"]
