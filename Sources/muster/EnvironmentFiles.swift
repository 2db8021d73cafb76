import ArgumentParser
import Decoding
import Substitution

/// The environment of this process and of `--env-file`.
enum EnvironmentFiles {
    static func environment(_ paths: [String], _ files: FileStore) throws -> Environment {
        var environment = Environment(ProcessEnvironment.values())
        for path in paths {
            do throws(FileStore.Failure) {
                let file = try files.document(at: path)
                Diagnostics.leaveOnProblems { () throws(Problems.Found) in try environment.add(file) }
            } catch {
                throw ValidationError("--env-file: \(error.path) \(error.reason)")
            }
        }
        return environment
    }
}
