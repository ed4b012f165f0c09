using System.Collections.Immutable;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>
/// The order in which stages are executed: line filters go before stages that leave the line alone, where they cost least. One behind <c>decolorize</c> so sees the colours, as in Loki.
/// </summary>
internal static class StageOrder
{
    public static ImmutableArray<Stage> Arrange(ImmutableArray<Stage> stages)
    {
        ImmutableArray<Stage>.Builder arranged = ImmutableArray.CreateBuilder<Stage>();
        var filters = new List<LineFilter>();
        var others = new List<Stage>();
        foreach (Stage stage in stages)
        {
            switch (stage)
            {
                case LineFilterStage filter:
                    filters.AddRange(filter.Filters);
                    break;
                case LabelFilterStage or DistinctStage:
                    Flush();
                    arranged.Add(stage);
                    break;
                case LineFormatStage or UnpackStage:
                    others.Add(stage);
                    Flush();
                    break;
                default:
                    others.Add(stage);
                    break;
            }
        }

        Flush();
        return arranged.ToImmutable();

        void Flush()
        {
            if (filters.Count > 0)
            {
                arranged.Add(new LineFilterStage([.. filters]));
            }

            arranged.AddRange(others);
            filters.Clear();
            others.Clear();
        }
    }
}
