namespace Orleans.Obs.Api.Security;

/// <summary>What an endpoint lets its caller do; every endpoint declares one, see <see cref="AccessConventions"/>.</summary>
public enum AccessScope
{
    /// <summary>Ask for a tenant's data.</summary>
    Read,

    /// <summary>Send data to a tenant.</summary>
    Write,

    /// <summary>Delete a tenant's data.</summary>
    Admin,

    /// <summary>Manage the keys of the tenant in the route. Needs a key even when authentication is off.</summary>
    Keys,

    /// <summary>See how processes are, over all tenants.</summary>
    Monitor,

    /// <summary>What only the operator may. Needs the operator's key even when authentication is off.</summary>
    Operator,
}
