import Decoding
import Diagnostics
import MockServer
import Scenarios
import Substitution
import Synchronization

/// The mocks of a run or a check, each read once.
final class MockStore: MockChecker {
    private let files: FileStore
    private let environment: Environment
    private let toleratesUnsetEnvironment: Bool
    private let seed: UInt64?
    private let mocks = Mutex<[String: Mock]>([:])

    /// - Parameters:
    ///   - toleratesUnsetEnvironment: Whether environment variables that aren't set pass, as when the files are only
    ///     checked.
    ///   - seed: The seed of everything random; `nil` for another one each time.
    init(files: FileStore, options: PlanOptions, seed: UInt64?) {
        self.files = files
        environment = options.environment
        toleratesUnsetEnvironment = options.toleratesUnsetEnvironment
        self.seed = seed
    }

    func check(_ path: String, named location: SourceLocation?, _ problems: Problems) {
        guard mock(at: path) == nil else { return }
        guard
            let mock = Mock.read(
                path,
                location,
                environment,
                files,
                seed,
                problems,
                toleratesUnsetEnvironment,
                Terminal.redactor,
                ContractServing(credentials: environment, isStateful: false)
            )
        else { return }
        mocks.withLock { $0[path] = mock }
    }

    /// A mock that was checked.
    func mock(at path: String) -> Mock? { mocks.withLock { $0[path] } }
}
