# syntax=docker/dockerfile:1
# The agent service. From the clone's folder:
#   docker build --file k8s/images/agent.Dockerfile --tag parley-agent:0.1.0 .
# With what the base was when it was tested, to the byte:
#   --build-arg PYTHON=python:3.11.14-slim-bookworm@sha256:<its digest>
ARG PYTHON=python:3.11.14-slim-bookworm

FROM ${PYTHON} AS packages
WORKDIR /build
COPY requirements/uv.txt requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/uv.txt \
    && python -m venv --without-pip /opt/parley \
    && uv pip install --python /opt/parley/bin/python --no-cache --compile-bytecode \
        --require-hashes --requirement requirements/runtime.txt
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
# The voice that needs no key. This Debian release keeps its version.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends flite=2.2-5 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 parley \
    && useradd --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin parley
COPY --from=packages /opt/parley /opt/parley
WORKDIR /srv/parley
COPY knowledge knowledge
ENV PATH=/opt/parley/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["parley"]
CMD ["agent"]
