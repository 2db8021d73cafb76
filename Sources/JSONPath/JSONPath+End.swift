package import JSON

extension JSONPath {
    /// Where a path of names and indices ends when a document has nothing at it.
    package struct End: Sendable {
        /// The place of the last value that is there.
        package var place: NormalizedPath
        package var value: JSONValue
        /// The step from there that leads nowhere.
        package var next: NormalizedPath.Step
    }

    /// Where the path ends in `root`; `nil` where it leads to a value, or may select several.
    package func end(in root: JSONValue) -> End? {
        guard let steps = query.singularSteps else { return nil }
        var value = root
        for (count, step) in steps.enumerated() {
            guard let next = JSONPathEvaluator.walk([step], from: value) else {
                return End(place: NormalizedPath(Array(steps[..<count])), value: value, next: step)
            }
            value = next
        }
        return nil
    }
}

extension NormalizedPath {
    /// The place as a person writes it: `$.order.items[0]`, with brackets only where a name needs them.
    package var plain: String {
        steps.reduce(into: "$") { text, step in
            if case .name(let name) = step, Self.isPlain(name) {
                text += ".\(name)"
            } else {
                text += NormalizedPath([step]).description.dropFirst()
            }
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
        }
    }
}
