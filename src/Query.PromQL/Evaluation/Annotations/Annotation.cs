using System.Globalization;

namespace Orleans.Obs.Query.PromQL.Evaluation.Annotations;

/// <summary>Something that a query's author should know about how it was answered.</summary>
/// <param name="IsWarning">A warning; otherwise an info.</param>
/// <param name="Message">The message without prefix and position. Annotations with the same one are the same.</param>
/// <param name="Site">What it is about.</param>
internal sealed record Annotation(bool IsWarning, string Message, AnnotationSite Site)
{
    /// <summary>How often a start time overlap was seen; 0 for other annotations.</summary>
    public int Overlaps { get; init; }

    /// <summary>What was repaired in the buckets of classic histograms.</summary>
    public MonotonicityRepair? Repair { get; init; }

    /// <summary>Joins an annotation of the same message that came before.</summary>
    public Annotation After(Annotation earlier)
    {
        if (Repair is not null && earlier.Repair is not null)
        {
            return earlier with { Repair = earlier.Repair.Joined(Repair) };
        }

        if (Overlaps > 0)
        {
            return earlier with { Overlaps = earlier.Overlaps + Overlaps };
        }

        return Site.Order >= earlier.Site.Order ? this : earlier;
    }

    /// <summary>The complete text.</summary>
    public string Text(string position) =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsWarning ? "PromQL warning: " : "PromQL info: ")}{Message}{Details()} ({position})");

    private string Details()
    {
        if (Repair is { } repair)
        {
            return repair.Text();
        }

        return Overlaps > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({Overlaps} occurrences)") : "";
    }
}
