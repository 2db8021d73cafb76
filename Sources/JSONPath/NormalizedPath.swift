import Diagnostics
package import JSON

/// Where a node is in a document: a normalized path (RFC 9535, section 2.7).
package struct NormalizedPath: Sendable, Hashable, CustomStringConvertible {
    /// A step from a value to one of its children.
    package enum Step: Sendable, Hashable {
        /// The member of an object with this name.
        case name(String)
        /// The element of an array with this index, counted from 0.
        case index(Int)

        /// Whether both are the same step; names are compared by code points.
        package static func == (left: Self, right: Self) -> Bool {
            switch (left, right) {
            case (.name(let left), .name(let right)): left.isIdentical(to: right)
            case (.index(let left), .index(let right)): left == right
            case (.name, _), (.index, _): false
            }
        }

        /// Feeds the code units of a name, or the index.
        package func hash(into hasher: inout Hasher) {
            switch self {
            case .name(let name): name.hashBytes(into: &hasher)
            case .index(let index): hasher.combine(index)
            }
        }
    }

    /// The steps from the root.
    package let steps: [Step]

    /// The path that these steps make.
    package init(_ steps: [Step]) {
        self.steps = steps
    }

    /// The normalized path, such as `$['a'][0]`.
    package var description: String {
        var text = "$"
        for step in steps {
            switch step {
            case .name(let name): text += "['" + Self.escaped(name) + "']"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }

    /// The same place as a JSON Pointer (RFC 6901), such as `/a/0`.
    package var pointer: JSONPointer {
        let tokens = steps.map { step in
            switch step {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }
        return JSONPointer(tokens: tokens)
    }

    /// The escapes of normal-single-quoted (RFC 9535, section 2.7): each control has exactly one form.
    private static func escaped(_ name: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\u{8}": text.append(contentsOf: "\\b".unicodeScalars)
            case "\t": text.append(contentsOf: "\\t".unicodeScalars)
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            case "\u{C}": text.append(contentsOf: "\\f".unicodeScalars)
            case "\r": text.append(contentsOf: "\\r".unicodeScalars)
            case "'": text.append(contentsOf: "\\'".unicodeScalars)
            case "\\": text.append(contentsOf: "\\\\".unicodeScalars)
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).unicodeScalars
                )
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}

/// The ways from the root to the nodes of an evaluation, as a tree whose entries know their parents; so a node deep in
/// a document costs no more than one at the top.
struct JSONPathTrails: Sendable {
    /// The root's number.
    static let root = -1

    private var entries: [(parent: Int, step: NormalizedPath.Step)] = []

    /// Adds a step from the node with the number `parent`, and returns the number of the child.
    mutating func add(_ step: NormalizedPath.Step, to parent: Int) -> Int {
        entries.append((parent, step))
        return entries.count - 1
    }

    func steps(to trail: Int) -> [NormalizedPath.Step] {
        var steps: [NormalizedPath.Step] = []
        var place = trail
        while place != Self.root {
            steps.append(entries[place].step)
            place = entries[place].parent
        }
        return steps.reversed()
    }
}
