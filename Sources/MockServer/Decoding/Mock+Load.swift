import Glibc
import JSON
import Measurement
public import Scenarios

extension Mock {
    /// The mock that the file at `path` describes.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - environment: What `${env:NAME}` sees.
    ///   - files: Reads the files that it names.
    ///   - seed: The seed of everything random; `nil` for another one each time.
    ///   - toleratesUnsetEnvironment: Whether environment variables that aren't set pass, as in a mere check.
    /// - Throws: Everything that is wrong with the file.
    public static func load(
        _ path: String,
        environment: Environment = Environment(),
        files: FileStore = FileStore(),
        seed: UInt64? = nil,
        toleratesUnsetEnvironment: Bool = false
    ) throws(Problems.Found) -> Mock {
        let problems = Problems()
        var mock: Mock?
        do throws(FileStore.Failure) {
            let file = SourceFile(path: path, bytes: try files.bytes(at: path))
            let seed = seed ?? UInt64.random(in: .min ... .max)
            mock = decode(file, environment, files, seed, problems, toleratesUnsetEnvironment)
        } catch {
            problems.add("the mock file \(error.path) \(error.reason)", at: nil)
        }
        try problems.throwIfAny()
        guard let mock else { throw Problems.Found(problems.diagnostics) }
        return mock
    }

    static func decode(
        _ file: SourceFile,
        _ environment: Environment,
        _ files: FileStore,
        _ seed: UInt64,
        _ problems: Problems,
        _ toleratesUnsetEnvironment: Bool = false,
        clock: @escaping @Sendable () -> Int64 = MockTempo.monotonic
    ) -> Mock? {
        guard let node = SourceReader.parse(file, problems) else { return nil }
        var scope = Scope(environment: environment, files: files, random: SplitMix64(seed: seed))
        scope.toleratesUnsetEnvironment = toleratesUnsetEnvironment
        var decoder = MockDecoder(problems: problems, scope: scope, clock: clock)
        return decoder.mock(node, seed: seed)
    }
}
