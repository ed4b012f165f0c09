namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A map whose values are texts; a key that is missing has the empty one.</summary>
public interface ITextMap : ITemplateMap;
