import Decoding
import Diagnostics
import HTTP
import JSON
import JSONPath
package import Results
import Substitution

/// What is said of a capture that found nothing: what was looked for, and what there was instead.
extension Capture {
    /// What a report says when there is no ``value(in:)``.
    package func finding(in subject: Subject) -> Finding {
        var seen = [isSecret ? subject.summaryWithoutContent : subject.summary]
        switch lack(in: subject) {
        case .undecided(let why)?: seen.insert("no answer: \(why)", at: 0)
        case .nothing?: if let instead = instead(in: subject) { seen.insert(instead, at: 0) }
        case nil: break
        }
        return Finding("capture.\(name)", expected: description, found: seen.joined(separator: "; "))
    }

    private func lack(in subject: Subject) -> Lack? {
        do throws(Lack) {
            _ = try found(in: subject)
            return nil
        } catch {
            return error
        }
    }

    /// What it looks for, in words.
    package var description: String {
        let place =
            switch source {
            case .path(let path): "a value at \(path)"
            case .xpath(let path, _): "a value at \(path)"
            case .css(let selector): "a value at \(selector)"
            case .header(let name): "a header field \(name)"
            case .link(let relation): "a link rel=\"\(relation)\""
            case .cookie(let name, nil): "a Set-Cookie of \(name)"
            case .cookie(let name, let attribute?): "a Set-Cookie of \(name) with \(attribute)"
            case .status: "the status"
            case .body: "a content"
            case .event(let number, nil): "an event \(number)"
            case .event(let number, let path?): "a value at \(path) of event \(number)"
            }
        return expression.map { "\(place) that matches /\($0)/" } ?? place
    }

    /// What a person should know of a value that is there and wasn't taken; `nil` where there is none.
    package func remark(in subject: Subject) -> String? {
        guard staysOnOrigin, case .link(let relation) = source, let target = subject.link(relation),
            subject.onOrigin(target) == nil
        else { return nil }
        return "the link rel=\"\(relation)\" leads to another origin and isn't followed: \(target)"
    }

    /// What there is where it was looked for; `nil` where the answer as a whole shows it.
    private func instead(in subject: Subject) -> String? {
        guard let response = subject.response else { return nil }
        if expression != nil, let value = looked(at: subject) {
            // A secret that doesn't match is one all the same, and nobody knows it yet.
            return isSecret ? "what is there doesn't match" : "\(ValueText.described(value)) doesn't match"
        }
        let headers = response.headers
        switch source {
        case .path(let path):
            guard case .success(let document)? = subject.json else { return "the content isn't JSON" }
            return path.end(in: document).map(text)
        case .header(let name): return Self.names(headers.all.map(\.name), "field", "fields", near: name)
        case .link(let relation):
            return Self.names(LinkField.relations(in: headers), "link", "links", near: relation)
        case .cookie(let name, let attribute):
            guard let attribute, let cookie = CookieField(name, in: headers) else {
                return Self.names(CookieField.names(in: headers), "cookie", "cookies", near: name)
            }
            let names = cookie.attributes.map(\.name)
            return "of '\(name)' \(Self.names(names, "attribute", "attributes", near: attribute))"
        case .event(let number, let path):
            guard let event = subject.events.event(number) else {
                return subject.events.count == 1 ? "there is 1 event" : "there are \(subject.events.count) events"
            }
            guard let document = event.json else { return "its data isn't JSON" }
            return path?.end(in: document).map(text)
        case .xpath, .css, .status, .body: return nil
        }
    }

    /// `in $.order there are the members id, state`, where a path that asks for more ends.
    ///
    /// Beside a secret that wasn't found may stand another, and nobody knows it yet: of what is there the kind alone is
    /// told.
    private func text(_ end: JSONPath.End) -> String {
        let place = end.place.plain
        if isSecret { return "\(place) is \(Self.kind(of: end.value))" }
        switch end.value {
        case .object(let members):
            guard case .name(let name) = end.next else { return "\(place) is an object" }
            return "in \(place) \(Self.names(members.map(\.name), "member", "members", near: name))"
        case .array(let elements): return "\(place) is a list of \(elements.count)"
        case .null, .bool, .number, .string: return "\(place) is \(ValueText.described(end.value))"
        }
    }

    private static func kind(of value: JSONValue) -> String {
        switch value {
        case .object: "an object"
        case .array: "a list"
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        }
    }

    /// How many names are listed, and how many are held against the one that was looked for.
    private static let mostNames = 12
    private static let mostCompared = 1000

    private static func names(_ names: [String], _ one: String, _ many: String, near name: String) -> String {
        var seen: Set<String> = []
        let known = names.prefix(mostCompared).filter { seen.insert($0).inserted }
        guard let first = known.first else { return "there is no \(one)" }
        if let nearest = NearestWord.suggest(name, among: known) { return "there is the \(one) '\(nearest)'" }
        if known.count == 1 { return "there is only the \(one) '\(first)'" }
        let listed = known.prefix(mostNames).joined(separator: ", ")
        let more = known.count > mostNames ? " and more" : ""
        return "there are the \(many) \(listed)\(more)"
    }
}
