import JSON
import Measurement

/// Makes a plan of suite files: decodes, merges, multiplies and checks them.
public struct PlanBuilder {
    private let options: PlanOptions
    private let files: FileStore
    private let generator: (any ScenarioGenerator)?
    /// Everything found wrong, warnings included.
    public let problems = Problems()

    /// A builder with the person's options; what it reads is kept in `files`.
    public init(options: PlanOptions, files: FileStore) {
        self.init(options: options, files: files, generator: nil)
    }

    /// A builder that makes what `generate` asks for with `generator`.
    package init(options: PlanOptions, files: FileStore, generator: (any ScenarioGenerator)?) {
        self.options = options
        self.files = files
        self.generator = generator
    }

    /// The plan of the suite files at `paths`.
    ///
    /// - Throws: everything that is wrong with any of them.
    public func plan(_ paths: [String]) throws(Problems.Found) -> Plan {
        let (options, files, generator) = (options, files, generator)
        let suites = Parallel.map(paths, problems) { path, problems in
            Self.suite(path, options, files, generator, problems)
        }.compactMap(\.self)
        for name in options.variables.keys.sorted() where !suites.contains(where: { $0.declares(name) }) {
            let known = suites.flatMap(\.declaredVariables)
            problems.add(
                "--var \(name): no suite declares this variable",
                at: nil,
                help: UnknownName.help(name, among: known)
            )
        }
        try problems.throwIfAny()
        return Plan(suites: suites)
    }

    private static func suite(
        _ path: String,
        _ options: PlanOptions,
        _ files: FileStore,
        _ generator: (any ScenarioGenerator)?,
        _ problems: Problems
    ) -> SuitePlan? {
        do throws(FileStore.Failure) {
            let file = SourceFile(path: path, bytes: try files.bytes(at: path))
            guard let root = SourceReader.parse(file, problems) else { return nil }
            let scope = scope(options, files)
            return SuiteDecoder(file: file, options: options, scope: scope, generator: generator, problems: problems)
                .suite(root)
        } catch {
            problems.add("\(error.path) \(error.reason)", at: nil)
            return nil
        }
    }

    private static func scope(_ options: PlanOptions, _ files: FileStore) -> Scope {
        var scope = Scope(environment: options.environment, files: files, random: SplitMix64(seed: options.seed))
        scope.toleratesUnsetEnvironment = options.toleratesUnsetEnvironment
        scope.shortensRepeats = true
        return scope
    }
}
