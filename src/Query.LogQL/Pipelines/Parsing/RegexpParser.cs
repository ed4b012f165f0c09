using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>The named groups of a regular expression.</summary>
internal static class RegexpParser
{
    /// <summary>Why an expression can't be a parser; null when it can.</summary>
    public static string? FaultOf(string expression)
    {
        RegexSearch search;
        try
        {
            search = RegexSearch.Compile(expression);
        }
        catch (RegexSyntaxException error)
        {
            return error.Message;
        }

        HashSet<string> names = [];
        foreach (string? name in search.GroupNames)
        {
            if (name is not null && !names.Add(name))
            {
                return $"duplicate extracted label name '{name}'";
            }
        }

        return names.Count == 0 ? "at least one named capture must be supplied" : null;
    }
}
