import Decoding
import Glibc
package import HTTP
package import JSON
package import Results
import Synchronization
import URI

/// Takes secrets out of everything that leaves the program: there is one for a run, and every writer asks it.
///
/// It knows a secret from the moment at which the program does: a variable's when the file is read, a captured one's
/// when the response has come, so that what was recorded before is clean when it is written. A secret is recognised by
/// its value, wherever and however it is spelled (``SecretForm``, ``SpelledText``), and by as much of it as a cut has
/// left. In its place stands the shell variable that a `curl` command takes it from. The password of a URL goes too,
/// whether it is known or not (RFC 3986, section 3.2.1).
package final class Redactor: Sendable {
    /// A secret and where a shell takes it from.
    private struct Secret: Sendable {
        var value: [UInt8]
        /// The name of the shell variable.
        var name: String
    }

    private struct State: Sendable {
        var secrets: [Secret] = []
        var matcher = SecretMatcher()
        /// The numbers of secrets by their values.
        var known: [String: Int] = [:]
        var names: Set<String> = []
        /// Whether answers of digest authentication are hidden: one may try out passwords on them.
        var hidesDigests = false
    }

    private let state = Mutex(State())
    /// Whether anything is known: asked for each text of a run, by all that record at the same time.
    private let isKnowing = Atomic(false)

    /// How long a secret is that isn't found by chance, in Unicode scalars.
    package static let shortest = 6

    /// Knows no secret.
    package init() {}

    /// Whether no secret is known.
    package var isEmpty: Bool { !isKnowing.load(ordering: .acquiring) }

    /// How much is known: what was redacted when it was as much needn't be looked through again.
    package var knowledge: Int { state.withLock { $0.matcher.forms.count + ($0.hidesDigests ? 1 : 0) } }

    /// Hides `value` behind the shell variable `name`.
    package func hide(_ value: String, name: String) {
        guard !value.isEmpty else { return }
        isKnowing.store(true, ordering: .releasing)
        state.withLock { state in
            state.names.insert(name)
            if let number = state.known[value] {
                // Files are read at the same time: which comes first mustn't decide on what a report says.
                state.secrets[number].name = min(state.secrets[number].name, name)
                return
            }
            state.known[value] = state.secrets.count
            state.secrets.append(Secret(value: Array(value.utf8), name: name))
            for form in SecretForm.all(of: value) { state.matcher.add(form, of: state.secrets.count - 1) }
        }
    }

    /// Hides every text and every number in `value`, and a list or an object as a whole.
    package func hide(_ value: JSONValue, name: String) {
        hide(value, name: name, isPart: false)
    }

    /// Of a list or an object the numbers of fewer digits than this aren't secret by themselves: they stand everywhere.
    private static let shortestNumber = 4

    private func hide(_ value: JSONValue, name: String, isPart: Bool) {
        switch value {
        case .null, .bool:
            if !isPart { hide(value.plainText, name: name) }
        case .number(let number):
            if !isPart || number.literal.utf8.count >= Self.shortestNumber { hide(number.literal, name: name) }
        case .string(let text): hide(text, name: name)
        case .array(let elements):
            hide(value.plainText, name: name)
            for (index, element) in elements.enumerated() { hide(element, name: "\(name)_\(index)", isPart: true) }
        case .object(let object):
            hide(value.plainText, name: name)
            for member in object.members {
                hide(member.value, name: "\(name)_\(ShellName.make(member.name))", isPart: true)
            }
        }
    }

    /// Hides the password in the user information of `url`, or a lone name that is as good as one, behind the variable
    /// `name`; and what a client makes of it for basic authentication (RFC 7617).
    package func hideUserInformation(of url: String, name: String) {
        guard let information = UserInformation(of: url) else { return }
        guard let password = information.password else {
            if information.user.unicodeScalars.count >= Self.shortest { hide(information.user, name: name) }
            return
        }
        // A short one stands everywhere: it is hidden in its URL, and with its user's name.
        if password.utf8.count >= UserInformation.shortestPassword {
            hide(password, name: name)
        } else {
            hide("\(information.user):\(password)", name: "\(name)_WITH_USER")
        }
    }

    /// Hides what answers challenges by digest authentication (RFC 7616), and the password, unless that is a secret
    /// already.
    package func hideDigests(of user: String, password: String) {
        isKnowing.store(true, ordering: .releasing)
        state.withLock {
            $0.hidesDigests = true
            $0.names.insert(DigestAnswer.name)
        }
        if password.isEmpty || holdsSecret(password) { return }
        // A short one stands everywhere.
        if password.utf8.count >= UserInformation.shortestPassword {
            hide(password, name: "DIGEST_PASSWORD")
        } else {
            hide("\(user):\(password)", name: "DIGEST_USER_WITH_PASSWORD")
        }
    }

    /// Hides `encoded`, which is base64 of `text`, when a secret stands in the text: one of a few characters isn't
    /// looked for in base64.
    package func hideBase64(_ encoded: String, of text: String) {
        let bytes = Array(encoded.utf8)
        state.withLock { state in
            guard let match = state.matcher.matches(in: Array(text.utf8), most: 1).first,
                !state.matcher.finds(in: bytes)
            else { return }
            let form = SecretForm(bytes: bytes, encoding: .base64(before: 0))
            state.matcher.add(form, of: state.matcher.forms[match.form].secret)
        }
    }

    /// Hides what `captures` would take from `subject` and that is secret; where a regular expression finds nothing,
    /// all that it looks at.
    package func hideSecrets(of captures: [Capture], in subject: Subject) {
        for capture in captures where capture.isSecret {
            guard let value = capture.value(in: subject) ?? capture.looked(at: subject) else { continue }
            hide(value, name: ShellName.make(capture.name))
        }
    }

    /// Whether `text` holds a secret.
    package func holdsSecret(_ text: String) -> Bool { !isEmpty && holdsSecret(Array(text.utf8)) }

    /// Whether `bytes` hold a secret.
    package func holdsSecret(_ bytes: [UInt8]) -> Bool {
        state.withLock { $0.matcher.finds(in: bytes) || $0.hidesDigests && !DigestAnswer.ranges(in: bytes).isEmpty }
    }

    /// A piece of redacted text.
    enum Piece: Equatable {
        case text([UInt8])
        /// A secret, spelled as `bytes`.
        case secret(Found)
    }

    /// A secret that was found.
    struct Found: Equatable {
        /// The name of its shell variable.
        var name: String
        var value: [UInt8]
        var form: SecretForm
        /// How it stands in the text.
        var bytes: [UInt8]
        var isWhole: Bool
    }

    /// `bytes` cut into secrets and what is between them.
    func pieces(_ bytes: [UInt8]) -> [Piece] {
        let (matched, hidesDigests) = state.withLock { state in
            let found = state.matcher.matches(in: bytes).map { match in
                let known = state.matcher.forms[match.form]
                let secret = state.secrets[known.secret]
                return (
                    match.range,
                    Found(
                        name: secret.name,
                        value: secret.value,
                        form: known.form,
                        bytes: Array(bytes[match.range]),
                        isWhole: match.isWhole
                    )
                )
            }
            return (found, state.hidesDigests)
        }
        var found = matched
        if hidesDigests {
            let answers = DigestAnswer.found(in: bytes).filter { answer in
                !found.contains { $0.0.overlaps(answer.0) }
            }
            if !answers.isEmpty { found = (found + answers).sorted { $0.0.lowerBound < $1.0.lowerBound } }
        }
        var pieces: [Piece] = []
        var index = 0
        for (range, secret) in found {
            // What an earlier writer has put in a secret's place isn't one.
            if isPlaceholder(range, bytes) { continue }
            if range.lowerBound > index { pieces.append(.text(Array(bytes[index..<range.lowerBound]))) }
            pieces.append(.secret(secret))
            index = range.upperBound
        }
        if index < bytes.count { pieces.append(.text(Array(bytes[index...]))) }
        return pieces
    }

    private func isPlaceholder(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
        var start = range.lowerBound
        while start > 0, ShellName.isPart(bytes[start - 1]) { start -= 1 }
        guard start > 0, bytes[start - 1] == UInt8(ascii: "$") else { return false }
        let name = String(decoding: bytes[start...].prefix(while: ShellName.isPart), as: UTF8.self)
        return state.withLock { $0.names.contains(name) }
    }

    /// `text` without secrets.
    package func redact(_ text: String) -> String {
        // Nearly every text of a run without secrets: it isn't even copied.
        if isEmpty, !Self.holdsAt(text) { return text }
        let bytes = Array(text.utf8)
        let clean = UserInformation.hiding(in: redact(bytes))
        // Nearly every text: it isn't made again.
        return clean == bytes ? text : String(decoding: clean, as: UTF8.self)
    }

    /// Whether `text` holds an `@`, as all user information does.
    private static func holdsAt(_ text: String) -> Bool {
        let found = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0x40, bytes.count) != nil } ?? false
        }
        return found ?? text.utf8.contains(0x40)
    }

    /// `text`, which is made from what has no secrets any more, without any that came in by another way: those that are
    /// too short for that aren't looked for, since they would be found in words and figures of our own.
    package func redactingAgain(_ text: String) -> String {
        let bytes = pieces(Array(text.utf8)).flatMap { piece in
            switch piece {
            case .text(let text): text
            case .secret(let found) where found.value.count < Self.shortest: found.bytes
            case .secret(let found): Array("$\(found.name)".utf8)
            }
        }
        return String(decoding: UserInformation.hiding(in: bytes), as: UTF8.self)
    }

    /// `bytes` without secrets.
    func redact(_ bytes: [UInt8]) -> [UInt8] {
        guard holdsSecret(bytes) else { return bytes }
        return pieces(bytes).flatMap { piece in
            switch piece {
            case .text(let text): text
            case .secret(let secret): Array("$\(secret.name)".utf8)
            }
        }
    }

    /// `headers` without secrets.
    package func redact(_ headers: HeaderFields) -> HeaderFields {
        HeaderFields(headers.all.map { HeaderField(redact($0.name), redact($0.value)) })
    }

    /// `finding` without secrets.
    package func redact(_ finding: Finding) -> Finding {
        var finding = finding
        finding.expectation = redact(finding.expectation)
        finding.expected = redact(finding.expected)
        finding.found = redact(finding.found)
        finding.diff = redact(finding.diff)
        finding.pointer = finding.pointer.map { JSONPointer(tokens: $0.tokens.map(redact)) }
        return finding
    }
}

/// The answer to a challenge by digest authentication (RFC 7616, section 3.4), which is looked for in its form, as each
/// is another one.
enum DigestAnswer {
    /// What stands in its place.
    static let name = "DIGEST_RESPONSE"

    /// What stands before an answer, and before a server's own (section 3.5).
    private static let beginnings = [Array("response=\"".utf8), Array("rspauth=\"".utf8)]

    /// Where answers stand in `bytes`, without their quotes: digests of 16 or 32 bytes.
    static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        let found = beginnings.flatMap { ranges(in: bytes, behind: $0) }
        return found.sorted { $0.lowerBound < $1.lowerBound }
    }

    private static func ranges(in bytes: [UInt8], behind beginning: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = bytes.startIndex
        while let next = bytes[index...].firstRange(of: beginning) {
            let digits = bytes[next.upperBound...].prefix { byte in
                (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte & ~0x20)
            }
            if [32, 64].contains(digits.count) { ranges.append(digits.startIndex..<digits.endIndex) }
            index = digits.endIndex
        }
        return ranges
    }

    /// The same, as secrets that were found.
    static func found(in bytes: [UInt8]) -> [(Range<Int>, Redactor.Found)] {
        ranges(in: bytes).map { range in
            let answer = Array(bytes[range])
            let form = SecretForm(bytes: answer, encoding: .plain)
            return (range, Redactor.Found(name: name, value: answer, form: form, bytes: answer, isWhole: true))
        }
    }
}

/// The user information of a URL (RFC 3986, section 3.2.1).
struct UserInformation: Equatable {
    /// What stands before the first colon, its percent-encoding undone.
    var user: String
    /// What stands behind it; `nil` where there is no colon.
    var password: String?

    /// A shorter password isn't looked for in texts.
    static let shortestPassword = 4

    /// That of `url`; `nil` when it has none.
    init?(of url: String) {
        let bytes = Array(url.utf8)
        guard let range = Self.ranges(in: bytes).first else { return nil }
        let text = bytes[range]
        let colon = text.firstIndex(of: UInt8(ascii: ":"))
        user = Self.decoded(text[..<(colon ?? text.endIndex)])
        password = colon.map { Self.decoded(text[($0 + 1)...]) }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return PercentCoding.decode(text) ?? text
    }

    /// `bytes` with `***` for every password in a URL.
    static func hiding(in bytes: [UInt8]) -> [UInt8] {
        let ranges = ranges(in: bytes)
        guard !ranges.isEmpty else { return bytes }
        var result: [UInt8] = []
        var index = 0
        for range in ranges {
            guard let colon = bytes[range].firstIndex(of: UInt8(ascii: ":")) else { continue }
            let password = bytes[(colon + 1)..<range.upperBound]
            // A shell variable stands there already, or a template.
            if password.first == UInt8(ascii: "$") || password.isEmpty { continue }
            result += bytes[index...colon] + Array("***".utf8)
            index = range.upperBound
        }
        return result + bytes[index...]
    }

    /// Where user information stands in `bytes`, without the `@`.
    private static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        guard bytes.contains(UInt8(ascii: "@")) else { return [] }
        var ranges: [Range<Int>] = []
        var index = 0
        while index + 2 < bytes.count {
            guard bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/")
            else {
                index += 1
                continue
            }
            let start = index + 3
            let end = bytes[start...].firstIndex(where: endsAuthority) ?? bytes.count
            if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) { ranges.append(start..<at) }
            index = start
        }
        return ranges
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || "/?#\"<>\\^`{|}".utf8.contains(byte)
    }
}
