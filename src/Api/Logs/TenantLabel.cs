using System.Text;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Api.Logs;

/// <summary>The label that answers over several tenants carry, and by which they can be told apart in queries.</summary>
internal static class TenantLabel
{
    public const string Name = "__tenant_id__";

    public static byte[] ValueOf(string tenant) => Encoding.UTF8.GetBytes(tenant);

    /// <summary>The labels with the tenant's among them.</summary>
    public static LabelSet AddTo(LabelSet labels, string tenant)
    {
        var builder = new LabelSetBuilder();
        builder.Reset(labels);
        builder.Set(Name, tenant);
        return builder.ToLabelSet();
    }
}
