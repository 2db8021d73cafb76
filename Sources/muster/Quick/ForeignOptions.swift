import Diagnostics
import Substitution

/// What k6, hey, wrk, ab, vegeta and curl call the options of `muster load` and `muster capacity`.
///
/// The parser takes what it doesn't know for a URL, or for letters of other options: whoever comes from there is told
/// what to write.
enum ForeignOptions {
    /// A command that sends what its options say.
    enum Command: String {
        case load
        case capacity
    }

    /// What is written here, with `*` for the value.
    private enum Here: Equatable {
        /// What each command has by a name of its own.
        case users, time, rate, requests
        case text(String)

        func written(for command: Command) -> String {
            switch (self, command) {
            case (.users, .load): "--users *"
            case (.users, .capacity): "--users *, or --users 1,2,4 for a sweep,"
            case (.time, .load): "--for *"
            case (.time, .capacity): "--trial *, or --for * of a sweep,"
            case (.rate, .load): "--rate *"
            case (.rate, .capacity): "--up-to *, the highest rate that is tried,"
            case (.requests, .load): "--requests *"
            case (.requests, .capacity): "what rate and --trial make"
            case (.text(let text), _): text
            }
        }
    }

    /// What stands behind an option, and how it is written here.
    private enum Value {
        /// Nothing stands there.
        case none
        /// A whole number.
        case number
        /// A whole number, which is one a second.
        case rate
        /// A time; a number without a unit is one of seconds.
        case time
        /// Any text, which isn't repeated: it may be secret.
        case text
    }

    private struct Option {
        var names: [String]
        var tools: String
        var here: Here
        var value: Value

        init(_ names: String..., of tools: String, _ value: Value, _ here: Here) {
            (self.names, self.tools, self.value, self.here) = (names, tools, value, here)
        }

        init(_ names: String..., of tools: String, _ value: Value, _ here: String) {
            (self.names, self.tools, self.value, self.here) = (names, tools, value, .text(here))
        }
    }

    private static let options = [
        Option("-c", of: "hey, wrk and ab", .number, .users),
        Option("--vus", of: "k6", .number, .users), Option("-workers", of: "vegeta", .number, .users),
        Option("-z", of: "hey and oha", .time, .time),
        Option("--duration", "-d", of: "k6 and wrk", .time, .time),
        Option("-duration", of: "vegeta", .time, .time),
        Option("-q", of: "hey, for each of its workers, and oha", .rate, .rate),
        Option("--rps", of: "k6", .rate, .rate), Option("-rate", of: "vegeta", .rate, .rate),
        Option("-R", of: "wrk2", .rate, .rate), Option("-i", "--iterations", of: "k6", .number, .requests),
        Option("-t", of: "wrk", .number, "--threads * (hey's, a time-out in seconds, is --timeout *s)"),
        Option("-timeout", of: "vegeta", .time, "--timeout *"),
        Option("-cpus", of: "hey", .number, "--threads *"),
        Option("-T", of: "hey and ab", .text, "-H 'Content-Type: ...'"),
        Option("-A", of: "hey, and curl's agent,", .text, "-H 'Accept: ...' or -H 'User-Agent: ...'"),
        Option("-U", of: "hey", .text, "-H 'User-Agent: ...'"), Option("-host", of: "hey", .text, "-H 'Host: ...'"),
        Option("-a", of: "hey", .text, "-H 'Authorization: Basic ...', with user:password in base64"),
        Option("-C", of: "ab", .text, "-H 'Cookie: ...'"),
        Option("-b", "--cookie", of: "curl", .text, "-H 'Cookie: ...'"),
        Option("-D", of: "hey", .text, "-d @FILE"), Option("-p", of: "ab", .text, "-d @FILE"),
        Option("-body", of: "vegeta", .text, "-d @FILE"), Option("-header", of: "vegeta", .text, "-H 'Name: value'"),
        Option("-method", of: "vegeta", .text, "-m METHOD"), Option("-X", "--request", of: "curl", .text, "-m METHOD"),
        Option("--data-raw", "--data-binary", "--data-ascii", of: "curl", .text, "-d"),
        Option("-x", of: "hey and curl", .text, "--proxy URL"),
        Option("-k", "-insecure", "--insecure-skip-tls-verify", of: "curl, vegeta and k6", .none, "--insecure"),
        Option("-o", "--out", of: "hey and k6", .text, "--report-dir FOLDER, which has CSV, or --json"),
        Option("--summary-export", of: "k6", .text, "--json > FILE"),
        Option("--stage", of: "k6", .text, "\"stages\" of a suite's \"load\""),
        Option(
            "-s",
            "--script",
            of: "wrk",
            .text,
            "a suite's \"load\", whose steps, rows and templates make the requests "
                + "(ab's, a time-out in seconds, is --timeout)"
        ),
        Option("--latency", "-L", of: "wrk", .none, "what is printed in any case"),
        Option("-disable-keepalive", of: "hey", .none, "\"connections\": { \"reuse\": false } of a suite's \"load\""),
        Option("-disable-redirects", of: "hey", .none, "what a load does anyway: it follows none"),
        Option("-disable-compression", of: "hey", .none, "-H 'Accept-Encoding: identity'"),
        Option("-h2", of: "hey", .none, "what is spoken with https where the server knows it"),
    ]

    /// Those of our own behind which a value stands, whatever it looks like.
    private static let own: Set<String> = [
        "-m", "--method", "-H", "--header", "--data", "--timeout", "-r", "--rate", "-u", "--users", "--for", "--warmup",
        "--arrivals", "--think", "--connections", "-n", "--requests", "--until", "-e", "--expect", "--report-dir",
        "--seed", "--allow-host", "--up-to", "--from", "--rates", "--status", "--at-least", "--trial", "--sum",
        "--width", "--within", "--threads", "--pacing", "--max-rate", "--max-duration", "--transport",
    ]
    /// What is the content here: without another tool's option beside it, it is meant so.
    private static let content = "-d"

    /// What the options among `arguments` that are other tools' own are called here; `nil` where there are none.
    ///
    /// - Parameter complaint: What the parser says, which is told too: it may be about something else.
    static func explanation(
        of arguments: some Sequence<String>,
        for command: Command,
        _ complaint: String
    ) -> (message: String, help: String)? {
        let words = Array(arguments.prefix { $0 != "--" })
        var found: [(name: String, option: Option, value: String?)] = []
        for (index, word) in words.enumerated() {
            if index > 0, own.contains(words[index - 1]) { continue }
            let next = index + 1 < words.count ? words[index + 1] : nil
            for option in options {
                guard let match = match(word, next, option), !found.contains(where: { $0.name == match.name }) else {
                    continue
                }
                found.append((match.name, option, match.value))
            }
        }
        guard found.contains(where: { $0.name != content }) else { return nil }
        let isPaced =
            words.contains { $0.hasPrefix("--rate") || $0.hasPrefix("-r") }
            || found.contains { $0.option.here == .rate }
        let lines = found.map { name, option, value in
            // A rate is kept whoever answers: users, who wait for answers, keep none.
            let isMost = command == .load && isPaced && option.here == .users
            let here = isMost ? "--connections *, the most of a rate" : option.here.written(for: command)
            return "\(name) of \(option.tools) is \(written(here, value, option.value)) here"
        }
        // A value of theirs may be secret.
        let hidden = found.compactMap { if case .text = $0.option.value { $0.value } else { nil } }
        let said = hidden.filter { !$0.isEmpty }.reduce(complaint) { said, value in
            said.replacingScalars(value, with: "VALUE")
        }
        let name = "muster \(command.rawValue)"
        let own = "\(name) itself says: \(said.split(separator: "\n").first ?? "")"
        guard found.count > 1 else { return (lines[0], "'\(name) --help' tells of all options\n      \(own)") }
        let names = found.map(\.name).joined(separator: ", ")
        return ("options of other tools: \(names)", (lines + [own]).joined(separator: "\n      "))
    }

    private static func match(
        _ word: String,
        _ next: String?,
        _ option: Option
    ) -> (name: String, value: String?)? {
        for name in option.names where word.hasPrefix(name) {
            let rest = word.dropFirst(name.count)
            let isShort = name.utf8.count == 2
            let isLong = name.hasPrefix("--") || !isShort
            let value: String?
            if rest.isEmpty {
                value = next
            } else if isLong, rest.first == "=" {
                value = String(rest.dropFirst())
            } else if isShort, rest.first?.isNumber == true {
                value = String(rest)
            } else {
                continue
            }
            switch option.value {
            case .none: if rest.isEmpty { return (name, nil) }
            case .text: if value != nil { return (name, value) }
            case .number, .rate:
                let number = value.map { $0.prefix { $0 != "/" } } ?? ""
                if !number.isEmpty, number.allSatisfy(\.isNumber) { return (name, String(number)) }
            case .time: if let value, isTime(value) { return (name, value) }
            }
        }
        return nil
    }

    /// Whether `text` is a time, such as `30s` and `1m30s`, or a number without a unit.
    static func isTime(_ text: String) -> Bool {
        text.utf8.first.map { (0x30...0x39).contains($0) } == true
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || ".smh".utf8.contains($0) }
    }

    private static func written(_ here: String, _ value: String?, _ kind: Value) -> String {
        let shown =
            switch kind {
            case .none, .text: "VALUE"
            case .number: value ?? "N"
            case .rate: "\(value ?? "N")/s"
            case .time: value.map { $0.last?.isNumber == true ? "\($0)s" : $0 } ?? "TIME"
            }
        return here.split(separator: "*", omittingEmptySubsequences: false).joined(separator: shown)
    }
}
