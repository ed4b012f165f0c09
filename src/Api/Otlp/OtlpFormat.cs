namespace Orleans.Obs.Api.Otlp;

/// <summary>The encoding of an OTLP request and its answer.</summary>
internal enum OtlpFormat
{
    Protobuf,
    Json,
}
