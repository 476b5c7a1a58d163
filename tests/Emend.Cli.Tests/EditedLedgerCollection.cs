namespace Emend.Cli.Tests;

[CollectionDefinition(Name)]
public sealed class EditedLedgerCollection : ICollectionFixture<EditedLedger>
{
    public const string Name = "a ledger with one edit";
}
