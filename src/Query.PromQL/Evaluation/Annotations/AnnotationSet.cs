using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Annotations;

/// <summary>The annotations of a query, each message once. Not thread-safe.</summary>
internal sealed class AnnotationSet
{
    private readonly Dictionary<(bool IsWarning, string Message), Annotation> _annotations = [];

    public int Count => _annotations.Count;

    public IEnumerable<Annotation> All => _annotations.Values;

    public void Add(Annotation annotation)
    {
        var key = (annotation.IsWarning, annotation.Message);
        _annotations[key] = _annotations.TryGetValue(key, out Annotation? earlier) ? annotation.After(earlier) : annotation;
    }

    public void Add(AnnotationSet others)
    {
        foreach (Annotation annotation in others._annotations.Values)
        {
            Add(annotation);
        }
    }

    public void Warn(string message, AnnotationSite site) => Add(new Annotation(IsWarning: true, message, site));

    public void Inform(string message, AnnotationSite site) => Add(new Annotation(IsWarning: false, message, site));

    /// <summary>The complete texts of the warnings or the infos.</summary>
    public string[] Texts(bool warnings, string query) =>
        [.. _annotations.Values.Where(annotation => annotation.IsWarning == warnings).Select(annotation => annotation.Text(PromQLSyntaxException.Locate(query, annotation.Site.Position)))];
}
