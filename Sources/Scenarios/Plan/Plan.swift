package import Decoding
package import Diagnostics
import HTTP
import JSON
import Measurement
package import Results
package import Substitution

/// Everything that a run will do, decided and checked before anything is sent.
package struct Plan: Sendable {
    /// The suites, in the order in which they were named.
    package var suites: [SuitePlan]

    /// A plan of `suites`.
    package init(suites: [SuitePlan]) {
        self.suites = suites
    }
}

/// A suite with its scenarios multiplied.
package struct SuitePlan: Sendable {
    /// Its name.
    package var name: String
    /// Its description; empty when it has none.
    package var description: String
    /// Its file.
    package var file: SourceFile
    /// The base URL that the file names.
    package var target: String?
    /// The path of the mock file that it names.
    package var mock: String?
    /// The contract that it names.
    package var contract: SuiteContract?
    /// The requirements that it lists.
    package var requirements: [Requirement]
    /// Its cases, in file order.
    package var cases: [Case]
    /// How many cases the contract gives of each kind for the operations of `generate`, asked for or not.
    package var possibleKinds: [KindCount] = []
    /// The names in its `variables`.
    package var declaredVariables: [String]
    /// The paths of the files that it includes, and of those that these include.
    package var included: [String] = []
    /// What is done before and after its cases.
    package var frame = SuiteFrame()

    /// Whether it waits for requests that the target sends of its own accord.
    package var receives: Bool { [cases, frame.cases].contains { $0.contains(where: \.receives) } }

    /// Whether the suite declares a variable `name`.
    func declares(_ name: String) -> Bool { declaredVariables.contains(name) }
}

/// What the person adds to the files.
package struct PlanOptions: Sendable {
    /// `--var`: values in place of those in the files.
    package var variables: [String: String]
    /// The environment, `--env-file` included.
    package var environment: Environment
    /// Whether environment variables that aren't set are let pass, as when the files are only checked.
    package var toleratesUnsetEnvironment: Bool
    /// The seed of everything random.
    package var seed: UInt64
    /// The run's: it is told of every secret as soon as one is known.
    package var redactor: Redactor
    /// `--proxy` and `--resolve`.
    package var connection = ConnectionChoice()

    /// The given options.
    package init(
        variables: [String: String] = [:],
        environment: Environment = Environment(),
        toleratesUnsetEnvironment: Bool = false,
        seed: UInt64 = 0,
        redactor: Redactor = Redactor()
    ) {
        self.variables = variables
        self.environment = environment
        self.toleratesUnsetEnvironment = toleratesUnsetEnvironment
        self.seed = seed
        self.redactor = redactor
    }
}

/// Makes a plan of suite files: decodes, merges, multiplies and checks them.
package struct PlanBuilder {
    private let options: PlanOptions
    private let files: FileStore
    private let generator: (any ScenarioGenerator)?
    private let mocks: (any MockChecker)?
    /// Everything found wrong, warnings included.
    package let problems = Problems()

    /// A builder with the person's options; what it reads is kept in `files`.
    package init(options: PlanOptions, files: FileStore) {
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
    package func plan(_ paths: [String]) throws(Problems.Found) -> Plan {
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
        // What has rules is a mock itself, whose name stands there.
        for node in roots.filter({ $0["rules"] == nil }).compactMap({ $0["mock"] }) where mocks != nil {
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
                // What one suite lacks, another may have.
                defer { problems.leaveOutConsequences() }
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

/// Checks the mock files that suites name. Mocks lie above this module, so who builds a plan brings one.
package protocol MockChecker: Sendable {
    /// Adds what is wrong with the mock file at `path`, which is named at `location`.
    func check(_ path: String, named location: SourceLocation?, _ problems: Problems)
}

/// Tells what is wrong with a base URL before anything is sent to it.
package enum TargetCheck {
    /// What is wrong with `text`, called `name` in the message; `nil` when it can be a target.
    package static func problem(with text: String, name: String) -> (message: String, help: String)? {
        let found = "found \(ValueText.quoted(text))"
        guard let scheme = HTTPURL.Scheme.of(text) else {
            return ("\(name) must begin with http:// or https://, \(found)", "")
        }
        let rest = text.dropFirst("\(scheme)://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let (host, port) = split(place)
        // A path joined to a target without a host would make its first segment the host.
        if host.isEmpty || text.contains(where: \.isWhitespace) {
            return ("\(name) needs a host and no blanks, \(found)", "")
        }
        if let port, !isPort(port) {
            return (
                "\(name) needs a port from 1 to 65535, found '\(port)'",
                "without a port it is the usual one of \(scheme)"
            )
        }
        if let mark = rest.first(where: { $0 == "?" || $0 == "#" }) {
            let part = mark == "?" ? "query" : "fragment"
            let help = mark == "?" ? "put it into the requests' 'query'" : "leave it out: it is never sent"
            return ("\(name) is a base URL, which has no \(part), \(found)", help)
        }
        return nil
    }

    private static func split(_ place: Substring) -> (host: Substring, port: Substring?) {
        let end = place.hasPrefix("[") ? place.firstIndex(of: "]").map { place.index(after: $0) } : nil
        guard let colon = place[(end ?? place.startIndex)...].firstIndex(of: ":") else { return (place, nil) }
        return (place[..<colon], place[place.index(after: colon)...])
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (Int(text).map { (1...65535).contains($0) } ?? false)
    }
}
