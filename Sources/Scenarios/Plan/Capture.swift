import Decoding
import Diagnostics
import HTTP
package import JSON
import JSONPath
import Patterns
import Substitution
import XPath

/// Takes a value from a response for later steps.
package struct Capture: Sendable {
    enum Source: Sendable {
        case path(JSONPath)
        case xpath(XPath, namespaces: [(prefix: String, uri: String)])
        case css(Selector)
        case header(String)
        /// The target of the link with this relation type.
        case link(String)
        /// A cookie that is set, or an attribute of it.
        case cookie(String, attribute: String?)
        case status
        case body
        /// The data of an event, by number from 0, or from the end (-1), or what is at a path in it.
        case event(Int, JSONPath?)
    }

    /// The name that later steps use.
    package var name: String
    /// Whether the value is hidden like a secret's.
    package var isSecret: Bool
    var source: Source
    var expression: RegularExpression?
    /// Whether all matches of the expression are taken, as a list, and not the first.
    var takesAll = false
    /// Whether a link is taken only where it stays on the origin of the request that brought it.
    var staysOnOrigin = false
    /// What stands for a value that isn't there; `nil` where that is a failure.
    var fallback: JSONValue?

    /// How many matches are taken at most.
    private static let mostMatches = 10_000

    /// Whether it looks at the content as JSON.
    package var readsJSON: Bool { if case .path = source { true } else { false } }

    /// Whether it needs the URL of the request.
    package var readsURL: Bool { if case .link = source { true } else { false } }

    /// The value in `subject`'s response; `nil` when there is none, or when that can't be found out.
    package func value(in subject: Subject) -> JSONValue? { try? found(in: subject) }

    /// Why there is no value.
    enum Lack: Error {
        case nothing
        case undecided(String)
    }

    func found(in subject: Subject) throws(Lack) -> JSONValue {
        do throws(Lack) {
            return try matched(in: subject)
        } catch {
            // What can't be found out isn't known to be missing.
            guard case .nothing = error, let fallback else { throw error }
            return fallback
        }
    }

    private func matched(in subject: Subject) throws(Lack) -> JSONValue {
        let whole = try whole(subject)
        guard let expression else { return whole }
        if takesAll { return try all(of: expression, in: whole.plainText) }
        let match: RegularExpressionMatch?
        do { match = try expression.firstMatch(in: whole.plainText) } catch { throw .undecided(error.found) }
        guard let match, let text = match.groups.isEmpty ? match.text : match.groups[0] else { throw .nothing }
        return .string(text)
    }

    private func all(of expression: RegularExpression, in text: String) throws(Lack) -> JSONValue {
        let matches: [RegularExpressionMatch]
        do { matches = try expression.allMatches(in: text, most: Self.mostMatches) } catch {
            throw .undecided(error.found)
        }
        guard !matches.isEmpty else { throw .nothing }
        return .array(matches.map { match in .string((match.groups.first ?? match.text) ?? "") })
    }

    /// What it looks at in `subject`, before any regular expression; `nil` when there is nothing.
    func looked(at subject: Subject) -> JSONValue? { try? whole(subject) }

    /// What of a secret stands in the content in pieces, between the tags of elements or with blanks that its value
    /// hasn't: each that is long enough to tell something, for where the content is shown.
    package func pieces(in subject: Subject) -> [String] {
        guard isSecret else { return [] }
        let pieces: [String]? =
            switch source {
            case .xpath(let path, let namespaces): try? subject.xml { $0.pieces(of: path, namespaces) }
            case .css(let selector): try? subject.page { selector.pieces(in: $0) }
            case .path, .header, .link, .cookie, .status, .body, .event: nil
            }
        return (pieces ?? []).filter {
            $0.unicodeScalars.count(where: { !$0.properties.isWhitespace }) >= Self.leastPiece
        }
    }

    /// Shorter ones would be hidden all over a page.
    private static let leastPiece = 4

    private func whole(_ subject: Subject) throws(Lack) -> JSONValue {
        let value: JSONValue?
        switch source {
        case .path(let path): value = try Self.value(at: path, in: subject)
        case .xpath(let path, let namespaces): value = try Self.value(at: path, namespaces, in: subject)
        case .css(let selector): value = try Self.value(at: selector, in: subject)
        case .header(let name): value = subject.response?.headers[name].map { .string($0) }
        case .link(let relation):
            let target = subject.link(relation)
            value = (staysOnOrigin ? target.flatMap(subject.onOrigin) : target).map { .string($0) }
        case .cookie(let name, let attribute): value = Self.cookie(name, attribute, in: subject)
        case .status: value = (subject.response?.status).map { .number(JSONNumber($0)) }
        case .body: value = subject.response == nil ? nil : .string(subject.text)
        case .event(let number, let path): value = try Self.event(number, path, in: subject)
        }
        guard let value else { throw .nothing }
        return value
    }

    private static func cookie(_ name: String, _ attribute: String?, in subject: Subject) -> JSONValue? {
        guard let fields = subject.response?.headers, let cookie = CookieField(name, in: fields) else { return nil }
        guard let attribute else { return .string(cookie.value) }
        switch cookie.attribute(attribute) {
        case .flag?: return .bool(true)
        case .value(let text)?: return .string(text)
        case nil: return nil
        }
    }

    private static func event(
        _ number: Int,
        _ path: JSONPath?,
        in subject: Subject
    ) throws(Lack) -> JSONValue? {
        guard let event = subject.events.event(number) else { return nil }
        guard let path else { return .string(event.data) }
        return try event.json.flatMap { (document) throws(Lack) in try value(at: path, in: document) }
    }

    private static func value(at path: JSONPath, in subject: Subject) throws(Lack) -> JSONValue? {
        guard case .success(let document)? = subject.json else { return nil }
        return try value(at: path, in: document)
    }

    private static func value(at path: JSONPath, in document: JSONValue) throws(Lack) -> JSONValue? {
        if path.isSingular { return path.firstValue(in: document) }
        do {
            let nodes = try path.evaluate(in: document)
            return nodes.isEmpty ? nil : .array(nodes.map(\.value))
        } catch {
            throw .undecided(error.message)
        }
    }

    private static func value(
        at path: XPath,
        _ namespaces: [(prefix: String, uri: String)],
        in subject: Subject
    ) throws(Lack) -> JSONValue? {
        do throws(XPathError) {
            return try subject.value(of: path, namespaces).json
        } catch {
            throw .undecided(error.message)
        }
    }

    private static func value(at selector: Selector, in subject: Subject) throws(Lack) -> JSONValue? {
        do throws(XPathError) {
            return try subject.value(of: selector).json
        } catch {
            throw .undecided(error.message)
        }
    }

    static func decode(_ node: JSONNode?, _ problems: Problems) -> [Capture] {
        guard let node else { return [] }
        guard let members = ObjectReader.members(of: node, "'capture'", problems) else {
            problems.lastLoses([.anyVariable])
            return []
        }
        return members.compactMap { member in
            let capture = one(member, problems)
            if capture == nil { problems.lastLoses([.variable(member.name)]) }
            return capture
        }
    }

    private static func one(_ member: JSONNode.Member, _ problems: Problems) -> Capture? {
        VariableDecoder.checkName(member, problems)
        if member.value.string != nil {
            return Leaf.path(member.value, problems).map {
                Capture(name: member.name, isSecret: false, source: .path($0))
            }
        }
        let sources = ["json", "xpath", "css", "header", "link", "cookie", "status", "body"]
        let keys = sources + ["event", "namespaces", "attribute", "sameOrigin", "matches", "all", "default", "secret"]
        guard let reader = ObjectReader(member.value, "a capture", keys: keys, problems) else { return nil }
        reader.exclusive(sources, "source")
        for (key, needed) in [
            ("namespaces", "xpath"), ("attribute", "cookie"), ("sameOrigin", "link"), ("all", "matches"),
        ]
        where reader[needed] == nil {
            guard let present = reader.present([key]).first else { continue }
            problems.add("'\(key)' needs '\(needed)'", at: present.nameLocation)
        }
        guard var source = chosen(reader, member.name, sources, problems) else { return nil }
        if case .cookie(let name, _) = source, let attribute = reader.text("attribute") {
            source = .cookie(name, attribute: attribute)
        }
        if case .xpath(let path, _) = source, let namespaces = reader["namespaces"] {
            source = .xpath(path, namespaces: XMLExpectation.namespaces(namespaces, problems))
        }
        if let node = reader["default"], node.holdsTemplate {
            problems.add("a 'default' is a value as it stands, without ${...}", at: node.location)
        }
        return Capture(
            name: member.name,
            isSecret: reader.flag("secret") ?? false,
            source: source,
            expression: reader["matches"].flatMap { Leaf.regularExpression($0, problems) },
            takesAll: reader.flag("all") ?? false,
            staysOnOrigin: reader.flag("sameOrigin") ?? false,
            fallback: reader["default"]?.value
        )
    }

    /// What a capture looks at: one of `sources`, or the data of an event, or what is at a path in that.
    private static func chosen(
        _ reader: ObjectReader,
        _ name: String,
        _ sources: [String],
        _ problems: Problems
    ) -> Source? {
        let chosen = reader.present(sources).first
        guard reader["event"] != nil else {
            if let chosen { return source(chosen, problems) }
            let known = (sources + ["event"]).joined(separator: ", ")
            problems.add(
                "a capture needs one of \(known)",
                at: reader.opening,
                loses: [.variable(name)],
                misses: reader.missing(sources + ["event"])
            )
            return nil
        }
        if let chosen, chosen.name != "json" {
            problems.add("of an event 'json' alone can be captured, or all of its data", at: chosen.nameLocation)
        }
        guard let number = reader.count("event", in: -1_000_000_000...1_000_000_000) else { return nil }
        return .event(number, reader["json"].flatMap { Leaf.path($0, problems) })
    }

    private static func source(_ member: JSONNode.Member, _ problems: Problems) -> Source? {
        switch member.name {
        case "json": return Leaf.path(member.value, problems).map { .path($0) }
        case "xpath":
            return Leaf.text(member.value, "'xpath'", problems)
                .flatMap { XMLExpectation.path($0, at: member.value.location, problems) }
                .map { .xpath($0, namespaces: []) }
        case "css":
            guard let text = Leaf.text(member.value, "'css'", problems) else { return nil }
            let selector = XMLExpectation.selector(text, at: member.value.location, problems) { range in
                member.value.location(ofUTF8: range)
            }
            return selector.map { .css($0) }
        case "header": return Leaf.text(member.value, "'header'", problems).map { .header($0) }
        case "link": return Leaf.text(member.value, "'link'", problems).map { .link($0) }
        case "cookie": return Leaf.text(member.value, "'cookie'", problems).map { .cookie($0, attribute: nil) }
        default:
            if Leaf.flag(member.value, "'\(member.name)'", problems) == true {
                return member.name == "status" ? .status : .body
            }
            problems.add("'\(member.name)' can only be true", at: member.value.location)
            return nil
        }
    }
}

extension Scope {
    /// What later steps see of this one.
    mutating func `defer`(_ captures: [Capture]) {
        for capture in captures {
            deferred.insert(capture.name)
            captured.insert(capture.name)
            variables[capture.name] = nil
        }
    }

    /// What the cases of a suite see of its setup.
    mutating func `defer`(captured names: Set<String>) {
        deferred.formUnion(names)
        captured.formUnion(names)
    }
}
