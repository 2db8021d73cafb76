import Decoding
import JSON
import MockServer
import Substitution

/// Loads mock files; when something is wrong with one, says all of it and ends the program with 2.
struct MockLoader {
    let files: FileStore
    let environment: Environment
    /// Whether environment variables that aren't set pass, as when the files are only checked.
    var toleratesUnsetEnvironment = false
    /// The seed of everything random; `nil` for another one each time.
    var seed: UInt64?

    /// How an OpenAPI document is served.
    var serving = ContractServing()

    func load(_ path: String) -> Mock {
        do throws(Problems.Found) {
            return try Mock.load(
                path,
                environment: environment,
                files: files,
                seed: seed,
                toleratesUnsetEnvironment: toleratesUnsetEnvironment,
                redactor: Terminal.redactor,
                serving: serving
            )
        } catch {
            Diagnostics.leave(error.diagnostics)
        }
    }
}
