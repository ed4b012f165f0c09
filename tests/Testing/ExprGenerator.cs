using System.Collections.Immutable;
using CsCheck;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Testing;

/// <summary>
/// Random well-typed PromQL trees, of the shape that the parser makes: operands in parentheses where precedence asks for them, signs worked into numbers. Over given metrics,
/// labels and values, so that a generated query can also be evaluated against generated data.
/// </summary>
public sealed record ExprGenerator
{
    public ImmutableArray<string> Metrics { get; init; } = ["up", "requests_total", "job:latency:p99", "sum", "offset", "by", "start", "fill"];

    public ImmutableArray<string> Labels { get; init; } = ["job", "instance", "le", "on", "http.route", "größe"];

    public ImmutableArray<string> Values { get; init; } = ["api", "db", "", "host-1:9090", "a\"b\\c\n", "日本 😀"];

    public ImmutableArray<string> Regexes { get; init; } = ["api|db", "host-.*", ".+", ".*", "[a-c]{2}x?", "(?i:ÄB)\\d"];

    public PromQLFeatures Features { get; init; } = PromQLFeatures.All;

    /// <summary>Names of functions to leave out.</summary>
    public ImmutableHashSet<string> WithoutFunctions { get; init; } = [];

    /// <summary>How deep trees become.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Scalars, instant vectors, range vectors and texts.</summary>
    public Gen<Expr> Any => Gen.Frequency((2, Scalar(Depth)), (6, Vector(Depth)), (1, Range(Depth)), (1, Text.Select(t => (Expr)t)));

    /// <summary>Scalars and instant vectors: what a range query takes.</summary>
    public Gen<Expr> Evaluable => Gen.Frequency((1, Scalar(Depth)), (5, Vector(Depth)));

    private IEnumerable<FunctionSignature> Functions => FunctionTable.All
        .Where(f => f.Name != "info" && !WithoutFunctions.Contains(f.Name) && (!f.Experimental || Has(PromQLFeatures.ExperimentalFunctions)))
        .OrderBy(f => f.Name, StringComparer.Ordinal);

    private Gen<StringLiteral> Text => Gen.OneOfConst([.. Values, .. Labels]).Select(t => new StringLiteral(t));

    private Gen<Expr> Scalar(int depth) => depth <= 0
        ? Number
        : Gen.Frequency(
            (3, Number),
            (1, Number.Select(n => (Expr)new ParenExpr(Negated(n)))),
            (2, Binary(depth, Gen.Select(Scalar(depth - 1), Scalar(depth - 1)), betweenVectors: false)),
            (1, Gen.Select(Gen.Bool, Scalar(depth - 1), Signed)),
            (2, Call(PromQLType.Scalar, depth)));

    private Gen<Expr> Vector(int depth)
    {
        Gen<Expr> selector = Selector(mayBeExtended: true).Select(s => (Expr)s);
        if (depth <= 0)
        {
            return selector;
        }

        return Gen.Frequency(
            (3, selector),
            (4, Call(PromQLType.Vector, depth)),
            (3, Aggregation(depth)),
            (2, Binary(depth, Gen.Select(Vector(depth - 1), Vector(depth - 1)), betweenVectors: true)),
            (1, Binary(depth, Gen.Select(Vector(depth - 1), Scalar(depth - 1)), betweenVectors: false)),
            (1, Binary(depth, Gen.Select(Scalar(depth - 1), Vector(depth - 1)), betweenVectors: false)),
            (1, Gen.Select(Gen.Bool, Vector(depth - 1), Signed)),
            (1, Vector(depth - 1).Select(e => (Expr)new ParenExpr(e))));
    }

    private Gen<Expr> Range(int depth)
    {
        Gen<Expr> matrix = Gen.Select(Selector(mayBeExtended: true), PositiveDuration, (s, range) => (Expr)new MatrixSelector(s, range));
        if (depth <= 0)
        {
            return matrix;
        }

        Gen<Expr> subquery = Gen.Select(
            Vector(depth - 1),
            PositiveDuration,
            Optional(PositiveDuration),
            Offset,
            At,
            (inner, range, step, offset, at) => (Expr)new SubqueryExpr(Postfixable(inner), range, step) { Offset = offset, At = at });
        return Gen.Frequency((3, matrix), (1, subquery));
    }

    private static Gen<Expr> Number => Gen.Frequency(
        (6, Gen.Int[0, 100].Select(i => (Expr)new NumberLiteral(i))),
        (3, Gen.Double.Unit.Select(d => (Expr)new NumberLiteral(d * 10))),
        (1, Gen.OneOfConst(1e300, 5e-324, double.PositiveInfinity, double.NaN, 0.1).Select(d => (Expr)new NumberLiteral(d))),
        (2, Gen.OneOfConst(1000L, 300_000, 5_400_000, 86_400_000, 1).Select(ms => (Expr)new NumberLiteral((ms / 1000) + (ms % 1000 / 1000.0), IsDuration: true))));

    private Gen<VectorSelector> Selector(bool mayBeExtended)
    {
        Gen<ImmutableArray<LabelMatcher>> matchers = Matcher.Array[0, 3].Select(m => m.ToImmutableArray());
        Gen<int> extension = Gen.Int[0, mayBeExtended && Has(PromQLFeatures.ExtendedRangeSelectors) ? 5 : 0];
        return Gen.Select(
            Gen.OneOfConst([.. Metrics]),
            matchers,
            Offset,
            At,
            extension,
            (name, others, offset, at, extended) => new VectorSelector(name, [.. others, new LabelMatcher(MatchOperator.Equal, "__name__", name)])
            {
                Offset = offset,
                At = at,
                Anchored = extended == 4,
                Smoothed = extended == 5,
            });
    }

    private Gen<LabelMatcher> Matcher => Gen.Select(
        Gen.OneOfConst([.. Labels]),
        Gen.OneOfConst(MatchOperator.Equal, MatchOperator.NotEqual, MatchOperator.Regex, MatchOperator.NotRegex),
        Gen.OneOfConst([.. Values]),
        Gen.OneOfConst([.. Regexes]),
        (label, op, value, regex) => new LabelMatcher(op, label, op is MatchOperator.Regex or MatchOperator.NotRegex ? regex : value));

    private Gen<Expr> Call(PromQLType returns, int depth)
    {
        FunctionSignature[] candidates = [.. Functions.Where(f => f.Returns == returns)];
        return Gen.Int[0, candidates.Length - 1].SelectMany(index =>
        {
            FunctionSignature function = candidates[index];
            int declared = function.Parameters.Length;
            Gen<int> count = function.Variadic == 0 ? Gen.Const(declared) : Gen.Int[declared - 1, function.Variadic < 0 ? declared + 2 : declared - 1 + function.Variadic];
            return count.SelectMany(n => Sequence([.. Enumerable.Range(0, n).Select(i => Argument(function.Parameters[Math.Min(i, declared - 1)], depth - 1))]))
                .Select(arguments => (Expr)new Call(function, [.. arguments]));
        });
    }

    private Gen<Expr> Argument(PromQLType type, int depth) => type switch
    {
        PromQLType.Scalar => Scalar(depth),
        PromQLType.Vector => Vector(depth),
        PromQLType.Matrix => Range(depth),
        _ => Text.Select(t => (Expr)t),
    };

    private Gen<Expr> Aggregation(int depth)
    {
        AggregateOperator last = Has(PromQLFeatures.ExperimentalFunctions) ? AggregateOperator.LimitRatio : AggregateOperator.Quantile;
        Gen<AggregateOperator> operators = Gen.Int[0, (int)last].Select(i => (AggregateOperator)i);
        return Gen.Select(operators, LabelNames, Gen.Bool).SelectMany((op, labels, without) =>
        {
            Gen<Expr> parameter = op == AggregateOperator.CountValues ? Text.Select(t => (Expr)t) : Scalar(depth - 1);
            return op < AggregateOperator.TopK
                ? Vector(depth - 1).Select(operand => (Expr)new AggregateExpr(op, operand, null, labels, without))
                : Gen.Select(Vector(depth - 1), parameter, (operand, p) => (Expr)new AggregateExpr(op, operand, p, labels, without));
        });
    }

    private Gen<Expr> Binary(int depth, Gen<(Expr Left, Expr Right)> operands, bool betweenVectors)
    {
        BinaryOperator last = betweenVectors ? BinaryOperator.TrimLower : BinaryOperator.LessOrEqual;
        return Gen.Select(Gen.Int[0, (int)last].Select(i => (BinaryOperator)i), operands, Gen.Bool, Matching).Select((op, sides, flag, matching) =>
        {
            bool isSet = op is BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Unless;
            bool compares = op is >= BinaryOperator.Equal and <= BinaryOperator.LessOrEqual;
            bool scalars = sides.Left.Type == PromQLType.Scalar && sides.Right.Type == PromQLType.Scalar;
            VectorMatching? kept = !betweenVectors ? null
                : isSet ? matching with { Cardinality = MatchCardinality.ManyToMany, Include = [], FillLeft = null, FillRight = null }
                : matching;
            return (Expr)new BinaryExpr(op, AsLeft(op, sides.Left), AsRight(op, sides.Right), compares && (flag || scalars), kept);
        });
    }

    private Gen<VectorMatching> Matching => Gen.Select(
        Gen.OneOfConst(MatchCardinality.OneToOne, MatchCardinality.OneToOne, MatchCardinality.ManyToOne, MatchCardinality.OneToMany),
        Gen.Bool,
        LabelNames,
        LabelNames,
        Gen.Int[0, 7],
        (cardinality, on, labels, include, fill) => new VectorMatching(
            cardinality,
            on,
            labels,
            cardinality == MatchCardinality.OneToOne ? [] : [.. include.Except(on ? labels : [])],
            Has(PromQLFeatures.FillModifiers) && fill is 5 or 7 ? -1.5 : null,
            Has(PromQLFeatures.FillModifiers) && fill is 6 or 7 ? 23 : null));

    private Gen<ImmutableArray<string>> LabelNames => Gen.OneOfConst([.. Labels]).Array[0, 3].Select(l => l.Distinct().ToImmutableArray());

    private Gen<Duration> PositiveDuration => Gen.Frequency(
        (6, Gen.OneOfConst(1L, 1000, 15_000, 300_000, 5_400_000, 86_400_000, 7 * 86_400_000L, 400 * 86_400_000L).Select(ms => new Duration(ms))),
        (Has(PromQLFeatures.DurationExpressions) ? 1 : 0, DurationExpr(2).Where(e => e is not NumberLiteral).Select(e => new Duration(0, e))));

    // Not in parentheses, which would take what follows the offset with them.
    private Gen<Duration> Offset => Gen.Frequency(
        (6, Gen.Const(Duration.Zero)),
        (3, Gen.OneOfConst(60_000L, -60_000, 1500, -86_400_000).Select(ms => new Duration(ms))),
        (Has(PromQLFeatures.DurationExpressions) ? 1 : 0, CallInDuration(1).Select(c => new Duration(0, c))),
        (Has(PromQLFeatures.DurationExpressions) ? 1 : 0, DurationExpr(1).Select(e => new Duration(0, new UnaryExpr(true, e as ParenExpr ?? new ParenExpr(e))))));

    private static Gen<AtModifier?> At => Gen.Frequency(
        (8, Gen.Const((AtModifier?)null)),
        (1, Gen.OneOfConst<AtModifier?>(new(AtKind.Start), new(AtKind.End))),
        (1, Gen.Long[-100_000, 2_000_000_000_000].Select(ms => (AtModifier?)new AtModifier(AtKind.Timestamp, ms))));

    private static Gen<Expr> CallInDuration(int depth) => Gen.Frequency(
        (1, Gen.OneOfConst("step", "range").Select(name => (Expr)new DurationCall(name, []))),
        (1, Gen.Select(Gen.OneOfConst("min_of", "max_of"), DurationExpr(depth - 1), DurationExpr(depth - 1), (name, a, b) => (Expr)new DurationCall(name, [a, b]))));

    private static Gen<Expr> DurationExpr(int depth)
    {
        Gen<Expr> literal = Gen.Frequency(
            (1, Gen.Int[1, 600].Select(i => (Expr)new NumberLiteral(i))),
            (1, Gen.OneOfConst(1.0, 300.0, 5400.0).Select(s => (Expr)new NumberLiteral(s, IsDuration: true))));
        if (depth <= 0)
        {
            return literal;
        }

        Gen<Expr> operation = Gen.Select(
            Gen.OneOfConst(BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Modulo, BinaryOperator.Power),
            DurationExpr(depth - 1),
            DurationExpr(depth - 1),
            (op, left, right) => (Expr)new BinaryExpr(op, AsLeft(op, left), AsRight(op, right), false, null));
        Gen<Expr> negation = DurationExpr(depth - 1).Select(e => (Expr)new UnaryExpr(true, e is ParenExpr or DurationCall ? e : new ParenExpr(e)));
        return Gen.Frequency((2, literal), (2, operation), (1, negation), (1, CallInDuration(depth)), (1, DurationExpr(depth - 1).Select(e => e as ParenExpr ?? (Expr)new ParenExpr(e))));
    }

    private bool Has(PromQLFeatures feature) => Features.HasFlag(feature);

    private static Expr Negated(Expr number) => number is NumberLiteral n ? n with { Value = -n.Value } : number;

    private static Expr Signed(bool negate, Expr operand) => operand switch
    {
        NumberLiteral => operand,
        BinaryExpr { Operator: not BinaryOperator.Power } => new UnaryExpr(negate, new ParenExpr(operand)),
        _ => new UnaryExpr(negate, operand),
    };

    private static Expr AsLeft(BinaryOperator op, Expr operand)
    {
        bool power = op == BinaryOperator.Power;
        bool bare = operand switch
        {
            BinaryExpr inner => !power && Precedence(inner.Operator) >= Precedence(op),
            UnaryExpr or NumberLiteral { Value: double.PositiveInfinity } => !power,
            _ => true,
        };
        return bare ? operand : new ParenExpr(operand);
    }

    private static Expr AsRight(BinaryOperator op, Expr operand)
    {
        bool bare = operand is not BinaryExpr inner || Precedence(inner.Operator) > Precedence(op) || (op == BinaryOperator.Power && inner.Operator == op);
        return bare ? operand : new ParenExpr(operand);
    }

    private static Expr Postfixable(Expr expr) => expr is BinaryExpr or UnaryExpr ? new ParenExpr(expr) : expr;

    private static int Precedence(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => 1,
        BinaryOperator.And or BinaryOperator.Unless => 2,
        BinaryOperator.Add or BinaryOperator.Subtract => 4,
        BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo or BinaryOperator.Atan2 => 5,
        BinaryOperator.Power => 6,
        _ => 3,
    };

    private static Gen<Duration?> Optional(Gen<Duration> gen) => Gen.Frequency((1, Gen.Const((Duration?)null)), (1, gen.Select(d => (Duration?)d)));

    private static Gen<Expr[]> Sequence(Gen<Expr>[] gens) =>
        gens.Aggregate(Gen.Const(Array.Empty<Expr>()), (all, next) => Gen.Select(all, next, (done, e) => (Expr[])[.. done, e]));
}
