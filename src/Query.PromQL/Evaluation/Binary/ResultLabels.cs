using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Binary;

/// <summary>The labels of the result of a vector matching: those of the left (the many) side, without the name where it no longer fits, plus what group_left brings over.</summary>
internal sealed class ResultLabels
{
    private readonly bool _dropsName;
    private readonly LabelProjection _withoutName = MetadataLabels.Drop();
    private readonly LabelProjection? _restriction;
    private readonly LabelProjection _matched;
    private readonly ImmutableArray<byte[]> _include;
    private readonly LabelSetBuilder _builder = new();

    public ResultLabels(VectorMatching matching, bool dropsName)
    {
        _dropsName = dropsName;
        _restriction = matching.Cardinality != MatchCardinality.OneToOne ? null
            : matching.On ? LabelProjection.Keep(matching.Labels)
            : LabelProjection.Drop(matching.Labels);
        _matched = LabelProjection.Grouping(matching.On, matching.Labels);
        _include = [.. matching.Include.Select(GoLiteral.Encode)];
    }

    /// <summary>The labels of a result.</summary>
    public LabelSet Of(LabelSet many, LabelSet one)
    {
        LabelSet labels = _dropsName ? _withoutName.Apply(many) : many;
        labels = _restriction?.Apply(labels) ?? labels;
        if (_include.IsEmpty)
        {
            return labels;
        }

        _builder.Reset(labels);
        foreach (byte[] name in _include)
        {
            _builder.Set(name, one.ValueOf(name));
        }

        return _builder.ToLabelSet();
    }

    /// <summary>The labels of a match group, which a missing partner has.</summary>
    public LabelSet OfGroup(LabelSet member) => _matched.Apply(member);
}
