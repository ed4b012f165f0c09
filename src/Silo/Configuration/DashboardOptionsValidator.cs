using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class DashboardOptionsValidator(IOptions<AuthOptions> auth) : IValidateOptions<DashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, DashboardOptions options) => new Problems(DashboardOptions.Section)
        .Require(!options.Enabled || auth.Value.OperatorKey.Length > 0, nameof(options.Enabled), "needs Obs:Auth:OperatorKey, which opens the dashboard")
        .Result;
}
