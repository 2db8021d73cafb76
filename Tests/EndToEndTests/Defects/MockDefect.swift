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
    }

    var name: String
    var change: Change
    /// The case that has to fail.
    var caught: String

    init(_ name: String, _ change: Change, caught: String) {
        self.name = name
        self.change = change
        self.caught = caught
    }

    var testDescription: String { name }

    /// The mock of the file at `path` with this defect.
    func mock(of path: String) throws -> Mock {
        let honest = try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: path))))
        let folder = try TemporaryFolder()
        // The files that it names lie beside it.
        let source = URL(filePath: path).deletingLastPathComponent()
        for file in try FileManager.default.contentsOfDirectory(at: source, includingPropertiesForKeys: nil) {
            try FileManager.default.copyItem(atPath: file.path, toPath: "\(folder.path)/\(file.lastPathComponent)")
        }
        return try Mock.load(try folder.write("broken.mock.json", JSONSerializer.serialize(try broken(honest))))
    }

    private func broken(_ mock: JSONValue) throws -> JSONValue {
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
        }
        root["rules"] = .array(rules)
        return .object(root)
    }

    private func index(of rule: String, in rules: [JSONValue]) throws -> Int {
        guard let index = rules.firstIndex(where: { $0["name"]?.string == rule }) else { throw NoSuchRule(name: rule) }
        return index
    }

    /// The table names a rule that the mock hasn't got.
    struct NoSuchRule: Error { var name: String }
}
