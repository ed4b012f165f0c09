using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.LogQL.Evaluation.Windows;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Plan;

/// <summary>The binary form of plans: a version, a kind, the query as text that parses to the same query, and numbers.</summary>
internal static class PlanCodec
{
    private const byte Version = 1;

    public static ReadOnlyMemory<byte> Encode(LinesPlan plan)
    {
        var writer = new WireWriter();
        writer.Byte(Version);
        writer.Byte((byte)PlanKind.Lines);
        writer.Text(LogQLPrinter.PrintExactly(plan.Log));
        writer.Int64(plan.Start);
        writer.Int64(plan.End);
        writer.Count(plan.Limit);
        writer.Byte((byte)plan.Direction);
        return writer.Written;
    }

    public static ReadOnlyMemory<byte> Encode(RangePlan plan)
    {
        var writer = new WireWriter();
        writer.Byte(Version);
        writer.Byte((byte)PlanKind.Range);
        writer.Text(LogQLPrinter.PrintExactly(plan.Range));
        writer.Int64(plan.Grid.Start);
        writer.Int64(plan.Grid.Step);
        writer.Count(plan.Grid.Count);
        writer.Flag(plan.Outer is not null);
        if (plan.Outer is { } grouping)
        {
            writer.Flag(grouping.Without);
            writer.Count(grouping.Labels.Length);
            foreach (string label in grouping.Labels)
            {
                writer.Text(label);
            }
        }

        return writer.Written;
    }

    /// <summary>A <see cref="LinesPlan"/> or a <see cref="RangePlan"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are neither.</exception>
    public static object Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        if (reader.Byte() != Version)
        {
            throw new WireFormatException();
        }

        return (PlanKind)reader.Byte() switch
        {
            PlanKind.Lines => new LinesPlan(Parse<LogExpr>(reader.Text()), reader.Int64(), reader.Int64(), (int)Math.Clamp(reader.Count(), 0, int.MaxValue), (LogDirection)reader.Byte()),
            PlanKind.Range => new RangePlan(Parse<RangeAggregation>(reader.Text()), ReadGrid(ref reader), reader.Flag() ? ReadGrouping(ref reader) : null),
            _ => throw new WireFormatException(),
        };
    }

    private static StepGrid ReadGrid(ref WireReader reader)
    {
        long start = reader.Int64(), step = reader.Int64(), count = reader.Count();
        return count is > 0 and <= StepGrid.MostSteps && step >= 0 ? new StepGrid(start, step, (int)count) : throw new WireFormatException();
    }

    private static Grouping ReadGrouping(ref WireReader reader)
    {
        bool without = reader.Flag();
        string[] labels = new string[reader.CountOf(1)];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = reader.Text();
        }

        return new Grouping(without, ImmutableArray.Create(labels));
    }

    private static T Parse<T>(string text)
        where T : LogQLExpr
    {
        try
        {
            return LogQLParser.Parse(text, requireSelector: false) as T ?? throw new WireFormatException();
        }
        catch (LogQLSyntaxException)
        {
            throw new WireFormatException();
        }
    }
}
