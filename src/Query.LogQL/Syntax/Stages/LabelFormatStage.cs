using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>label_format</c>: renames labels and makes new ones.</summary>
public sealed record LabelFormatStage(ImmutableArray<LabelAssignment> Assignments) : Stage;
