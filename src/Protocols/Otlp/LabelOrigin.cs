namespace Orleans.Obs.Protocols.Otlp;

/// <summary>Where a label comes from. Of labels of one name the highest counts, except that a promoted one only counts when the data point has none.</summary>
internal enum LabelOrigin : byte
{
    PromotedResource,
    Attribute,
    Target,
    Scope,
    TypeAndUnit,
    Series,
}
