using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>A metric query that met a line that its pipeline failed on.</summary>
internal static class PipelineFailure
{
    /// <summary>The failure, told with the labels of the line.</summary>
    public static LogQueryException Of(LabelSet labels)
    {
        string error = GoLiteral.Decode(labels.ValueOf("__error__"u8));
        return new LogQueryException(
            LogQueryErrorKind.BadRequest,
            $"pipeline error: '{error}' for series: '{Print(labels)}'.\n"
            + $"Use a label filter to intentionally skip this error. (e.g | __error__!=\"{error}\").\n"
            + "To skip all potential errors you can match empty errors.(e.g __error__=\"\")\n"
            + "The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__=\"\" )\n");
    }

    private static string Print(LabelSet labels)
    {
        var text = new StringBuilder("{");
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            text.Append(text.Length > 1 ? ", " : "").Append(GoLiteral.Decode(reader.Name)).Append('=').Append(GoLiteral.Quote(GoLiteral.Decode(reader.Value)));
        }

        return text.Append('}').ToString();
    }
}
