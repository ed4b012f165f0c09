using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A range selector: the samples as they were stored.</summary>
internal sealed class SelectedRange(LeafDraft draft) : RangeVector
{
    public override async ValueTask<List<ResultSeries>> EvaluateAsync(QueryRun run)
    {
        ShardPlan plan = (await draft.CompleteAsync(run).ConfigureAwait(false))!;
        var counter = new SampleCounter(1, run.Options.MaxSamples);
        var series = new List<RawSeries>();
        foreach (ReadOnlyMemory<byte> answer in await run.AskShardsAsync(ShardPlanCodec.Encode(plan)).ConfigureAwait(false))
        {
            var reader = new WireReader(answer.Span);
            ShardAnswer.ReadRaw(ref reader, series);
            ShardAnswer.ReadEnd(ref reader, counter, run.Annotations);
        }

        run.Take(counter, draft.Timing.Grid, looks: true);
        return [.. series.Select(static one => new ResultSeries(one.Labels, one.Timestamps, one.Values, one.Histograms))];
    }
}
