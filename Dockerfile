# syntax=docker/dockerfile:1

# Builds and runs Orleans.Obs: docker build -t orleans-obs .
FROM mcr.microsoft.com/dotnet/sdk:10.0-alpine AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src ./src
RUN --mount=type=cache,target=/root/.nuget/packages dotnet publish src/Silo/Silo.csproj --configuration Release --output /app
# A volume takes its owner from the folder in the image.
RUN mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-alpine
COPY --from=build /app /app
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
# In a container other containers are who asks, and the volume is where data stays.
ENV Obs__Http__Host=* Obs__Storage__Path=/data DOTNET_EnableDiagnostics=0
USER $APP_UID
WORKDIR /data
VOLUME /data
# HTTP APIs, OTLP over gRPC, OTLP over HTTP, silos among each other, API processes to silos
EXPOSE 9009 4317 4318 11111 30000
# Docker's own; Kubernetes and Container Apps probe /-/healthy and /-/ready themselves.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD wget -q -O /dev/null http://127.0.0.1:9009/-/ready || exit 1
# SIGTERM releases shards and seals the log; give it 60 seconds: docker stop -t 60
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/orleans-obs"]
