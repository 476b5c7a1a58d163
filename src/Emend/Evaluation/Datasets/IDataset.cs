using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Datasets;

/// <summary>A published data set: what its files look like and where they are.</summary>
public interface IDataset
{
    /// <summary>The name on the command line, for example <c>counterfact</c>.</summary>
    string Name { get; }

    /// <summary>What the data set is, in a sentence.</summary>
    string Description { get; }

    /// <summary>Where its full files are published.</summary>
    string Origin { get; }

    /// <summary>Under which licence.</summary>
    string Licence { get; }

    /// <summary>The ways in which its files can be read; none if there is only one.</summary>
    IReadOnlyList<DatasetVariant> Variants { get; }

    /// <summary>The variant that is read when none is asked for; null if one must be.</summary>
    string? DefaultVariant { get; }

    /// <summary>Reads the cases of a file one after the other; memory does not grow with the file.</summary>
    /// <param name="path">The file, gzip-compressed or not; a folder for data sets of several files.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="FileNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    /// <exception cref="ArgumentException">The variant does not exist, or one must be chosen.</exception>
    /// <exception cref="MalformedRecordException">A record is malformed and the options do not say to pass over it.</exception>
    IEnumerable<EditCase> Read(string path, DatasetOptions? options = null);
}
