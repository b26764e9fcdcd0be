FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r requirements.txt \
    && find /venv -name tests -type d -prune -exec rm -rf {} + \
    && find /venv \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.c' -o -name '*.hpp' \) -delete

FROM python:3.13-slim
LABEL org.opencontainers.image.title="On Record" \
      org.opencontainers.image.description="A Discord bot that answers who did what, when, and who said what, with a source for every statement." \
      org.opencontainers.image.licenses="MIT AND CC-BY-4.0"
RUN install -d -o 10001 -g 10001 /state
COPY --from=build /venv /venv
WORKDIR /app
COPY LICENSE ./
COPY bot ./bot
COPY data /data
# The numbers (METRICS_PORT, off by default) are for the container's network; nothing is published to the outside.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    STATE_DIR=/state \
    METRICS_HOST=0.0.0.0
USER 10001:10001
VOLUME /state
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
