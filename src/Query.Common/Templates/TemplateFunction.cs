namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A function that templates can call.</summary>
/// <param name="Parameters">The kinds of its arguments.</param>
/// <param name="Call">What it does.</param>
/// <param name="IsVariadic">True when the last parameter may be given any number of times, also none.</param>
public sealed record TemplateFunction(TemplateKind[] Parameters, Func<object?[], object?> Call, bool IsVariadic = false)
{
    /// <summary>A function of one argument.</summary>
    public static TemplateFunction Of(TemplateKind first, Func<object?, object?> call) => new([first], arguments => call(arguments[0]));

    /// <summary>A function of two arguments.</summary>
    public static TemplateFunction Of(TemplateKind first, TemplateKind second, Func<object?, object?, object?> call) =>
        new([first, second], arguments => call(arguments[0], arguments[1]));

    /// <summary>A function of three arguments.</summary>
    public static TemplateFunction Of(TemplateKind first, TemplateKind second, TemplateKind third, Func<object?, object?, object?, object?> call) =>
        new([first, second, third], arguments => call(arguments[0], arguments[1], arguments[2]));

    /// <summary>A function of texts.</summary>
    public static TemplateFunction OfText(Func<string, object?> call) => Of(TemplateKind.Text, text => call((string)text!));

    /// <summary>A function of two texts.</summary>
    public static TemplateFunction OfTexts(Func<string, string, object?> call) => Of(TemplateKind.Text, TemplateKind.Text, (one, other) => call((string)one!, (string)other!));
}
