namespace Orleans.Obs.Api.Security;

/// <summary>Who gets in; the host fills it from its configuration.</summary>
public sealed class AccessOptions
{
    /// <summary>Whether keys are demanded. When not, the header <c>X-Scope-OrgID</c> names the tenant and nobody checks.</summary>
    public bool Enabled { get; set; }

    /// <summary>The operator's key; empty: nobody is the operator.</summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>The key that opens the process's own metrics and the state of the cluster and nothing else; empty: none does but the operator's.</summary>
    public string MonitorKey { get; set; } = "";

    /// <summary>How long a verified key is believed: as long may a revoked one be used.</summary>
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromSeconds(30);
}
