namespace Orleans.Obs.Api.Security;

/// <summary>Carries a refusal through ASP.NET's authentication, whose failures are exceptions.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}
