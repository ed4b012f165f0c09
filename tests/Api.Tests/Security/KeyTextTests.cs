using CsCheck;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Tests.Security;

public sealed class KeyTextTests
{
    [Fact]
    public void A_key_says_where_it_is_kept() => Gen.Char["abcXYZ019-_."].Array[1, TenantName.MaxLength].Select(letters => new string(letters)).Where(name => TenantName.IsValid(name)).Sample(tenant =>
    {
        (string id, string text) = KeyText.New(tenant);

        Assert.True(KeyText.TryParse(text, out KeyText parsed));
        Assert.Equal(new KeyText(tenant, id), parsed);
    });

    [Fact]
    public void Any_other_text_is_no_key() => Gen.Char["obs_a0/."].Array[0, 120].Sample(letters =>
    {
        string text = new(letters);
        if (KeyText.TryParse(text, out KeyText parsed))
        {
            Assert.True(TenantName.IsValid(parsed.Tenant));
            Assert.StartsWith($"obs_{parsed.Tenant}_{parsed.Id}_", text, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Two_keys_are_never_the_same() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => KeyText.New("a").Text).Distinct().Count());

    [Fact]
    public void A_digest_comes_back_from_its_text() => Gen.String.Sample(text =>
    {
        KeyDigest digest = KeyDigest.Of(text);

        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))), digest.ToString());
        Assert.True(KeyDigest.TryParse(digest.ToString(), out KeyDigest back) && back.FixedTimeEquals(digest));
    });
}
