using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A function of the language.</summary>
/// <param name="Name">As queries call it.</param>
/// <param name="Parameters">The types of the parameters.</param>
/// <param name="Variadic">0: exactly the parameters; otherwise the last one may be left out, or be repeated up to n times (-1: any number of times).</param>
/// <param name="Returns">The type of the result.</param>
/// <param name="Experimental">True when the feature <c>promql-experimental-functions</c> must be on.</param>
public sealed record FunctionSignature(string Name, ImmutableArray<PromQLType> Parameters, int Variadic, PromQLType Returns, bool Experimental = false);
