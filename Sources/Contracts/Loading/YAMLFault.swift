import Diagnostics
import Yams

/// Says in our words why Yams can't read a document.
struct YAMLFault {
    let diagnostic: Diagnostic

    init(_ error: any Error, _ places: YAMLPlaces) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _):
            let before = context.map { "\($0.text): " } ?? ""
            let help = Self.help(problem)
            diagnostic = Diagnostic(message: "YAML: \(before)\(problem)", location: places.location(mark), help: help)
        case YamlError.composer(_, let problem, let mark, _):
            diagnostic = Diagnostic(message: "YAML: \(problem)", location: places.location(mark))
        case YamlError.duplicatedKeysInMapping(let names, let context):
            let listed = names.map { "'\($0)'" }.joined(separator: ", ")
            let words = names.count == 1 ? "\(listed) is there twice" : "\(listed) are there twice"
            diagnostic = Diagnostic(message: words, location: places.location(context.mark), help: "keep one of them")
        case YamlError.reader(let problem, let offset, _, _):
            let start = min(max(offset ?? 0, 0), places.file.bytes.count)
            let location = SourceLocation(file: places.file, range: start..<start)
            diagnostic = Diagnostic(message: "YAML: \(problem)", location: location)
        default:
            let location = SourceLocation(file: places.file, range: 0..<0)
            diagnostic = Diagnostic(message: "YAML can't be read: \(error)", location: location)
        }
    }

    private static func help(_ problem: String) -> String? {
        switch problem {
        case "found character that cannot start any token":
            "indent by spaces, not tabs; quote a value that begins with @ or `"
        case "found a tab character that violates indentation": "indent by spaces, not tabs"
        case "mapping values are not allowed in this context":
            "quote a value that contains ': ', and check the indentation"
        case "did not find expected key", "could not find expected ':'":
            "check the indentation and the colon after each name"
        default: nil
        }
    }
}
