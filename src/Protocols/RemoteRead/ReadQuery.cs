using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>One query of a remote read request.</summary>
/// <param name="Start">The earliest time wanted, milliseconds, inclusive.</param>
/// <param name="End">The latest time wanted, milliseconds, inclusive.</param>
/// <param name="Matchers">What the series must satisfy.</param>
public sealed record ReadQuery(long Start, long End, ImmutableArray<LabelMatcher> Matchers);
