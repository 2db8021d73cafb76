import Results

/// A burst or load whose generator was late, or may have been: what every report says of it, whether that decided
/// something or nothing.
struct LoadSuspicion {
    /// The word that begins what is said.
    static let mark = "SUSPECT"
    /// Where the load is: its suite, its case and its step, each from 0.
    let place: Place
    /// The name of the case.
    let caseName: String
    /// The name of the step; empty for a case of one.
    let step: String
    /// The file and the line of the case.
    let file: String
    let line: Int
    /// Whether it may have decided an expectation, and not only shaped figures.
    let decides: Bool
    /// Whether it decided something, and why it is suspected.
    let sentence: String

    /// The place of a step in a run.
    struct Place: Hashable {
        var suite: Int
        var index: Int
        var step: Int
    }

    /// The case, and the step where that has a name.
    var name: String { step.isEmpty ? caseName : "\(caseName) / \(step)" }

    /// What is said where no case is at hand.
    var text: String { "\(Self.mark): '\(name)': \(sentence)" }

    /// What is said with its case.
    var textOfCase: String { "\(Self.mark): \(step.isEmpty ? "" : "'\(step)': ")\(sentence)" }
}

extension LoadSuspicion {
    /// More reasons than these hide the next: a load of many shards may have one of each.
    private static let mostReasons = 5
    /// More loads than these in the head of a report hide the next.
    static let mostShown = 10

    /// Whether the generator of `load` decided something, and why it is suspected; `nil` for a load that can be
    /// trusted.
    static func sentence(_ load: LoadResult) -> String? {
        let doubts = load.audit?.doubts ?? []
        guard !doubts.isEmpty || !load.doubtful.isEmpty else { return nil }
        let names = load.doubtful.map(\.expectation).once.joined(separator: ", ")
        let what =
            load.doubtful.isEmpty
            ? "the generator was late and decided nothing" : "the generator may have decided \(names)"
        guard !doubts.isEmpty else { return what }
        let more = doubts.count > mostReasons ? "; and \(doubts.count - mostReasons) more" : ""
        return "\(what): \(doubts.prefix(mostReasons).joined(separator: "; "))\(more)"
    }

    /// Those of a run, in its order.
    static func all(of run: RunResult) -> [LoadSuspicion] { all(of: run, at: run.measured) }

    private static func all(of run: RunResult, at places: [Place]) -> [LoadSuspicion] {
        places.compactMap { place in of(run.suites[place.suite].cases[place.index], place) }
    }

    /// Those of a case.
    static func of(_ result: CaseResult) -> [LoadSuspicion] {
        result.steps.indices.compactMap { of(result, Place(suite: 0, index: 0, step: $0)) }
    }

    private static func of(_ result: CaseResult, _ place: Place) -> LoadSuspicion? {
        guard let load = result.steps[place.step].load, let sentence = sentence(load) else { return nil }
        return LoadSuspicion(
            place: place,
            caseName: result.name,
            step: result.steps[place.step].name,
            file: result.file,
            line: result.line,
            decides: !load.doubtful.isEmpty,
            sentence: sentence
        )
    }

    /// What is said of a run's loads in a few lines, those that may have decided something first.
    static func lines(of run: RunResult) -> [String] {
        let (shown, more) = first(of: run, at: run.measured)
        return shown.map(\.text) + (more.map { ["\(mark): \($0)"] } ?? [])
    }

    /// The first of a run, those that may have decided something before the others, and how many more there are in
    /// words. `places` are those of all that was measured.
    static func first(of run: RunResult, at places: [Place]) -> (shown: [LoadSuspicion], more: String?) {
        let all = all(of: run, at: places)
        let sorted = all.filter(\.decides) + all.filter { !$0.decides }
        let further = sorted.count - mostShown
        let words = further > 0 ? "and \(HTMLModel.count(further, "more load", "more loads"))" : nil
        return (Array(sorted.prefix(mostShown)), words)
    }
}

extension RunResult {
    /// The places of bursts, loads and searches for capacity. They are found by places alone: an element that is handed
    /// over is copied, cases and steps are large, and few are among these.
    var measured: [LoadSuspicion.Place] {
        var places: [LoadSuspicion.Place] = []
        for suite in suites.indices {
            for index in suites[suite].cases.indices {
                for step in suites[suite].cases[index].steps.indices
                where suites[suite].cases[index].steps[step].load != nil
                    || suites[suite].cases[index].steps[step].capacity != nil
                {
                    places.append(LoadSuspicion.Place(suite: suite, index: index, step: step))
                }
            }
        }
        return places
    }

    /// The step at a place.
    subscript(place: LoadSuspicion.Place) -> StepResult { suites[place.suite].cases[place.index].steps[place.step] }
}
