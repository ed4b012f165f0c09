namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>The values of <c>__error__</c>.</summary>
internal static class PipelineErrors
{
    public const string Json = "JSONParserErr";
    public const string Logfmt = "LogfmtParserErr";
    public const string SampleExtraction = "SampleExtractionErr";
    public const string LabelFilter = "LabelFilterErr";
    public const string TemplateFormat = "TemplateFormatErr";
}
