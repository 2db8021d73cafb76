import Glibc
import Scenarios

/// The environment of this process.
enum ProcessEnvironment {
    static func values() -> [String: String] {
        var values: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee.map({ String(cString: $0) }) {
            entry += 1
            guard let equals = text.firstIndex(of: "=") else { continue }
            values[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return values
    }
}

/// The arguments of this process, as every user of the machine can read them.
enum ProcessArguments {
    /// Overwrites those that hold a secret: behind the first equals sign, as in `--var token=…`, or else wholly.
    static func hide(_ redactor: Redactor) {
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let argument = CommandLine.unsafeArgv[index] else { continue }
            let text = String(cString: argument)
            guard redactor.redact(text) != text else { continue }
            let bytes = Array(text.utf8)
            let start = bytes.firstIndex(of: UInt8(ascii: "=")).map { $0 + 1 } ?? 0
            for place in start..<bytes.count { argument[place] = CChar(bitPattern: UInt8(ascii: "*")) }
        }
    }
}
