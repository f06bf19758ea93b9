# syntax=docker/dockerfile:1
# The control plane, with the call page. From the clone's folder:
#   docker build --file k8s/images/control-plane.Dockerfile --tag parley-control-plane:0.1.0 .
# With what the bases were when they were tested, to the byte:
#   --build-arg PYTHON=python:3.11.14-slim-bookworm@sha256:<its digest>
#   --build-arg NODE=node:24.19.0-bookworm-slim@sha256:<its digest>
ARG PYTHON=python:3.11.14-slim-bookworm
ARG NODE=node:24.19.0-bookworm-slim

FROM ${NODE} AS page
WORKDIR /build/web
COPY web/.npmrc web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM ${PYTHON} AS packages
WORKDIR /build
COPY requirements/uv.txt requirements/control-plane.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/uv.txt \
    && python -m venv --without-pip /opt/parley \
    && uv pip install --python /opt/parley/bin/python --no-cache --compile-bytecode \
        --require-hashes --requirement requirements/control-plane.txt
COPY pyproject.toml README.md ./
COPY control_plane control_plane
COPY service_tokens service_tokens
COPY src src
# Hatchling is in the lock, so nothing is fetched here; then it has done its work. uv leaves a file that all can write.
RUN uv pip install --python /opt/parley/bin/python --no-cache --compile-bytecode --no-deps --no-build-isolation . \
    && uv pip uninstall --python /opt/parley/bin/python editables hatchling pathspec pluggy trove-classifiers \
    && rm -f /opt/parley/.lock \
    && test -z "$(find /opt/parley -type f -perm -o+w)"

FROM ${PYTHON}
RUN groupadd --gid 10001 parley \
    && useradd --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin parley
COPY --from=packages /opt/parley /opt/parley
WORKDIR /srv/parley
COPY --from=page /build/web/dist web/dist
ENV PATH=/opt/parley/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["parley"]
CMD ["control-plane"]
