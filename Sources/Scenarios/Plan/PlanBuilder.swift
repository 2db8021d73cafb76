import Diagnostics
import JSON
import Measurement

/// Makes a plan of suite files: decodes, merges, multiplies and checks them.
public struct PlanBuilder {
    private let options: PlanOptions
    private let files: FileStore
    private let generator: (any ScenarioGenerator)?
    private let mocks: (any MockChecker)?
    /// Everything found wrong, warnings included.
    public let problems = Problems()

    /// A builder with the person's options; what it reads is kept in `files`.
    public init(options: PlanOptions, files: FileStore) {
        self.init(options: options, files: files, generator: nil)
    }

    /// A builder that makes what `generate` asks for with `generator`.
    /// With `mocks`, the mocks that suites name are checked too, so that all that is wrong is said at once.
    package init(
        options: PlanOptions,
        files: FileStore,
        generator: (any ScenarioGenerator)?,
        mocks: (any MockChecker)? = nil
    ) {
        self.mocks = mocks
        self.options = options
        self.files = files
        self.generator = generator
    }

    /// The plan of the suite files at `paths`.
    ///
    /// - Throws: everything that is wrong with any of them.
    public func plan(_ paths: [String]) throws(Problems.Found) -> Plan {
        let suites = suites(Parallel.map(paths, problems) { [files] in Self.root($0, files, $1) }.compactMap(\.self))
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

    private static func root(_ path: String, _ files: FileStore, _ problems: Problems) -> JSONNode? {
        do throws(FileStore.Failure) {
            let root = SourceReader.parseOwn(try files.document(at: path), problems)
            guard let root, SourceReader.isContract(root) else { return root }
            problems.add(
                "\(path) is an OpenAPI document, not a suite",
                at: nil,
                help:
                    "'muster generate \(path)' makes a suite of it, 'muster mock \(path)' serves it, and a suite names it as its \"contract\""
            )
            return nil
        } catch {
            problems.add("\(error.path) \(error.reason)", at: nil)
            return nil
        }
    }

    /// What can be done at the same time.
    private enum Job: Sendable {
        case suite(JSONNode)
        case mock(path: String, location: SourceLocation)
    }

    private func suites(_ roots: [JSONNode]) -> [SuitePlan] {
        var jobs = roots.map(Job.suite)
        var seen: Set<String> = []
        for node in roots.compactMap({ $0["mock"] }) where mocks != nil {
            guard let name = node.string else { continue }
            let path = FileStore.resolve(name, relativeTo: node.location.file.path)
            if seen.insert(path).inserted { jobs.append(.mock(path: path, location: node.location)) }
        }
        return Parallel.map(jobs, problems) { [options, files, generator, mocks] job, problems in
            switch job {
            case .mock(let path, let location):
                mocks?.check(path, named: location, problems)
                return nil
            case .suite(let root):
                return SuiteDecoder(
                    file: root.location.file,
                    options: options,
                    scope: Self.scope(options, files),
                    generator: generator,
                    problems: problems
                ).suite(root)
            }
        }.compactMap(\.self)
    }

    private static func scope(_ options: PlanOptions, _ files: FileStore) -> Scope {
        var scope = Scope(environment: options.environment, files: files, random: SplitMix64(seed: options.seed))
        scope.toleratesUnsetEnvironment = options.toleratesUnsetEnvironment
        scope.shortensRepeats = true
        return scope
    }
}
