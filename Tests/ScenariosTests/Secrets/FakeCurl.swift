import Foundation
import Testing

/// Runs a command by `sh` with a `curl` that only writes down what it is given.
enum FakeCurl {
    struct Call: Equatable {
        var arguments: [String]
        /// What was read, when the command says `@-`.
        var input: [UInt8]

        /// The content, whichever way it is given.
        var content: [UInt8]? { values("--data-raw").first.map { Array($0.utf8) } ?? (input.isEmpty ? nil : input) }

        /// The values that follow `option`.
        func values(_ option: String) -> [String] {
            arguments.indices.dropLast().filter { arguments[$0] == option }.map { arguments[$0 + 1] }
        }
    }

    private static let function = """
        curl() {
            printf '%s\\0' "$@" > "$CALL.arguments"
            case " $* " in *" @- "*) cat > "$CALL.input";; esac
        }

        """

    static func run(_ command: String, environment: [String: String] = [:]) throws -> Call {
        let folder = try TemporaryFolder()
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", function + command]
        shell.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        var variables = environment
        variables["PATH"] = "/usr/bin:/bin"
        variables["CALL"] = "\(folder.path)/call"
        shell.environment = variables
        shell.standardInput = FileHandle.nullDevice
        let errors = Pipe()
        shell.standardError = errors
        try shell.run()
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        #expect(complaint == "", "\(command)")
        #expect(shell.terminationStatus == 0, "\(command)")
        let arguments = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/call.arguments"))
        let input = try? Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/call.input"))
        return Call(
            arguments: arguments.split(separator: 0, omittingEmptySubsequences: false).dropLast()
                .map { String(decoding: $0, as: UTF8.self) },
            input: Array(input ?? Data())
        )
    }
}
