using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax.Analysis;

/// <summary>Finds what a query selects.</summary>
public static class SelectorCollector
{
    /// <summary>All series selectors, those of ranges and inside of subqueries included, in the order of the text. The labels that <c>info()</c> is told to add are one too.</summary>
    public static ImmutableArray<VectorSelector> Collect(Expr expr)
    {
        ImmutableArray<VectorSelector>.Builder selectors = ImmutableArray.CreateBuilder<VectorSelector>();
        Collect(expr, selectors);
        return selectors.ToImmutable();
    }

    private static void Collect(Expr expr, ImmutableArray<VectorSelector>.Builder selectors)
    {
        if (expr is VectorSelector selector)
        {
            selectors.Add(selector);
        }

        foreach (Expr child in expr.Children())
        {
            Collect(child, selectors);
        }
    }
}
