namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>The kinds of JSON values.</summary>
internal enum JsonType : byte
{
    Null,
    String,
    Number,
    Boolean,
    Object,
    Array,
}
