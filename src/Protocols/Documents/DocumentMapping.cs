namespace Orleans.Obs.Protocols.Documents;

/// <summary>What of a document becomes what of a line.</summary>
public sealed record DocumentMapping
{
    /// <summary>The usual fields.</summary>
    public static DocumentMapping Default { get; } = new();

    /// <summary>Fields that hold the time; the first that a document has counts, and the time of arrival when it has none.</summary>
    public IReadOnlyList<string> TimeFields { get; init; } = ["@timestamp"];

    /// <summary>Fields that hold the line; the first that a document has counts. A document without becomes a line of JSON.</summary>
    public IReadOnlyList<string> MessageFields { get; init; } = ["message", "msg", "log", "body", "event.original"];

    /// <summary>Fields that become labels of the stream, under their own names.</summary>
    public IReadOnlyList<string> StreamFields { get; init; } = [];

    /// <summary>Fields that name the service; the first that a document has becomes the label <c>service_name</c>.</summary>
    public IReadOnlyList<string> ServiceFields { get; init; } =
    [
        "service_name", "service.name", "service", "app", "application", "app_name", "kubernetes.labels.app", "kubernetes.container_name", "kubernetes.container.name", "container.name", "container_name",
    ];
}
