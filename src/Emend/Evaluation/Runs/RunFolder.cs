using System.Text;
using Emend.Files;

namespace Emend.Evaluation.Runs;

/// <summary>
/// The folder that a run writes to. It belongs to one plan and, while it is open, to one process; what is in it after a
/// kill is what whole steps had written.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string LockFile = "lock", PlanFile = "run.json", SummaryFile = "summary.json";

    private readonly FileStream held;

    private RunFolder(string folder, FileStream held, RunPlan plan)
    {
        Folder = folder;
        this.held = held;
        Timings = new(TimingsPath(folder), RunJson.Lines.TimingRecord);
        Steps = new(StepsPath(folder), RunJson.Lines.StepRecord);
        Cases = new(CasesPath(folder), RunJson.Lines.CaseRecord);
        Retention = new(RetentionPath(folder), RunJson.Lines.RetentionRecord);
        Preparations = Timings.Count > 0 ? 1 : 0;
        if (IsFinished)
            return;
        StepsDone = Math.Min(Cases.Count / plan.Batch, Steps.Count);
        Cases.Keep(StepsDone * plan.Batch);
        Steps.Keep(StepsDone);
        Timings.Keep(Math.Min(Timings.Count, StepsDone + Preparations));
    }

    public string Folder { get; }

    public LineFile<TimingRecord> Timings { get; }

    public LineFile<StepRecord> Steps { get; }

    public LineFile<CaseRecord> Cases { get; }

    public LineFile<RetentionRecord> Retention { get; }

    /// <summary>How many steps are whole.</summary>
    public int StepsDone { get; }

    /// <summary>Whether the preparation was timed already.</summary>
    public int Preparations { get; private set; }

    /// <summary>Whether the run has come to its end.</summary>
    public bool IsFinished => File.Exists(SummaryPath(Folder));

    /// <summary>Where a run's summary is.</summary>
    public static string SummaryPath(string folder) => Path.Combine(folder, SummaryFile);

    /// <summary>Where a run's cases are.</summary>
    public static string CasesPath(string folder) => Path.Combine(folder, "cases.jsonl");

    /// <summary>Where a run's steps are.</summary>
    public static string StepsPath(string folder) => Path.Combine(folder, "steps.jsonl");

    /// <summary>Where a run's timings are.</summary>
    public static string TimingsPath(string folder) => Path.Combine(folder, "timings.jsonl");

    /// <summary>Where a sequence's earlier cases are.</summary>
    public static string RetentionPath(string folder) => Path.Combine(folder, "retention.jsonl");

    /// <summary>The cases of a run that nobody writes to.</summary>
    public static IEnumerable<CaseRecord> ReadCases(string folder) => LineFile<CaseRecord>.Read(CasesPath(folder), RunJson.Lines.CaseRecord);

    /// <summary>The steps of a run that nobody writes to.</summary>
    public static IEnumerable<StepRecord> ReadSteps(string folder) => LineFile<StepRecord>.Read(StepsPath(folder), RunJson.Lines.StepRecord);

    /// <summary>Opens a folder for a plan, and takes it for this process.</summary>
    /// <exception cref="IOException">Another run is writing to it.</exception>
    /// <exception cref="InvalidOperationException">It belongs to another plan, or holds something else.</exception>
    public static RunFolder Open(string folder, RunPlan plan)
    {
        Directory.CreateDirectory(folder);
        var held = Take(folder);
        try
        {
            var planPath = Path.Combine(folder, PlanFile);
            var bytes = plan.ToBytes();
            if (!File.Exists(planPath))
            {
                if (Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != LockFile))
                    throw new InvalidOperationException($"{folder} holds something else than a run: choose a new folder with --out.");
                AtomicFile.Write(planPath, bytes);
            }
            else if (File.ReadAllBytes(planPath) is var there && !there.AsSpan().SequenceEqual(bytes))
            {
                throw new InvalidOperationException($"{folder} belongs to another run ({Difference(there, bytes)}): choose a new folder with --out, or repeat that run's settings to go on with it.");
            }

            AtomicFile.RemoveLeftovers(folder);
            return new RunFolder(folder, held, plan);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The file of a step's edit.</summary>
    public string EditPath(int step) => Path.Combine(Folder, "edits", $"{step:000000}.safetensors");

    /// <summary>Notes what the preparation took, the first time.</summary>
    public void Prepared(TimingRecord timing)
    {
        if (Preparations > 0)
            return;
        Timings.Append(timing);
        Preparations = 1;
    }

    /// <summary>Writes the summary, which ends the run.</summary>
    public void Finish(byte[] summary) => AtomicFile.Write(SummaryPath(Folder), summary);

    public void Dispose()
    {
        Timings.Dispose();
        Steps.Dispose();
        Cases.Dispose();
        Retention.Dispose();
        held.Dispose();
    }

    private static FileStream Take(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error.HResult is 11 or 35 or unchecked((int)0x80070020)) // taken, on Linux, macOS and Windows
        {
            throw new IOException($"Another run is writing to {folder}: wait for it, or choose another folder with --out.", error);
        }
    }

    /// <summary>The first lines in which two plans differ.</summary>
    private static string Difference(byte[] there, byte[] here)
    {
        var (left, right) = (Encoding.UTF8.GetString(there).Split('\n'), Encoding.UTF8.GetString(here).Split('\n'));
        var place = Enumerable.Range(0, Math.Min(left.Length, right.Length)).FirstOrDefault(i => left[i] != right[i]);
        return $"{left[place].Trim().TrimEnd(',')} instead of {right[place].Trim().TrimEnd(',')}";
    }
}
