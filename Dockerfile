# The data plane, the control plane and every operator's tool in one small image that runs as nobody in particular.
#   docker build -t tidegate . && docker run --rm tidegate --help
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src src
COPY topics topics
COPY config config
COPY samples samples
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && python -m venv /opt/tidegate \
    && /opt/tidegate/bin/pip install --no-cache-dir /wheels/*.whl

FROM python:3.12-slim
# The folders under /run are where docker-compose.yml mounts its volumes, which take their owner from here.
RUN groupadd --gid 10001 tidegate \
    && useradd --uid 10001 --gid tidegate --home-dir /var/lib/tidegate --create-home --shell /usr/sbin/nologin tidegate \
    && install -d -o tidegate -g tidegate -m 0750 /run/tidegate \
    && install -d -o tidegate -g tidegate -m 0755 /run/tidegate-read
COPY --from=build /opt/tidegate /opt/tidegate
# Never PYTHONOPTIMIZE: Tidegate refuses to run without assertions, which aiokafka's transactions rely on.
ENV PATH=/opt/tidegate/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HEALTH_URL=http://127.0.0.1:9464/healthz
USER 10001:10001
WORKDIR /var/lib/tidegate
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=4s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(os.environ['HEALTH_URL'], timeout=3)"]
ENTRYPOINT ["tidegate"]
CMD ["--help"]
