namespace Orleans.Obs.Query.PromQL.Evaluation.Annotations;

/// <summary>Where an annotation points.</summary>
/// <param name="Position">The first byte of the blamed node in the query text.</param>
/// <param name="Order">When the node that blames is evaluated; of annotations with the same message, the last one's position is shown.</param>
internal readonly record struct AnnotationSite(int Position, int Order);
