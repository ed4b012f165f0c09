using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Labels;

/// <summary>The labels that describe a metric rather than a series; they go when a function changes what the values mean.</summary>
internal static class MetadataLabels
{
    public const string Type = "__type__";

    public const string Unit = "__unit__";

    public static ReadOnlySpan<byte> NameUtf8 => "__name__"u8;

    public static ReadOnlySpan<byte> TypeUtf8 => "__type__"u8;

    /// <summary>All labels but the metric name, type and unit.</summary>
    public static LabelProjection Drop() => LabelProjection.Drop(LabelSet.MetricName, Type, Unit);
}
