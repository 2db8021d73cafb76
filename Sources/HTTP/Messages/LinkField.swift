import URI

/// `Link` fields (RFC 8288, section 3): where to go on.
package enum LinkField {
    /// The target of the first link among `fields` whose relation types hold `relation`, as it was written; `nil` for
    /// none.
    package static func target(of relation: String, in fields: HeaderFields) -> String? {
        let wanted = relation.lowercased()
        for value in fields.values("Link") {
            for link in links(value) where link.relations.contains(wanted) { return link.target }
        }
        return nil
    }

    /// The relation types of all links among `fields`, in lower case.
    package static func relations(in fields: HeaderFields) -> [String] {
        fields.values("Link").flatMap(links).flatMap(\.relations)
    }

    /// `reference` seen from the URL of the request that brought it (RFC 3986, section 5), without a fragment.
    package static func resolve(_ reference: String, from base: String) -> String {
        URIReference(RedirectPolicy.encoded(reference)).resolved(against: URIReference(base)).withoutFragment
            .description
    }

    private struct Link {
        var target: String
        /// In lower case.
        var relations: [String] = []
    }

    /// The links of one field; what isn't written as a link is passed over up to the next comma.
    private static func links(_ value: String) -> [Link] {
        var links: [Link] = []
        for element in split(value, at: UInt8(ascii: ",")) {
            let parts = split(element, at: UInt8(ascii: ";"))
            guard let first = parts.first?.withoutBlanks, first.first == UInt8(ascii: "<"),
                first.last == UInt8(ascii: ">"), first.count >= 2
            else { continue }
            var link = Link(target: String(Substring(first.dropFirst().dropLast())))
            for part in parts.dropFirst() {
                guard let equals = part.firstIndex(of: UInt8(ascii: "=")),
                    String(Substring(part[..<equals].withoutBlanks)).lowercased() == "rel", link.relations.isEmpty
                else { continue }
                let text = String(Substring(part[part.index(after: equals)...].withoutBlanks))
                link.relations = text.filter { $0 != "\"" }.lowercased().split(separator: " ").map(String.init)
            }
            links.append(link)
        }
        return links
    }

    /// The parts of `text` between `mark`s that stand neither in quotes nor in a `<...>`.
    private static func split(_ text: String, at mark: UInt8) -> [Substring.UTF8View] {
        split(Substring(text).utf8, at: mark)
    }

    private static func split(_ text: Substring.UTF8View, at mark: UInt8) -> [Substring.UTF8View] {
        var parts: [Substring.UTF8View] = []
        var start = text.startIndex
        var index = start
        var isQuoted = false
        var isEscaped = false
        var isTarget = false
        while index < text.endIndex {
            let byte = text[index]
            if isQuoted {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == 0x22 {
                    isQuoted = false
                }
            } else if isTarget {
                isTarget = byte != UInt8(ascii: ">")
            } else if byte == 0x22 {
                isQuoted = true
            } else if byte == UInt8(ascii: "<") {
                isTarget = true
            } else if byte == mark {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
            index = text.index(after: index)
        }
        parts.append(text[start...])
        return parts
    }
}

/// A `Set-Cookie` field as it was written (RFC 6265, section 4.1.1), for who looks at it; what a client keeps of it is
/// ``CookieStore``'s.
package struct CookieField: Sendable, Hashable {
    package var name: String
    package var value: String
    /// The attributes in their order; a flag has no value.
    package var attributes: [(name: String, value: String?)]

    /// The last field among `fields` that sets the cookie `name`; `nil` when none does.
    package init?(_ name: String, in fields: HeaderFields) {
        guard let found = fields.values("Set-Cookie").compactMap(CookieField.init).last(where: { $0.name == name })
        else { return nil }
        self = found
    }

    /// The names of the cookies that `fields` set.
    package static func names(in fields: HeaderFields) -> [String] {
        fields.values("Set-Cookie").compactMap(CookieField.init).map(\.name)
    }

    private init?(_ field: String) {
        let parts = field.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard let pair = parts.first, let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        name = String(Substring(pair[..<equals].withoutBlanks))
        value = String(Substring(pair[pair.index(after: equals)...].withoutBlanks))
        attributes = parts.dropFirst().compactMap { part in
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = String(Substring(part[..<(equals ?? part.endIndex)].withoutBlanks))
            let value = equals.map { String(Substring(part[part.index(after: $0)...].withoutBlanks)) }
            return name.isEmpty ? nil : (name, value)
        }
    }

    /// The last attribute called `name`, without regard to case: its value, or that it is there without one.
    package func attribute(_ name: String) -> Attribute? {
        attributes.last { HeaderFields.sameName($0.name, name) }.map { $0.value.map(Attribute.value) ?? .flag }
    }

    /// What an attribute says.
    package enum Attribute: Sendable, Hashable {
        case flag
        case value(String)
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.value == right.value
            && left.attributes.elementsEqual(right.attributes) { $0.name == $1.name && $0.value == $1.value }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(value)
    }
}
