using Orleans.Obs.Query.PromQL.Evaluation.Plan;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A range selector: the samples as they were stored.</summary>
internal sealed class SelectedRange(LeafDraft draft) : RangeVector
{
    public override async ValueTask<List<ResultSeries>> EvaluateAsync(QueryRun run)
    {
        LeafPart part = await run.EvaluateAsync((await draft.CompleteAsync(run).ConfigureAwait(false))!).ConfigureAwait(false);
        run.Take(part, looks: true);
        return [.. part.Raw.Select(static one => new ResultSeries(one.Labels, one.Timestamps, one.Values, one.Histograms))];
    }
}
