import Foundation
import JSON

/// Defects that the cases made from the contract catch, from the table beside this file, which the benchmark shares.
extension MockDefect {
    /// `caught` is the kind that has to notice.
    static let generated: [MockDefect] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "generated-defects.json")
        guard let data = try? Data(contentsOf: file), let rows = try? JSONParser.parse(Array(data)).array else {
            return []
        }
        return rows.compactMap(read)
    }()

    private static func read(_ row: JSONValue) -> MockDefect? {
        guard let name = row["name"]?.string, let caught = row["caught"]?.string else { return nil }
        if let rule = row["forgets"]?.string { return .init(name, .forgets(rule: rule), caught: caught) }
        if let change = row["answers"]?.object?.first {
            return .init(name, .answers(rule: change.name, change.value), caught: caught)
        }
        if let change = row["judges"]?.object?.first {
            return .init(name, .judges(rule: change.name, change.value), caught: caught)
        }
        guard let when = row["when"], let respond = row["respond"] else { return nil }
        return .init(name, .begins(["name": "too early", "when": when, "respond": respond]), caught: caught)
    }
}
