/// The text format of OpenMetrics 1.0 (github.com/prometheus/OpenMetrics, "Text format"), as far as it is written here.
package enum OpenMetrics {
    /// Names and values of what a sample is of, in their order.
    package typealias Labels = [(name: String, value: String)]

    /// What a text ends with.
    package static let end = "# EOF\n"

    /// The lines in front of a family's samples.
    ///
    /// - Parameters:
    ///   - type: `counter`, `gauge` or `histogram`.
    ///   - unit: what the name ends with when the samples have a unit: `seconds`.
    ///   - help: what they tell, a sentence of our own.
    package static func head(_ type: String, _ name: String, unit: String = "", _ help: String) -> String {
        "# TYPE \(name) \(type)\n" + (unit.isEmpty ? "" : "# UNIT \(name) \(unit)\n") + "# HELP \(name) \(help)\n"
    }

    /// The line of a sample.
    package static func sample(_ name: String, _ labels: Labels, _ value: String) -> String {
        let pairs = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }
        let names = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        return "\(name)\(names) \(value)\n"
    }

    /// The value of a label (section "Escaping"); what would turn the direction of writing stays, as programs read it.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\0": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
