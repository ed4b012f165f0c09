using System.Collections.Immutable;
using Orleans.Obs.Query.LogQL.Pipelines.Columns;
using Orleans.Obs.Query.LogQL.Pipelines.Filters;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>
/// A pipeline ready to run: filters that look at whole columns first, then steps for each row that is left. For one evaluation; not thread-safe.
/// </summary>
internal sealed class CompiledPipeline(NameTable names, ParserHints hints)
{
    /// <summary>The names of labels that the pipeline knows.</summary>
    public NameTable Names { get; } = names;

    /// <summary>What parsers have to find.</summary>
    public ParserHints Hints { get; } = hints;

    /// <summary>What parsers ask about what they find.</summary>
    public EarlyFilters EarlyFilters { get; init; } = EarlyFilters.None;

    /// <summary>Filters that columns answer; a row that one excludes would not have passed.</summary>
    public required ImmutableArray<ColumnFilter> ColumnFilters { get; init; }

    /// <summary>
    /// Steps that parse only what filters compare, to reject most rows before all of their labels are parsed; empty when there is nothing to be won.
    /// </summary>
    public ImmutableArray<PipelineStep> Trial { get; init; } = [];

    /// <summary>What the trial has to find.</summary>
    public ParserHints TrialHints { get; init; } = ParserHints.All;

    /// <summary>What is done to each row, one after the other.</summary>
    public required ImmutableArray<PipelineStep> Steps { get; init; }

    /// <summary>The labels of which rows with the same values are returned once; empty when all rows are.</summary>
    public ImmutableArray<int> Distinct { get; init; } = [];

    /// <summary>True when a step may put an error on a row.</summary>
    public required bool MayFail { get; init; }

    /// <summary>True when steps may change which labels a row has.</summary>
    public required bool ChangesLabels { get; init; }

    /// <summary>The labels that steps look at by name.</summary>
    public required ImmutableArray<string> ReadLabels { get; init; }
}
