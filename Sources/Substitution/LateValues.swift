package import JSON
import Synchronization

/// A value that differs from one request of a load to the next.
package enum LateValue: Sendable, Hashable {
    /// The request's index, and the number of its user.
    case index, user
    /// What a function makes anew for each request.
    case function(Reference)
    /// A column of the data, or a part of its value.
    case column(Int, path: [String])
    /// A capture of the flow, or a part of its value.
    case capture(String, path: [String])
    /// What a text is at the time.
    case live(LiveText)
}

/// What the gaps of a request that is compiled for a load stand for.
package struct LateValues: Sendable {
    /// The values, by the number of their gap.
    package private(set) var values: [LateValue] = []
    private let columns: [String: Int]
    private let captures: Set<String>

    /// No gaps yet; `columns` are the data's names, `captures` those of what the flow has captured before.
    package init(columns: [String] = [], captures: Set<String> = []) {
        var table: [String: Int] = [:]
        for (index, column) in columns.enumerated() { table[column] = index }
        self.columns = table
        self.captures = captures
    }

    /// A gap for the capture or the column that has the name of `reference`; `nil` when there is none.
    package mutating func gap(forNameOf reference: Reference) -> PendingText.Gap? {
        let (name, path): (String, [String])
        switch reference {
        case .variable(let variable, let way): (name, path) = (variable, way)
        case .bare(let variable, _): (name, path) = (variable, [])
        case .external, .environment, .now, .uuid, .null, .randomText, .randomInteger, .repeated, .file, .applied,
            .calculated:
            return nil
        }
        if captures.contains(name) { return gap(.capture(name, path: path), name, path) }
        return columns[name].map { gap(.column($0, path: path), name, path) }
    }

    /// A gap for the index of the request or the number of its user; `nil` when `name` is neither.
    package mutating func gap(forNumber name: String) -> PendingText.Gap? {
        switch name {
        case "index": gap(.index, name, [])
        case "user": gap(.user, name, [])
        default: nil
        }
    }

    /// A gap for a function that makes another value for each request; `nil` when `reference` is none.
    package mutating func gap(forFunction reference: Reference) -> PendingText.Gap? {
        switch reference {
        case .uuid: gap(.function(reference), "uuid", [])
        case .now: gap(.function(reference), "now", [])
        case .randomText, .randomInteger: gap(.function(reference), "random", [])
        case .variable, .bare, .external, .environment, .null, .repeated, .file, .applied, .calculated: nil
        }
    }

    /// A gap for what `text` is when a request is sent.
    package mutating func gap(forLive text: LiveText, _ name: String) -> PendingText.Gap { gap(.live(text), name, []) }

    /// A gap for what is computed of other gaps, which no template fills: each request is made by itself then.
    package mutating func gap(forComputed reference: Reference) -> PendingText.Gap {
        gap(.function(reference), reference.names.first ?? "computed", [])
    }

    private mutating func gap(_ value: LateValue, _ name: String, _ path: [String]) -> PendingText.Gap {
        values.append(value)
        return PendingText.Gap(([name] + path).joined(separator: "."), number: values.count - 1)
    }
}

extension JSONValue {
    /// The part of it to which the names and numbers of `path` lead; `nil` when it has none.
    package func part(_ path: some Collection<String>) -> JSONValue? {
        var value = self
        for name in path {
            let next: JSONValue? =
                switch value {
                case .object(let object): object[name]
                case .array(let array): Int(name).flatMap { array.indices.contains($0) ? array[$0] : nil }
                case .null, .bool, .number, .string: nil
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}

/// A text that becomes another while it is in use: an access token that is renewed.
package final class LiveText: Sendable {
    private let current: Mutex<String>
    private let changes = Atomic<UInt64>(0)

    /// It is `text` for now.
    package init(_ text: String) {
        current = Mutex(text)
    }

    /// What it is now.
    package var text: String { current.withLock { $0 } }

    /// How often it has become another.
    package var version: UInt64 { changes.load(ordering: .acquiring) }

    /// Makes it `text`.
    package func become(_ text: String) {
        current.withLock { $0 = text }
        changes.wrappingAdd(1, ordering: .releasing)
    }
}

extension LiveText: Hashable {
    package static func == (left: LiveText, right: LiveText) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
