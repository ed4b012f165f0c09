namespace Orleans.Obs.Conformance.PromQL;

/// <summary>What is expected of one kind of annotations; without any expectation they are not looked at.</summary>
internal sealed record AnnotationExpectations
{
    public IReadOnlyList<Expectation> Expected { get; init; } = [];

    public bool NoneAllowed { get; init; }

    /// <summary>What is wrong with the actual annotations; null when nothing is.</summary>
    public string? Fault(string kind, IReadOnlyList<string> actual)
    {
        if (NoneAllowed && actual.Count > 0)
        {
            return $"unexpected {kind} annotations: {string.Join(" | ", actual)}";
        }

        if (Expected.Count == 0)
        {
            return null;
        }

        if (Expected.FirstOrDefault(expected => !actual.Any(expected.Matches)) is { } missing)
        {
            return $"expected {kind} annotation {missing}, found: {string.Join(" | ", actual)}";
        }

        return actual.FirstOrDefault(text => !Expected.Any(expected => expected.Matches(text))) is { } extra ? $"unexpected {kind} annotation: {extra}" : null;
    }
}
