namespace Orleans.Obs.Api.Loki;

/// <summary>Answers one endpoint of the HTTP API; a <see cref="LokiException"/> becomes its error answer.</summary>
internal delegate Task LokiHandler(LokiRequest request, CancellationToken cancellationToken);
