package import Decoding
package import Diagnostics
package import JSON

extension Scope {
    /// A text whose references are replaced.
    package enum Text {
        case known(String)
        /// Some have no value yet.
        case pending(PendingText)
    }

    /// `template` as a text; null is the word, lists and objects are compact JSON.
    package mutating func text(of template: Template, in path: String) throws(TemplateError) -> Text {
        var parts: [PendingText.Part] = []
        var text = ""
        for part in template.parts {
            switch part {
            case .literal(let literal): text += literal
            case .reference(let reference, let range):
                switch try value(of: reference, at: range, in: path) {
                case .known(let value):
                    if case .null = value, absentIsNull { continue }
                    try allow(value.weight(atMost: allowance), at: range)
                    text += value.plainText
                case .pending(let gap):
                    if !text.isEmpty { parts.append(.text(text)) }
                    parts.append(.gap(gap))
                    text = ""
                }
            }
        }
        if parts.isEmpty { return .known(text) }
        return .pending(PendingText(text.isEmpty ? parts : parts + [.text(text)]))
    }

    /// The value of the text `source`, which stands in the file at `path`; one whole `${x}` keeps the type of x.
    package mutating func value(ofText source: String, in path: String) throws(TemplateError) -> JSONValue {
        allowance = Self.mostSubstituted
        switch try content(ofText: source, in: path) {
        case .known(let value): return value
        case .pending(let text): return .string(text.shown)
        }
    }

    private mutating func content(ofText source: String, in path: String) throws(TemplateError) -> Content {
        guard Template.isNeeded(source) else { return .known(.string(source)) }
        let template = try Template(source)
        if let whole = template.wholeReference {
            let range = 0..<source.utf8.count
            switch try value(of: whole, at: range, in: path) {
            case .known(let value):
                try allow(value.weight(atMost: allowance), at: range)
                return .known(value)
            case .pending(let gap): return .pending(PendingText([.gap(gap)]))
            }
        }
        switch try text(of: template, in: path) {
        case .known(let text): return .known(.string(text))
        case .pending(let text): return .pending(text)
        }
    }

    /// What a text of a file stands for.
    private enum Content {
        case known(JSONValue)
        case pending(PendingText)
    }

    /// `node` with every `${...}` in its strings and names replaced; what can't be is added to `problems` and stays.
    package mutating func resolve(_ node: JSONNode, _ problems: Problems) -> JSONNode {
        guard node.holdsTemplate else { return node }
        allowance = Self.mostSubstituted
        return resolved(node, problems)
    }

    private mutating func resolved(_ node: JSONNode, _ problems: Problems) -> JSONNode {
        switch node.content {
        case .string(let text):
            guard Template.isNeeded(text) else { return node }
            do throws(TemplateError) {
                switch try content(ofText: text, in: node.location.file.path) {
                case .known(let value): return JSONNode(value, at: node.location)
                case .pending(let text): return JSONNode(content: .pending(text), location: node.location)
                }
            } catch {
                problems.add(error, in: node)
                addUnknown(behind: error, in: node, text, problems)
                return node
            }
        case .array(let elements):
            return JSONNode(content: .array(elements.map { resolved($0, problems) }), location: node.location)
        case .object(let members):
            let replaced = members.map { member in
                var member = resolvedName(member, problems)
                if member.name != "//" { member.value = resolved(member.value, problems) }
                return member
            }
            return JSONNode(content: .object(replaced), location: node.location)
        case .null, .bool, .number, .pending:
            return node
        }
    }

    /// The names behind the first one that nothing has: each is to be mended, and the first may be told elsewhere.
    private mutating func addUnknown(
        behind first: TemplateError,
        in node: JSONNode,
        _ text: String,
        _ problems: Problems
    ) {
        guard first.unknown != nil, let template = try? Template(text) else { return }
        for case .reference(let reference, let range) in template.parts
        where range.lowerBound >= first.range.upperBound {
            do throws(TemplateError) {
                _ = try value(of: reference, at: range, in: node.location.file.path)
            } catch {
                // What else is wrong is told once the names are right.
                if error.unknown != nil { problems.add(error, in: node) }
            }
        }
    }

    /// `node` with the `${...}` in the names of its members replaced, at every depth; values stay templates.
    package mutating func resolveNames(_ node: JSONNode, _ problems: Problems) -> JSONNode {
        guard case .object(let members) = node.content, node.holdsTemplateInNames else { return node }
        let replaced = members.map { member in
            let named = resolvedName(member, problems)
            // One that needs a value of each request stays a template until then.
            var kept = named.pendingName == nil ? named : member
            kept.value = resolveNames(member.value, problems)
            return kept
        }
        return JSONNode(content: .object(replaced), location: node.location)
    }

    private mutating func resolvedName(_ member: JSONNode.Member, _ problems: Problems) -> JSONNode.Member {
        guard Template.isNeeded(member.name) else { return member }
        var member = member
        do throws(TemplateError) {
            switch try content(ofText: member.name, in: member.nameLocation.file.path) {
            case .known(let value): member.name = value.plainText
            case .pending(let text):
                member.name = text.shown
                member.pendingName = text
            }
        } catch {
            problems.add(error.message, at: member.nameLocation, help: error.help)
        }
        return member
    }
}

extension JSONValue {

    /// About how many bytes of memory it takes, counted as far as it takes to see that it is more than `limit`.
    package func weight(atMost limit: Int) -> Int {
        var weight = 0
        addWeight(&weight, limit)
        return weight
    }

    private func addWeight(_ weight: inout Int, _ limit: Int) {
        guard weight <= limit else { return }
        // A value takes room in memory too, however short it is.
        weight += 64
        switch self {
        case .null, .bool, .number: return
        case .string(let text): weight += text.utf8.count
        case .array(let elements): for element in elements { element.addWeight(&weight, limit) }
        case .object(let object):
            for member in object.members {
                weight += member.name.utf8.count
                member.value.addWeight(&weight, limit)
            }
        }
    }
}

extension JSONNode {
    /// A node for `value`, all of it at one place.
    package init(_ value: JSONValue, at location: SourceLocation) {
        let content: Content =
            switch value {
            case .null: .null
            case .bool(let bool): .bool(bool)
            case .number(let number): .number(number)
            case .string(let string): .string(string)
            case .array(let elements): .array(elements.map { JSONNode($0, at: location) })
            case .object(let object):
                .object(
                    object.members.map {
                        Member(name: $0.name, nameLocation: location, value: JSONNode($0.value, at: location))
                    }
                )
            }
        self.init(content: content, location: location)
    }
}
