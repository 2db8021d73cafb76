package import Decoding
import JSON

/// Reads an object of OpenAPI: says which of its fields are unknown, and which are the nearest. Fields that begin with
/// `x-` are extensions and pass.
package struct Fields {
    package let place: Place
    package let what: String
    package let problems: Problems

    /// Fails, with a problem added, when the place isn't an object.
    package init?(_ place: Place, _ what: String, _ known: [String], _ problems: Problems) {
        guard case .object(let members) = place.node.content else {
            problems.add("\(what) must be an object, found \(place.node.described)", at: place.location)
            return nil
        }
        self.place = place
        self.what = what
        self.problems = problems
        for member in members where !member.name.hasPrefix("x-") && !known.contains(member.name) {
            let help = UnknownName.help(member.name, among: known)
            problems.add("unknown field '\(member.name)' in \(what)", at: member.nameLocation, help: help)
        }
    }

    package subscript(name: String) -> Place? { place[name] }

    package func required(_ name: String) -> Place? {
        if let value = place[name] { return value }
        problems.add("\(what) needs '\(name)'", at: place.opening)
        return nil
    }

    /// The text of a field; empty when it isn't there.
    package func text(_ name: String) -> String { place[name].flatMap { text($0, name) } ?? "" }

    package func optionalText(_ name: String) -> String? { place[name].flatMap { text($0, name) } }

    func requiredText(_ name: String) -> String? { required(name).flatMap { text($0, name) } }

    package func flag(_ name: String) -> Bool? {
        guard let value = place[name] else { return nil }
        if case .bool(let flag) = value.node.content { return flag }
        problems.add("'\(name)' must be true or false, found \(value.node.described)", at: value.location)
        return nil
    }

    /// The members of a field that maps free names.
    package func map(_ name: String) -> [Place.Member] {
        guard let value = place[name] else { return [] }
        if case .object = value.node.content { return value.members }
        problems.add("'\(name)' must be an object, found \(value.node.described)", at: value.location)
        return []
    }

    /// The paths of a document, without its extensions.
    package var paths: [Place.Member] { map("paths").filter { !$0.name.hasPrefix("x-") } }

    /// The elements of a field that is a list.
    package func list(_ name: String) -> [Place] {
        guard let value = place[name] else { return [] }
        if case .array = value.node.content { return value.elements }
        problems.add("'\(name)' must be a list, found \(value.node.described)", at: value.location)
        return []
    }

    package func texts(_ name: String) -> [String] {
        list(name).compactMap { text($0, "each element of '\(name)'", quoted: false) }
    }

    /// Says that a field is passed over, when it is there.
    package func unsupported(_ name: String, _ consequence: String) {
        guard let member = place.members.first(where: { $0.name == name }) else { return }
        problems.warn("'\(name)' isn't supported", at: member.nameLocation, help: consequence)
    }

    private func text(_ value: Place, _ name: String, quoted: Bool = true) -> String? {
        if let text = value.string { return text }
        let isPlain = value.node.kind == .number || value.node.kind == .boolean
        let message = "\(quoted ? "'\(name)'" : name) must be a string, found \(value.node.described)"
        problems.add(message, at: value.location, help: isPlain ? "put it in quotes" : "")
        return nil
    }
}
