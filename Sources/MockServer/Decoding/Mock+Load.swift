import Contracts
package import Diagnostics
import Glibc
import JSON
import Measurement
public import Scenarios

extension Mock {
    /// The mock that the file at `path` describes: a mock file, or an OpenAPI document in JSON or YAML.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - environment: What `${env:NAME}` sees.
    ///   - files: Reads the files that it names.
    ///   - seed: The seed of everything random; `nil` for another one each time, and for the same values of a contract.
    ///   - toleratesUnsetEnvironment: Whether environment variables that aren't set pass, as in a mere check.
    ///   - redactor: The run's, which is told of the file's secrets.
    /// - Throws: Everything that is wrong with the file.
    public static func load(
        _ path: String,
        environment: Environment = Environment(),
        files: FileStore = FileStore(),
        seed: UInt64? = nil,
        toleratesUnsetEnvironment: Bool = false,
        redactor: Redactor = Redactor()
    ) throws(Problems.Found) -> Mock {
        let problems = Problems()
        let mock = read(path, nil, environment, files, seed, problems, toleratesUnsetEnvironment, redactor)
        try problems.throwIfAny()
        guard let mock else { throw Problems.Found(problems.diagnostics) }
        return mock
    }

    /// The mock that the file at `path` describes, which is named at `location`; what is wrong is added to `problems`.
    package static func read(
        _ path: String,
        _ location: SourceLocation?,
        _ environment: Environment,
        _ files: FileStore,
        _ seed: UInt64?,
        _ problems: Problems,
        _ toleratesUnsetEnvironment: Bool,
        _ redactor: Redactor = Redactor()
    ) -> Mock? {
        do throws(FileStore.Failure) {
            let file = try files.document(at: path)
            return decode(file, environment, files, seed, problems, toleratesUnsetEnvironment, redactor)
        } catch {
            let help = location.map { "paths are relative to \($0.file.path)" }
            problems.add("the mock file \(error.path) \(error.reason)", at: location, help: help ?? "")
            return nil
        }
    }

    static func decode(
        _ file: SourceFile,
        _ environment: Environment,
        _ files: FileStore,
        _ seed: UInt64?,
        _ problems: Problems,
        _ toleratesUnsetEnvironment: Bool = false,
        _ redactor: Redactor = Redactor(),
        clock: @escaping @Sendable () -> Int64 = MockTempo.monotonic
    ) -> Mock? {
        let path = file.path.lowercased()
        // Mock files are JSON.
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return contract(file.path, files, seed, problems) }
        guard let node = SourceReader.parseOwn(file, problems) else { return nil }
        if node["openapi"] != nil || node["swagger"] != nil { return contract(file.path, files, seed, problems) }
        let random = seed ?? UInt64.random(in: .min ... .max)
        var scope = Scope(environment: environment, files: files, random: SplitMix64(seed: random))
        scope.toleratesUnsetEnvironment = toleratesUnsetEnvironment
        var decoder = MockDecoder(
            problems: problems,
            redactor: redactor,
            scope: scope,
            contractSeed: seed ?? 0,
            clock: clock
        )
        return decoder.mock(node, seed: random)
    }

    /// A mock of nothing but a contract.
    private static func contract(_ path: String, _ files: FileStore, _ seed: UInt64?, _ problems: Problems) -> Mock? {
        let decoder = ContractResponderDecoder(problems: problems, files: files, seed: seed ?? 0)
        guard let responder = decoder.responder(path) else { return nil }
        let response = Response(answer: .fixed(MockAnswer(status: 404)))
        return Mock(
            name: responder.contract.title,
            rules: [],
            otherwise: MockRule(number: 0, name: "otherwise", condition: Condition(), response: response),
            contract: responder,
            state: MockState(),
            base: Scope(environment: Environment(), files: files, random: SplitMix64(seed: seed ?? 0)),
            tempo: MockTempo(),
            seed: seed ?? 0
        )
    }
}
