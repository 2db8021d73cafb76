import JSON
package import Results
import Scenarios

/// What a shard counted in a trial of a shared search, as the file of a load's figures has it.
package enum TrialFigures {
    /// The bytes of `figures` of the step called `step` of the case called `name`.
    package static func bytes(_ figures: LoadFigures, suite: String, name: String, step: String) -> [UInt8] {
        let load = FiguresFile.Load(suite: suite, name: name, step: step)
        return FiguresFile(load: load, figures: figures, demands: LoadDemands()).bytes
    }

    /// The figures in `bytes`, when they are of that case.
    ///
    /// - Throws: why they aren't.
    package static func figures(
        _ bytes: [UInt8],
        suite: String,
        name: String,
        step: String
    ) throws(ResultsError) -> LoadFigures {
        let file = try FiguresFile(bytes)
        guard file.load == FiguresFile.Load(suite: suite, name: name, step: step) else {
            throw ResultsNode(.null).error(
                "the figures of '\(name)' of '\(suite)'",
                found: "those of '\(file.load.name)' of '\(file.load.suite)'"
            )
        }
        return file.figures
    }
}
