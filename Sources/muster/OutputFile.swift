import Glibc
import Reports

/// Writes the files that a command leaves behind.
enum OutputFile {
    /// Writes `bytes` to `path`, or says why not and ends the program with 2.
    static func write(_ bytes: [UInt8], to path: String) {
        do throws(AtomicFile.Failure) {
            try AtomicFile.write(bytes, to: path)
        } catch {
            Diagnostics.leave("\(error)")
        }
    }
}
