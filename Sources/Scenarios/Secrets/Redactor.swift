public import HTTP
import JSON
public import Results
import Signing

/// Takes secrets out of everything that leaves the program.
///
/// A secret is recognised by its value, wherever it stands: as it is, percent-encoded, escaped in JSON, in base64, and
/// where a text was cut within it. In its place stands the shell variable that a `curl` command takes it from.
public struct Redactor: Sendable {
    struct Secret: Sendable {
        var value: [UInt8]
        /// The shell word that gives the value.
        var shell: String
    }

    private(set) var secrets: [Secret] = []

    /// How long a secret is that isn't found by chance, in Unicode scalars.
    static let shortest = 6

    /// Knows no secret.
    public init() {}

    /// Whether there is anything to hide.
    public var isEmpty: Bool { secrets.isEmpty }

    /// Hides `value` behind the shell variable `name`.
    public mutating func hide(_ value: String, name: String) {
        for (form, shell) in SecretForms.all(of: value, name: name) { add(form, shell) }
    }

    /// Hides what was made from secrets, such as basic authentication's user and password in base64.
    public mutating func hide(_ value: String, shell: String) {
        add(value, shell)
    }

    private mutating func add(_ value: String, _ shell: String) {
        let bytes = Array(value.utf8)
        guard !bytes.isEmpty, !secrets.contains(where: { $0.value == bytes }) else { return }
        secrets.append(Secret(value: bytes, shell: shell))
        // A secret may be part of another: the longer goes first.
        secrets.sort { $0.value.count > $1.value.count }
    }

    /// A piece of redacted text.
    enum Piece: Equatable {
        case text([UInt8])
        case shell(String)
    }

    func pieces(_ bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var text: [UInt8] = []
        func flush() {
            if !text.isEmpty { pieces.append(.text(text)) }
            text = []
        }
        var index = 0
        while index < bytes.count {
            let found = secrets.first { secret in
                bytes[index] == secret.value[0] && bytes[index...].starts(with: secret.value)
            }
            if let found {
                flush()
                pieces.append(.shell(found.shell))
                index += found.value.count
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        flush()
        return pieces
    }

    /// `text` without secrets.
    public func redact(_ text: String) -> String {
        guard !isEmpty else { return text }
        return String(decoding: redactingCuts(redact(Array(text.utf8))), as: UTF8.self)
    }

    /// `bytes` without secrets.
    func redact(_ bytes: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return bytes }
        return pieces(bytes).flatMap { piece in
            switch piece {
            case .text(let text): text
            case .shell(let shell): Array(shell.utf8)
            }
        }
    }

    /// `headers` without secrets.
    public func redact(_ headers: HeaderFields) -> HeaderFields {
        HeaderFields(headers.all.map { HeaderField(redact($0.name), redact($0.value)) })
    }

    /// `finding` without secrets.
    public func redact(_ finding: Finding) -> Finding {
        var finding = finding
        finding.expectation = redact(finding.expectation)
        finding.expected = redact(finding.expected)
        finding.found = redact(finding.found)
        finding.diff = redact(finding.diff)
        finding.pointer = finding.pointer.map { JSONPointer(tokens: $0.tokens.map(redact)) }
        return finding
    }
}
