public import JSON

extension Scope {
    /// `template` as a text; null is the word, lists and objects are compact JSON.
    mutating func text(of template: Template, in path: String) throws(TemplateError) -> String {
        var text = ""
        for part in template.parts {
            switch part {
            case .literal(let literal): text += literal
            case .reference(let reference, let range):
                let value = try value(of: reference, at: range, in: path)
                if case .null = value, absentIsNull { continue }
                text += value.plainText
            }
        }
        return text
    }

    /// The value of the text `source`, which stands in the file at `path`; one whole `${x}` keeps the type of x.
    public mutating func value(ofText source: String, in path: String) throws(TemplateError) -> JSONValue {
        guard Template.isNeeded(source) else { return .string(source) }
        let template = try Template(source)
        if let whole = template.wholeReference {
            return try value(of: whole, at: 0..<source.utf8.count, in: path)
        }
        return .string(try text(of: template, in: path))
    }

    /// `node` with every `${...}` in its strings and names replaced; what can't be is added to `problems` and stays.
    public mutating func resolve(_ node: JSONNode, _ problems: Problems) -> JSONNode {
        node.holdsTemplate ? resolved(node, problems) : node
    }

    private mutating func resolved(_ node: JSONNode, _ problems: Problems) -> JSONNode {
        switch node.content {
        case .string(let text):
            guard Template.isNeeded(text) else { return node }
            do throws(TemplateError) {
                return JSONNode(try value(ofText: text, in: node.location.file.path), at: node.location)
            } catch {
                problems.add(error, in: node)
                return node
            }
        case .array(let elements):
            return JSONNode(content: .array(elements.map { resolved($0, problems) }), location: node.location)
        case .object(let members):
            let replaced = members.map { member in
                JSONNode.Member(
                    name: resolveName(member, problems),
                    nameLocation: member.nameLocation,
                    value: member.name == "//" ? member.value : resolved(member.value, problems)
                )
            }
            return JSONNode(content: .object(replaced), location: node.location)
        default:
            return node
        }
    }

    /// `node` with the `${...}` in the names of its members replaced, at every depth; values stay templates.
    mutating func resolveNames(_ node: JSONNode, _ problems: Problems) -> JSONNode {
        guard case .object(let members) = node.content, node.holdsTemplateInNames else { return node }
        let replaced = members.map { member in
            JSONNode.Member(
                name: resolveKnownName(member, problems),
                nameLocation: member.nameLocation,
                value: resolveNames(member.value, problems)
            )
        }
        return JSONNode(content: .object(replaced), location: node.location)
    }

    /// The name as far as it is known: one that needs a value of each request stays a template until then.
    private mutating func resolveKnownName(_ member: JSONNode.Member, _ problems: Problems) -> String {
        let name = resolveName(member, problems)
        return Deferred.isIn(name) ? member.name : name
    }

    private mutating func resolveName(_ member: JSONNode.Member, _ problems: Problems) -> String {
        guard Template.isNeeded(member.name) else { return member.name }
        do throws(TemplateError) {
            return try value(ofText: member.name, in: member.nameLocation.file.path).plainText
        } catch {
            problems.add(error.message, at: member.nameLocation, help: error.help)
            return member.name
        }
    }
}

extension JSONValue {
    /// The value inside a text: a string as it is, everything else as compact JSON.
    public var plainText: String {
        if case .string(let text) = self { return text }
        return String(decoding: JSONSerializer.serialize(self), as: UTF8.self)
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
