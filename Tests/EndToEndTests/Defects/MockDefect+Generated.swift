import Foundation
import JSON

/// Defects that the cases made from the contract catch, from the table beside this file, which the benchmark shares.
extension MockDefect {
    /// `caught` is the kind that has to notice; `settled` the question that must have been answered for it to be a
    /// defect.
    static let generated: [MockDefect] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "generated-defects.json")
        guard let data = try? Data(contentsOf: file), let rows = try? JSONParser.parse(Array(data)).array else {
            return []
        }
        return rows.compactMap(read)
    }()

    private static func read(_ row: JSONValue) -> MockDefect? {
        guard let name = row["name"]?.string, let caught = row["caught"]?.string, let change = change(row) else {
            return nil
        }
        return .init(name, change, caught: caught, settled: row["settled"]?.string)
    }

    private static func change(_ row: JSONValue) -> Change? {
        if let rule = row["forgets"]?.string { return .forgets(rule: rule) }
        if let change = row["answers"]?.object?.first { return .answers(rule: change.name, change.value) }
        if let change = row["judges"]?.object?.first { return .judges(rule: change.name, change.value) }
        guard let when = row["when"], let respond = row["respond"] else { return nil }
        return .begins(["name": "too early", "when": when, "respond": respond])
    }
}
