import Decoding
import Diagnostics
import JSON

/// Warns of what other tools read as a variable or a method, and what is sent as it stands here: once for each kind in
/// a file, where it has the name of something if there is such a place.
///
/// It may be meant so, as a content that is a template: it is no error, and what stands in `variables` isn't looked at.
struct HabitCheck {
    /// What is written, and where it is looked for.
    private enum Kind: CaseIterable {
        /// `{{id}}`, as in Postman, Hurl, Bruno and `.http` files.
        case braces
        /// `$TOKEN`, as in a shell, and `$id` where something has this name.
        case dollar
        /// `/orders/{id}`, `/orders/:id` and `/orders/<id>`, as in contracts and routers.
        case segment
        /// `get`.
        case method
    }

    let problems: Problems

    /// Looks at the requests of a file.
    func check(_ root: JSONNode) {
        var found: [Kind: (text: String, name: String, place: SourceLocation)] = [:]
        let known = Self.names(in: root)
        Self.requests(in: root) { request in
            for member in request.members ?? [] {
                if member.name == "method", let method = member.value.string, found[.method] == nil {
                    let upper = method.uppercased()
                    guard method != upper, Self.methods.contains(upper) else { continue }
                    found[.method] = (method, upper, member.value.location)
                    continue
                }
                Self.texts(in: member.value) { node, text in
                    let isPath = member.name == "path" || member.name == "url"
                    // What was found first may be meant so: what has the name of something isn't.
                    let wanted = Set(
                        Kind.allCases.filter { kind in found[kind].map { !known.contains($0.name) } ?? true }
                    )
                    for (kind, range, name) in Self.placeholders(text, wanted, known, isPath: isPath) {
                        if found[kind] != nil, !known.contains(name) { continue }
                        let written = String(decoding: Array(text.utf8)[range], as: UTF8.self)
                        found[kind] = (written, name, node.location(ofUTF8: range))
                    }
                }
            }
        }
        for kind in Kind.allCases {
            guard let (text, name, place) = found[kind] else { continue }
            let what = kind == .method ? "the method '\(text)'" : "'\(text)'"
            problems.warn("\(what) is sent as it stands", at: place, help: help(kind, name, known))
        }
    }

    private func help(_ kind: Kind, _ name: String, _ known: Set<String>) -> String {
        switch kind {
        case .method: return "methods are case-sensitive (RFC 9110, section 9.1): write \"\(name)\""
        case .dollar where !known.contains(name): return "a variable of the environment is written ${env:\(name)}"
        case .braces, .dollar, .segment:
            return "a variable is written \(Self.functions[name] ?? "${\(name)}")"
        }
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]

    /// What Postman and `.http` files have for values that are made anew.
    private static let functions = [
        "$guid": "${uuid}", "$randomUUID": "${uuid}", "$uuid": "${uuid}", "$timestamp": "${now:unix}",
        "$isoTimestamp": "${now:iso8601}", "$randomInt": "${random.int(0,1000)}",
    ]

    private static func requests(in node: JSONNode, _ visit: (JSONNode) -> Void) {
        for element in node.elements ?? [] { requests(in: element, visit) }
        for member in node.members ?? [] where !["variables", "expect", "generate", "//"].contains(member.name) {
            if member.name == "request" {
                visit(member.value)
            } else if member.name == "requests", member.value.elements == nil {
                // Of an included file, by name.
                for request in member.value.members ?? [] { visit(request.value) }
            } else {
                requests(in: member.value, visit)
            }
        }
    }

    private static func texts(in node: JSONNode, _ visit: (JSONNode, String) -> Void) {
        if let text = node.string { visit(node, text) }
        for element in node.elements ?? [] { texts(in: element, visit) }
        for member in node.members ?? [] where member.name != "//" { texts(in: member.value, visit) }
    }

    /// What `${...}` may name in the file.
    private static func names(in node: JSONNode) -> Set<String> {
        var names: Set<String> = []
        for element in node.elements ?? [] { names.formUnion(self.names(in: element)) }
        for member in node.members ?? [] {
            if ["variables", "capture", "each"].contains(member.name) {
                names.formUnion(member.value.members?.map(\.name) ?? [])
            } else {
                names.formUnion(self.names(in: member.value))
            }
        }
        return names
    }
}

extension HabitCheck {
    /// What in `text` looks like a variable, where, and what it is called: the first of each `wanted` kind, and the
    /// first with a `known` name.
    private static func placeholders(
        _ text: String,
        _ wanted: Set<Kind>,
        _ known: Set<String>,
        isPath: Bool
    ) -> [(kind: Kind, range: Range<Int>, name: String)] {
        guard text.utf8.contains(where: { "{$:<".utf8.contains($0) }) else { return [] }
        let bytes = Array(text.utf8)
        var found: [(kind: Kind, range: Range<Int>, name: String)] = []
        var wanted = wanted
        // A content may have as many names as words: those that it declares are looked for once.
        lazy var declared = declaredNames(bytes)
        var index = 0
        while index < bytes.count, !wanted.isDisjoint(with: [.braces, .dollar, .segment]) {
            if let (kind, end, name) = placeholder(bytes, index, isPath: isPath) {
                let isMeant = kind != .dollar || known.contains(name) || isShellName(name)
                if wanted.contains(kind), isMeant, kind != .dollar || !declared.contains(name) {
                    if known.contains(name) || !found.contains(where: { $0.kind == kind }) {
                        found.append((kind, index..<end, name))
                    }
                    if known.contains(name) { wanted.remove(kind) }
                }
                index = end
            } else {
                index += 1
            }
        }
        return found
    }

    /// GraphQL declares its own variables so: `query($id: ID!)`.
    private static func declaredNames(_ bytes: [UInt8]) -> Set<String> {
        var names: Set<String> = []
        var index = 0
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "$")) {
            let name = bytes[(start + 1)...].prefix(while: isNameByte)
            index = name.endIndex
            if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
                names.insert(String(decoding: name, as: UTF8.self))
            }
        }
        return names
    }

    private static func placeholder(
        _ bytes: [UInt8],
        _ start: Int,
        isPath: Bool
    ) -> (kind: Kind, end: Int, name: String)? {
        let before = start > 0 ? bytes[start - 1] : 0
        switch bytes[start] {
        case UInt8(ascii: "{") where before != UInt8(ascii: "$") && bytes[start...].starts(with: "{{".utf8):
            let name = bytes[(start + 2)...].prefix { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "{") }
            guard bytes[name.endIndex...].starts(with: "}}".utf8) else { return nil }
            let trimmed = String(decoding: name.filter { $0 != 0x20 }, as: UTF8.self)
            guard isName(trimmed.utf8.drop { $0 == UInt8(ascii: "$") }) else { return nil }
            return (.braces, name.endIndex + 2, trimmed)
        // Within a word it is a part of that, and OData's own options begin a query's names with it.
        case UInt8(ascii: "$") where !isNameByte(before) && !"$?&".utf8.contains(before):
            let name = bytes[(start + 1)...].prefix(while: isNameByte)
            return isName(name) ? (.dollar, name.endIndex, String(decoding: name, as: UTF8.self)) : nil
        case UInt8(ascii: "{") where isPath && before != UInt8(ascii: "$"):
            return enclosed(bytes, start, by: UInt8(ascii: "}"))
        case UInt8(ascii: "<") where isPath: return enclosed(bytes, start, by: UInt8(ascii: ">"))
        case UInt8(ascii: ":") where isPath && before == UInt8(ascii: "/"):
            let name = bytes[(start + 1)...].prefix(while: isNameByte)
            let next = name.endIndex < bytes.count ? bytes[name.endIndex] : UInt8(ascii: "/")
            guard isName(name), "/?".utf8.contains(next) else { return nil }
            return (.segment, name.endIndex, String(decoding: name, as: UTF8.self))
        case _: return nil
        }
    }

    private static func enclosed(_ bytes: [UInt8], _ start: Int, by end: UInt8) -> (kind: Kind, end: Int, name: String)?
    {
        let name = bytes[(start + 1)...].prefix(while: isNameByte)
        guard isName(name), name.endIndex < bytes.count, bytes[name.endIndex] == end else { return nil }
        return (.segment, name.endIndex + 1, String(decoding: name, as: UTF8.self))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
    }

    /// Whether `name` begins with a letter, and is a name, with points and hyphens within.
    private static func isName(_ name: some Collection<UInt8>) -> Bool {
        guard let first = name.first, (0x61...0x7A).contains(first | 0x20) || first == UInt8(ascii: "_") else {
            return false
        }
        return name.allSatisfy { isNameByte($0) || ".-".utf8.contains($0) }
    }

    /// Whether `name` is one as shells have them for what programs are given: in capitals.
    private static func isShellName(_ name: String) -> Bool {
        name.utf8.count > 1 && name.utf8.allSatisfy { isNameByte($0) && !(0x61...0x7A).contains($0) }
    }
}
