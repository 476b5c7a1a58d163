namespace Emend.Evaluation.Metrics;

/// <summary>How a model was asked for what a metric measures. Numbers of different protocols can not be compared.</summary>
public enum MetricProtocol
{
    /// <summary>The model writes by itself, greedily, until it ends the answer; the length of the right answer is not known to it.</summary>
    FreeRunning,

    /// <summary>The model writes as many tokens as the right answer has.</summary>
    GivenLength,

    /// <summary>Each token of the right answer is judged after the right tokens before it, so that errors do not add up.</summary>
    TeacherForced,

    /// <summary>The tokens most probable at the places of the right answer, before the edit and after it, are compared with each other.</summary>
    BeforeAfter,

    /// <summary>Probability distributions are compared or text is scored; there is no right answer.</summary>
    Distribution,

    /// <summary>A few steps of thought are written before the answer, with or without retrieved facts.</summary>
    ChainOfThought,

    /// <summary>Clock and memory of the process.</summary>
    Resources,
}
