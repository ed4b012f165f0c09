using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Pipelines.Filters;

/// <summary>Compiles label filters.</summary>
internal static class LabelConditions
{
    /// <summary>Compiles a filter for an evaluation.</summary>
    /// <exception cref="StageException">A pattern means nothing.</exception>
    public static LabelCondition Compile(LabelFilter filter, NameTable names) => filter switch
    {
        CombinedLabelFilter { Both: true } both => new And(Compile(both.Left, names), Compile(both.Right, names)),
        CombinedLabelFilter either => new Or(Compile(either.Left, names), Compile(either.Right, names)),
        StringLabelFilter text => new Matches(names.GetOrAdd(text.Matcher.Name), MatcherCompiler.Compile(text.Matcher)),
        NumberLabelFilter number => new ComparesNumber(names.GetOrAdd(number.Label), number.Operator, number.Value),
        DurationLabelFilter duration => new ComparesDuration(names.GetOrAdd(duration.Label), duration.Operator, duration.Value),
        BytesLabelFilter bytes => new ComparesBytes(names.GetOrAdd(bytes.Label), bytes.Operator, bytes.Value),
        AddressLabelFilter address => new HasAddress(
            names.GetOrAdd(address.Label), AddressSearch.TryParse(address.Pattern) ?? throw new StageException($"ip: invalid pattern: {GoLiteral.Quote(address.Pattern)}"), address.Negated),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    // Both sides are asked, as a side that can't compare says so on the row.
    private sealed class And(LabelCondition left, LabelCondition right) : LabelCondition
    {
        public override bool Test(RowLabels row) => left.Test(row) & right.Test(row);
    }

    private sealed class Or(LabelCondition left, LabelCondition right) : LabelCondition
    {
        public override bool Test(RowLabels row) => left.Test(row) || right.Test(row);
    }

    private sealed class Matches(int name, SeriesMatcher matcher) : LabelCondition
    {
        public override bool Test(RowLabels row)
        {
            if (name == NameTable.Error)
            {
                return matcher.Matches(System.Text.Encoding.UTF8.GetBytes(row.Error));
            }

            row.TryGet(name, out ReadOnlySpan<byte> value);
            return matcher.Matches(value);
        }
    }

    private abstract class Compares(int name) : LabelCondition
    {
        public override bool Test(RowLabels row)
        {
            if (!row.TryGet(name, out ReadOnlySpan<byte> value))
            {
                return false;
            }

            bool? holds = Compare(value);
            if (holds is null && !row.HasError)
            {
                row.SetError(PipelineErrors.LabelFilter, Explain(value));
            }

            return holds ?? true;
        }

        // Null when the value can't be compared.
        protected abstract bool? Compare(ReadOnlySpan<byte> value);

        protected abstract string Explain(ReadOnlySpan<byte> value);
    }

    private sealed class ComparesNumber(int name, ComparisonOperator op, double bound) : Compares(name)
    {
        protected override bool? Compare(ReadOnlySpan<byte> value) => GoNumber.TryParseFloat(value, out double number) ? op.Holds(number, bound) : null;

        protected override string Explain(ReadOnlySpan<byte> value) => GoNumber.ExplainFloat(value);
    }

    private sealed class ComparesDuration(int name, ComparisonOperator op, long bound) : Compares(name)
    {
        protected override bool? Compare(ReadOnlySpan<byte> value) => GoDuration.TryParse(value, out long duration) ? op.Holds(duration, bound) : null;

        protected override string Explain(ReadOnlySpan<byte> value) => GoDuration.Explain(value);
    }

    private sealed class ComparesBytes(int name, ComparisonOperator op, ulong bound) : Compares(name)
    {
        protected override bool? Compare(ReadOnlySpan<byte> value) => ByteSize.TryParse(value, out ulong bytes) ? op.Holds(bytes, bound) : null;

        protected override string Explain(ReadOnlySpan<byte> value) => ByteSize.Explain(value);
    }

    private sealed class HasAddress(int name, AddressSearch search, bool negated) : LabelCondition
    {
        // With an error only texts are compared.
        public override bool Test(RowLabels row) => row.HasError || (row.TryGet(name, out ReadOnlySpan<byte> value) && search.IsIn(value) != negated);
    }
}
