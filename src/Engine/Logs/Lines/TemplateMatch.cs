namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Which lines of one template contain a text: none, all, or those whose variables satisfy all conditions of at least one way to lay the text over the template.</summary>
internal readonly struct TemplateMatch
{
    private TemplateMatch(bool isAlways, PartCondition[][] ways) => (IsAlways, Ways) = (isAlways, ways);

    /// <summary>No line.</summary>
    public static TemplateMatch Never { get; } = new(false, []);

    /// <summary>Every line: the text is in the template.</summary>
    public static TemplateMatch Always { get; } = new(true, []);

    /// <summary>True when every line contains the text.</summary>
    public bool IsAlways { get; }

    /// <summary>True when no line contains the text.</summary>
    public bool IsNever => !IsAlways && Ways.Length == 0;

    /// <summary>The ways in which the text may lie over variables; each has at least one condition.</summary>
    public PartCondition[][] Ways { get; }

    /// <summary>The lines for which one of the ways holds.</summary>
    public static TemplateMatch When(PartCondition[][] ways) => new(false, ways);
}
