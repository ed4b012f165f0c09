using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.Obs.Api.Security;

/// <summary>The one door that every request passes, whatever protocol it speaks.</summary>
public static class ObsAccess
{
    /// <summary>Registers, once, authentication by keys and authorization by scopes. The host configures <see cref="AccessOptions"/>; without that, authentication is off.</summary>
    public static IServiceCollection AddObsAccess(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(KeyVerifier)))
        {
            return services;
        }

        services.AddOptions<AccessOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<ITenants, GrainTenants>();
        services.AddSingleton<KeyVerifier>();
        services.AddSingleton<FailureLimiter>();
        services.AddSingleton<AccessInstruments>();
        services.AddSingleton<AccessAudit>();
        services.AddSingleton<KeyEndpoints>();
        services.AddSingleton<IAuthorizationHandler, AccessHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResultHandler>();
        services.AddTransient<ApiKeyAuthentication>();
        services.AddAuthenticationCore(static authentication =>
        {
            authentication.DefaultScheme = ApiKeyAuthentication.Scheme;
            authentication.AddScheme<ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, displayName: null);
        });
        services.AddAuthorization(static authorization =>
        {
            authorization.FallbackPolicy = PolicyFor(null);
            foreach (AccessScope scope in Enum.GetValues<AccessScope>())
            {
                authorization.AddPolicy(scope.ToString(), PolicyFor(scope));
            }
        });
        return services;
    }

    /// <summary>Puts the door in front of everything that is mapped.</summary>
    public static IApplicationBuilder UseObsAccess(this IApplicationBuilder app) => app.UseAuthentication().UseAuthorization();

    private static AuthorizationPolicy PolicyFor(AccessScope? scope) => new AuthorizationPolicyBuilder().AddRequirements(new AccessRequirement(scope)).Build();
}
