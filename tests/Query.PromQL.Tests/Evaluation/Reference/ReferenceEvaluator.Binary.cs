using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;

/// <summary>Operators.</summary>
internal sealed partial class ReferenceEvaluator
{
    private static double ScalarOperation(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        BinaryOperator.Atan2 => Math.Atan2(left, right),
        _ => Holds(operation, left, right) ? 1 : 0,
    };

    private static bool Holds(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Greater => left > right,
        BinaryOperator.Less => left < right,
        BinaryOperator.GreaterOrEqual => left >= right,
        _ => left <= right,
    };

    private static bool Compares(BinaryOperator operation) => operation is >= BinaryOperator.Equal and <= BinaryOperator.LessOrEqual;

    /// <summary>One element and another: the result, and whether a comparison keeps it; null when the two don't go together.</summary>
    private static (double Value, NativeHistogram? Histogram, bool Kept)? Combine(BinaryOperator operation, Element left, Element right)
    {
        switch (left.Histogram, right.Histogram, operation)
        {
            case (null, null, BinaryOperator.TrimLower or BinaryOperator.TrimUpper):
                return null;
            case (null, null, _):
                return Compares(operation) ? (left.Value, null, Holds(operation, left.Value, right.Value)) : (ScalarOperation(operation, left.Value, right.Value), null, true);
            case (null, { } histogram, BinaryOperator.Multiply):
                return (0, histogram.Multiply(left.Value), true);
            case ({ } histogram, null, BinaryOperator.Multiply):
                return (0, histogram.Multiply(right.Value), true);
            case ({ } histogram, null, BinaryOperator.Divide):
                return (0, histogram.Divide(right.Value), true);
            case ({ } histogram, null, BinaryOperator.TrimLower):
                return (0, histogram.TrimLower(right.Value), true);
            case ({ } histogram, null, BinaryOperator.TrimUpper):
                return (0, histogram.TrimUpper(right.Value), true);
            case ({ } one, { } other, BinaryOperator.Add):
                return one.Add(other, out HistogramFlags added) is { } sum && (added & HistogramFlags.ResetHintConflict) == 0 ? (0, sum, true) : null;
            case ({ } one, { } other, BinaryOperator.Subtract):
                return one.Subtract(other, out HistogramFlags subtracted) is { } difference && (subtracted & HistogramFlags.ResetHintConflict) == 0 ? (0, difference, true) : null;
            case ({ } one, { } other, BinaryOperator.Equal):
                return (0, one, one.SameValue(other));
            case ({ } one, { } other, BinaryOperator.NotEqual):
                return (0, one, !one.SameValue(other));
            default:
                return null;
        }
    }

    private List<Element> WithScalar(BinaryExpr binary, long time)
    {
        bool scalarIsLeft = binary.Left.Type == PromQLType.Scalar;
        var scalar = new Element(LabelSet.Empty, Scalar(scalarIsLeft ? binary.Left : binary.Right, time));
        var result = new List<Element>();
        foreach (Element element in Evaluate(scalarIsLeft ? binary.Right : binary.Left, time))
        {
            if (Combine(binary.Operator, scalarIsLeft ? scalar : element, scalarIsLeft ? element : scalar) is not { } combined)
            {
                continue;
            }

            if (binary.ReturnBool)
            {
                result.Add(element.With(combined.Kept ? 1 : 0));
            }
            else if (Compares(binary.Operator))
            {
                result.AddRange(combined.Kept ? [element] : []);
            }
            else
            {
                result.Add(combined.Histogram is { } histogram ? element.With(histogram) : element.With(combined.Value));
            }
        }

        return binary.ReturnBool || binary.Operator <= BinaryOperator.Atan2 ? DropNames(result) : result;
    }

    private List<Element> VectorOperation(BinaryExpr binary, VectorMatching matching, long time)
    {
        List<Element> left = Evaluate(binary.Left, time), right = Evaluate(binary.Right, time);
        LabelSet Group(LabelSet labels) => matching.On ? Keep(labels, matching.Labels) : Without(labels, [.. matching.Labels, "__name__"]);
        switch (binary.Operator)
        {
            case BinaryOperator.And:
                return [.. left.Where(element => right.Any(other => Group(other.Labels) == Group(element.Labels)))];
            case BinaryOperator.Unless:
                return [.. left.Where(element => right.All(other => Group(other.Labels) != Group(element.Labels)))];
            case BinaryOperator.Or:
                return Unique([.. left, .. right.Where(element => left.All(other => Group(other.Labels) != Group(element.Labels)))]);
        }

        bool swapped = matching.Cardinality == MatchCardinality.OneToMany, oneToOne = matching.Cardinality == MatchCardinality.OneToOne;
        (List<Element> many, List<Element> one) = swapped ? (right, left) : (left, right);
        bool fills = matching.FillLeft is not null || matching.FillRight is not null;
        if ((many.Count == 0 && one.Count == 0) || (!fills && (many.Count == 0 || one.Count == 0)))
        {
            return [];
        }

        if (one.GroupBy(element => Group(element.Labels)).Any(static group => group.Count() > 1))
        {
            throw new ReferenceException("found duplicate series for the match group");
        }

        var pairs = new List<(Element Many, Element One)>();
        foreach (Element element in many)
        {
            LabelSet group = Group(element.Labels);
            if (one.Find(other => Group(other.Labels) == group) is { } partner)
            {
                pairs.Add((element, partner));
            }
            else if (matching.FillRight is { } value)
            {
                pairs.Add((element, new Element(group, value)));
            }
        }

        if (matching.FillLeft is { } fill)
        {
            pairs.AddRange(one.Where(element => many.All(other => Group(other.Labels) != Group(element.Labels))).Select(element => (new Element(Group(element.Labels), fill), element)));
        }

        var result = new List<Element>();
        var matched = new HashSet<(LabelSet Group, LabelSet Result)>();
        foreach ((Element ofMany, Element ofOne) in pairs)
        {
            if (Combine(binary.Operator, swapped ? ofOne : ofMany, swapped ? ofMany : ofOne) is not { } combined)
            {
                continue;
            }

            LabelSet labels = ofMany.Labels;
            if (binary.Operator <= BinaryOperator.Atan2 || (binary.ReturnBool && !delaysNameRemoval))
            {
                labels = Without(labels, ["__name__", "__type__", "__unit__"]);
            }

            labels = !oneToOne ? labels : matching.On ? Keep(labels, matching.Labels) : Without(labels, matching.Labels);
            foreach (string name in matching.Include)
            {
                labels = LabelSet.Of([.. Pairs(Without(labels, [name])), (name, ofOne.Labels.ValueOf(name))]);
            }

            if (!matched.Add((Group(ofMany.Labels), oneToOne ? LabelSet.Empty : labels)))
            {
                throw new ReferenceException("multiple matches for labels");
            }

            if (combined.Kept || binary.ReturnBool)
            {
                double value = binary.ReturnBool ? combined.Kept ? 1 : 0 : combined.Value;
                result.Add(new Element(labels, value, binary.ReturnBool ? null : combined.Histogram, NameDropped: binary.ReturnBool));
            }
        }

        return Unique(result);
    }

    private static IEnumerable<(string Name, string Value)> Pairs(LabelSet labels)
    {
        var pairs = new List<(string, string)>();
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            pairs.Add((System.Text.Encoding.UTF8.GetString(reader.Name), System.Text.Encoding.UTF8.GetString(reader.Value)));
        }

        return pairs;
    }
}
