import Glibc
import Reports

/// What a command leaves behind at a path that the person names; `-` is standard output.
enum Output {
    /// Writes `bytes` to `path`, or says why not and ends the program with 2.
    static func write(_ bytes: [UInt8], to path: String) {
        if path == "-" { return Terminal.raw(bytes, to: STDOUT_FILENO) }
        do throws(OutputFile.Failure) {
            try OutputFile(path).write(bytes)
        } catch {
            Diagnostics.show([Diagnostics.error("\(error)")])
            Exit.usageError()
        }
    }
}
