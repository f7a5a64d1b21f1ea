# medlint on a small Python: docker run --rm -v "$PWD:/list" IMAGE check --offline
FROM python:3.13-slim AS build
COPY . /src
RUN pip wheel --no-cache-dir --wheel-dir /wheels /src

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends git ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels medlint
RUN useradd --create-home medlint && git config --system --add safe.directory /list
USER medlint
WORKDIR /list
ENTRYPOINT ["medlint"]
CMD ["check"]
