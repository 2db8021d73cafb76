public import HTTP
import JSON
public import Results
import Signing

/// Takes secrets out of everything that leaves the program.
///
/// A secret is recognised by its value, wherever it stands: as it is, percent-encoded, escaped in JSON, and in the
/// base64 of basic authentication. In its place stands the shell variable that a `curl` command takes it from.
public struct Redactor: Sendable {
    private struct Secret: Sendable {
        var value: [UInt8]
        /// The shell word that gives the value.
        var shell: String
    }

    private var secrets: [Secret] = []

    /// Knows no secret.
    public init() {}

    /// Whether there is anything to hide.
    public var isEmpty: Bool { secrets.isEmpty }

    /// Hides `value` behind the shell variable `name`.
    public mutating func hide(_ value: String, name: String) {
        let shell = "$\(name)"
        add(value, shell)
        add(PercentEncoding.encode(value), shell)
        let quoted = String(decoding: JSONSerializer.serialize(.string(value)).dropFirst().dropLast(), as: UTF8.self)
        add(quoted, shell)
        add(Base64.encode(Array(value.utf8)), "$(printf %s \"\(shell)\" | base64 -w0)")
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
        case text(String)
        case shell(String)
    }

    func pieces(_ bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var text: [UInt8] = []
        func flush() {
            if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
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
        return pieces(Array(text.utf8)).map { piece in
            switch piece {
            case .text(let text): text
            case .shell(let shell): shell
            }
        }.joined()
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
        return finding
    }
}
