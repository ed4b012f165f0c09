using System.Text.Json.Serialization;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary>Something that operators should know while it lasts.</summary>
/// <param name="Text">What.</param>
/// <param name="Date">Since when, or until when once it is over.</param>
/// <param name="Active">False when it is over.</param>
internal sealed record ServerNotification(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("date")] DateTimeOffset Date,
    [property: JsonPropertyName("active")] bool Active);
