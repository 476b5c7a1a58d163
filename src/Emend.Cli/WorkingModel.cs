using Emend.Ledger;

namespace Emend.Cli;

/// <summary>The model in use and its ledger: the original, and the state that the ledger's edits make of it.</summary>
internal sealed class WorkingModel
{
    private WorkingModel(Invocation invocation, LanguageModel original, string name, EditLedger? ledger, string folder)
    {
        Original = original;
        Name = name;
        Ledger = ledger;
        LedgerFolder = folder;
        Edits = ledger?.InForce() ?? [];
        foreach (var problem in ledger?.Problems ?? []) invocation.Terminal.Note(problem);
    }

    /// <summary>The model without edits.</summary>
    public LanguageModel Original { get; }

    /// <summary>The name under which the model is found again.</summary>
    public string Name { get; }

    /// <summary>The ledger; null as long as nothing was committed.</summary>
    public EditLedger? Ledger { get; }

    /// <summary>Where the ledger is, or will be.</summary>
    public string LedgerFolder { get; }

    /// <summary>The commits in force, oldest first.</summary>
    public IReadOnlyList<LedgerCommit> Edits { get; }

    /// <summary>Loads the model and opens the ledger, if there is one.</summary>
    public static WorkingModel Open(Invocation invocation)
    {
        invocation.ApplyThreads();
        var folder = LedgerChoice.Folder(invocation);
        var ledger = EditLedger.Exists(folder) ? EditLedger.Open(folder) : null;
        var name = ModelChoice.Of(invocation, ledger);
        var model = LanguageModel.Load(name);
        ledger?.RequireModel(model.Name, model.Hash);
        return new WorkingModel(invocation, model, name, ledger, folder);
    }

    /// <summary>The ledger, where a command is about it.</summary>
    public EditLedger RequireLedger() => Ledger ?? throw LedgerChoice.Missing(LedgerFolder);

    /// <summary>The edits in force, oldest first.</summary>
    public IReadOnlyList<Edit> Loaded() => [.. Edits.Select(commit => Ledger!.Load(commit))];

    /// <summary>The model with all edits in force.</summary>
    public LanguageModel Current() => With(Edits);

    /// <summary>The model as it was after a commit.</summary>
    public LanguageModel At(LedgerCommit commit) => With(RequireLedger().InForce(commit));

    /// <summary>The model with the edits of some commits, one after the other.</summary>
    public LanguageModel With(IEnumerable<LedgerCommit> commits) =>
        commits.Aggregate(Original, (model, commit) => model.With(RequireLedger().Load(commit)));

    /// <summary>The ledger, made now if there is none.</summary>
    public EditLedger CreateLedger(CancellationToken cancel) =>
        Ledger ?? EditLedger.OpenOrCreate(LedgerFolder, LedgerChoice.Stored(Name, LedgerFolder), Original.Hash, cancel);
}
