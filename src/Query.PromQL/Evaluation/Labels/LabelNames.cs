using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Evaluation.Labels;

/// <summary>Which names labels may have: any UTF-8 text but the empty one.</summary>
internal static class LabelNames
{
    /// <summary>Refuses a name that a function can't use.</summary>
    /// <exception cref="QueryException">The name is invalid.</exception>
    public static void Check(string name, string role, string function)
    {
        if (!IsValid(name))
        {
            throw new QueryException(QueryErrorKind.Execution, $"invalid {role} label name in {function}(): {name}");
        }
    }

    /// <summary>Returns the name of the label that count_values sets.</summary>
    /// <exception cref="QueryException">The name is invalid.</exception>
    public static string CheckCounted(string name) =>
        IsValid(name) ? name : throw new QueryException(QueryErrorKind.Execution, $"invalid label name {GoLiteral.Quote(name)}");

    private static bool IsValid(string name) => name.Length > 0 && !GoLiteral.HasRawBytes(name);
}
