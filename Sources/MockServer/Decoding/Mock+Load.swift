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
    /// - Throws: Everything that is wrong with the file.
    public static func load(
        _ path: String,
        environment: Environment = Environment(),
        files: FileStore = FileStore(),
        seed: UInt64? = nil
    ) throws(Problems.Found) -> Mock {
        let problems = Problems()
        var mock: Mock?
        do throws(FileStore.Failure) {
            let file = SourceFile(path: path, bytes: try files.bytes(at: path))
            mock = decode(file, environment, files, seed ?? UInt64.random(in: .min ... .max), problems)
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
        _ problems: Problems
    ) -> Mock? {
        guard let node = SourceReader.parse(file, problems) else { return nil }
        let scope = Scope(environment: environment, files: files, random: SplitMix64(seed: seed))
        var decoder = MockDecoder(problems: problems, scope: scope)
        return decoder.mock(node, seed: seed)
    }
}
