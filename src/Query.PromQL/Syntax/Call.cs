using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A function call whose argument types have been checked.</summary>
public sealed record Call(FunctionSignature Function, ImmutableArray<Expr> Arguments) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => Function.Returns;
}
