using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>The binary form of plans. It travels only between silos of one cluster, which may differ by one version while it is upgraded; a version byte comes first.</summary>
internal static class ShardPlanCodec
{
    private const byte Version = 1;

    public static ReadOnlyMemory<byte> Encode(ShardPlan plan)
    {
        var writer = new WireWriter();
        writer.Byte(Version);
        writer.Count(plan.Matchers.Length);
        foreach (LabelMatcher matcher in plan.Matchers)
        {
            writer.Byte((byte)matcher.Operator);
            writer.Text(matcher.Name);
            writer.Text(matcher.Value);
        }

        Write(writer, plan.Timing);
        Write(writer, plan.Window);
        writer.Flag(plan.ReadsStatistics);
        writer.Count(plan.Stages.Length);
        foreach (ColumnStage stage in plan.Stages)
        {
            StageCodec.Write(writer, stage);
        }

        writer.Flag(plan.Aggregation is not null);
        if (plan.Aggregation is not null)
        {
            Write(writer, plan.Aggregation);
        }

        writer.Flag(plan.RemovesNamesAtOnce);
        writer.Int64(plan.MaxSamples);
        return writer.Written;
    }

    public static ShardPlan Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Read(bytes);
        }
        catch (WireFormatException)
        {
            throw QueryErrors.Malformed();
        }
    }

    private static ShardPlan Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        if (reader.Byte() != Version)
        {
            throw QueryErrors.Malformed();
        }

        var matchers = new LabelMatcher[reader.CountOf(3)];
        for (int i = 0; i < matchers.Length; i++)
        {
            matchers[i] = new LabelMatcher((MatchOperator)reader.Byte(), reader.Text(), reader.Text());
        }

        SelectorTiming timing = ReadTiming(ref reader);
        WindowSpec window = ReadWindow(ref reader);
        bool readsStatistics = reader.Flag();
        var stages = new ColumnStage[reader.CountOf(1)];
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i] = StageCodec.Read(ref reader);
        }

        return new ShardPlan
        {
            Matchers = [.. matchers],
            Timing = timing,
            Window = window,
            ReadsStatistics = readsStatistics,
            Stages = [.. stages],
            Aggregation = reader.Flag() ? ReadAggregation(ref reader) : null,
            RemovesNamesAtOnce = reader.Flag(),
            MaxSamples = reader.Int64(),
        };
    }

    private static void Write(WireWriter writer, SelectorTiming timing)
    {
        writer.Int64(timing.Grid.Start);
        writer.Int64(timing.Grid.Step);
        writer.Count(timing.Grid.Count);
        writer.Flag(timing.Pinned is not null);
        writer.Int64(timing.Pinned ?? 0);
        writer.Int64(timing.Offset);
        writer.Int64(timing.Range);
        writer.Int64(timing.Lookback);
        writer.Byte((byte)timing.Extension);
    }

    private static SelectorTiming ReadTiming(ref WireReader reader)
    {
        long start = reader.Int64(), step = reader.Int64(), count = reader.Count();
        if (count is < 1 or > StepGrid.MostSteps)
        {
            throw QueryErrors.Malformed();
        }

        bool pinned = reader.Flag();
        long pin = reader.Int64();
        return new SelectorTiming(
            new StepGrid(start, step, (int)count), pinned ? pin : null, reader.Int64(), reader.Int64(), reader.Int64(), (SelectorExtension)reader.Byte());
    }

    private static void Write(WireWriter writer, WindowSpec window)
    {
        writer.Byte((byte)window.Kind);
        writer.Count(window.Parameters.Length);
        foreach (StepScalar parameter in window.Parameters)
        {
            writer.Scalar(parameter);
        }

        writer.Flag(window.UsesStartTimestamps);
        writer.Flag(window.UsesTypeLabels);
        writer.Site(window.Site);
    }

    private static WindowSpec ReadWindow(ref WireReader reader)
    {
        var kind = (WindowKind)reader.Byte();
        if (!Enum.IsDefined(kind))
        {
            throw QueryErrors.Malformed();
        }

        var parameters = new StepScalar[reader.CountOf(1)];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = reader.Scalar();
        }

        return new WindowSpec(kind, [.. parameters], reader.Flag(), reader.Flag(), reader.Site());
    }

    private static void Write(WireWriter writer, AggregationSpec aggregation)
    {
        writer.Byte((byte)aggregation.Operator);
        writer.Flag(aggregation.Without);
        writer.Count(aggregation.Labels.Length);
        foreach (string label in aggregation.Labels)
        {
            writer.Text(label);
        }

        writer.Scalar(aggregation.Parameter);
        writer.Site(aggregation.Site);
    }

    private static AggregationSpec ReadAggregation(ref WireReader reader)
    {
        var operation = (AggregateOperator)reader.Byte();
        if (operation > AggregateOperator.LimitRatio || !AggregationSpec.IsSupported(operation))
        {
            throw QueryErrors.Malformed();
        }

        bool without = reader.Flag();
        string[] labels = new string[reader.CountOf(1)];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = reader.Text();
        }

        return new AggregationSpec(operation, without, ImmutableArray.Create(labels), reader.Scalar(), reader.Site());
    }
}
