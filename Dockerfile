# One base for both stages; any image with Python 3.11 or newer will do, with pip for the first stage.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
# The base's pip fills the environment from outside, so that no installer ends up inside it.
RUN python3 -m venv --without-pip /opt/rokrus
WORKDIR /src
COPY requirements.lock .
RUN python3 -m pip --python /opt/rokrus install --no-cache-dir --no-compile --require-hashes --no-deps -r requirements.lock
COPY . .
# Compiled here, once: the service cannot write there. Unchecked, so that no change of file times undoes it.
RUN python3 -m pip --python /opt/rokrus install --no-cache-dir --no-compile --no-deps . \
 && python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/rokrus/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="rokrus" \
      org.opencontainers.image.description="Open HTTP service on Russia-South Korea relations" \
      org.opencontainers.image.licenses="MIT AND CC-BY-4.0 AND Apache-2.0"
# Nothing is installed from here on, so the base's pip goes too. The official image ships Python's own library
# uncompiled, which every start would pay for again.
RUN rm -rf /usr/local/bin/pip* /usr/local/lib/python3*/ensurepip /usr/local/lib/python3*/site-packages/pip* \
 && python3 -m compileall -q -j 0 "$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
 && install -d -o 10001 -g 10001 /data
COPY --from=build /opt/rokrus /opt/rokrus
ENV PATH=/opt/rokrus/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ROKRUS_DATABASE_URL=sqlite:////data/rokrus.db \
    ROKRUS_HOST=0.0.0.0 \
    ROKRUS_PORT=8000
# /data is all that the service writes to; SQLite falls back to the working directory for its temporary files.
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["rokrus", "health"]
CMD ["rokrus", "serve"]
