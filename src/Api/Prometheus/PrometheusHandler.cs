namespace Orleans.Obs.Api.Prometheus;

/// <summary>Answers one endpoint of the HTTP API; a <see cref="PrometheusException"/> becomes its error answer.</summary>
internal delegate Task PrometheusHandler(PrometheusRequest request, CancellationToken cancellationToken);
