import Foundation
import JSON
import MockServer
import Testing

/// One way in which a server breaks its contract, and the case that has to notice.
struct MockDefect: Sendable, CustomTestStringConvertible {
    /// How the honest mock's file is changed.
    enum Change: Sendable {
        /// The rule is gone, so that what it refused goes on to the next rules.
        case forgets(rule: String)
        /// The rule's answer is patched (RFC 7396).
        case answers(rule: String, JSONValue)
        /// The whole file is patched.
        case patches(JSONValue)
        /// A rule comes before all others.
        case begins(JSONValue)
        /// The rule's condition is patched.
        case judges(rule: String, JSONValue)
        /// Every answer with a status of 400 and above is patched.
        case refuses(JSONValue)
    }

    var name: String
    var change: Change
    /// The case that has to fail.
    var caught: String
    /// The open question that must have been answered for this to be a defect: its ID for a generated case, the answer
    /// that was agreed for the question that `caught` names.
    var settled: String?

    init(_ name: String, _ change: Change, caught: String, settled: String? = nil) {
        self.name = name
        self.change = change
        self.caught = caught
        self.settled = settled
    }

    var testDescription: String { name }

    /// The mock of the file at `path` with this defect.
    func mock(of path: String) throws -> Mock { try Self.mock(of: path, with: [change]) }

    /// The mock of the file at `path` with changes, one after the other.
    static func mock(of path: String, with changes: [Change]) throws -> Mock {
        let honest = try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: path))))
        let folder = try TemporaryFolder()
        // The files that it names lie beside it.
        let source = URL(filePath: path).deletingLastPathComponent()
        for file in try FileManager.default.contentsOfDirectory(at: source, includingPropertiesForKeys: nil) {
            try FileManager.default.copyItem(atPath: file.path, toPath: "\(folder.path)/\(file.lastPathComponent)")
        }
        let changed = try changes.reduce(honest) { try Self.changed($0, $1) }
        return try Mock.load(try folder.write("broken.mock.json", JSONSerializer.serialize(changed)))
    }

    private static func changed(_ mock: JSONValue, _ change: Change) throws -> JSONValue {
        guard case .object(var root) = mock, case .array(var rules) = root["rules"] else {
            throw NoSuchRule(name: "rules")
        }
        switch change {
        case .forgets(let rule): rules.remove(at: try index(of: rule, in: rules))
        case .answers(let rule, let patch):
            let index = try index(of: rule, in: rules)
            rules[index] = MergePatch.apply(["respond": patch], to: rules[index])
        case .patches(let patch): return MergePatch.apply(patch, to: mock)
        case .begins(let rule): rules.insert(rule, at: 0)
        case .judges(let rule, let patch):
            let index = try index(of: rule, in: rules)
            rules[index] = MergePatch.apply(["when": patch], to: rules[index])
        case .refuses(let patch):
            for index in rules.indices where (rules[index]["respond"]?["status"]?.number?.int ?? 0) >= 400 {
                rules[index] = MergePatch.apply(["respond": patch], to: rules[index])
            }
        }
        root["rules"] = .array(rules)
        return .object(root)
    }

    private static func index(of rule: String, in rules: [JSONValue]) throws -> Int {
        guard let index = rules.firstIndex(where: { $0["name"]?.string == rule }) else { throw NoSuchRule(name: rule) }
        return index
    }

    /// The table names a rule that the mock hasn't got.
    struct NoSuchRule: Error { var name: String }
}
