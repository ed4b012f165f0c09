namespace Orleans.Obs.Api.Requests;

/// <summary>The memory of one write request, which grows while it is read and decompressed. Dispose gives it back.</summary>
internal sealed class WriteReservation(WriteBudget budget, string tenant) : IDisposable
{
    private readonly List<WriteLease> _leases = new(4);

    /// <summary>Takes more out of the budget.</summary>
    /// <exception cref="WriteRefusedException">There is not so much left.</exception>
    public void Reserve(long bytes)
    {
        WriteLease lease = budget.Take(tenant, bytes);
        if (lease.Admission != WriteAdmission.Granted)
        {
            throw new WriteRefusedException(lease.Admission);
        }

        _leases.Add(lease);
    }

    /// <summary>Gives everything back; more may be taken afterwards.</summary>
    public void Release()
    {
        foreach (WriteLease lease in _leases)
        {
            lease.Dispose();
        }

        _leases.Clear();
    }

    public void Dispose() => Release();
}
