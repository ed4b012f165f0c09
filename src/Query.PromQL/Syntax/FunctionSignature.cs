using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A function of the language.</summary>
/// <param name="Name">As queries call it.</param>
/// <param name="Parameters">The types of the parameters.</param>
/// <param name="Variadic">0: exactly the parameters; n &gt; 0: up to n of the last ones may be left out; -1: the last one may be left out or repeated.</param>
/// <param name="Returns">The type of the result.</param>
/// <param name="Experimental">True when the feature <c>promql-experimental-functions</c> must be on.</param>
public sealed record FunctionSignature(string Name, ImmutableArray<PromQLType> Parameters, int Variadic, PromQLType Returns, bool Experimental = false);
