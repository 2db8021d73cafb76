import Foundation
import JSON
import Scenarios
import Testing

/// A copy of a suite, beside copies of the files that it names, to be changed as its owner would.
struct SuiteCopy {
    private let folder: TemporaryFolder
    private let path: String

    init(of suite: String) throws {
        folder = try TemporaryFolder()
        let source = URL(filePath: suite)
        for file in try FileManager.default.contentsOfDirectory(atPath: source.deletingLastPathComponent().path) {
            let original = source.deletingLastPathComponent().appending(path: file)
            try FileManager.default.copyItem(atPath: original.path, toPath: "\(folder.path)/\(file)")
        }
        path = "\(folder.path)/\(source.lastPathComponent)"
    }

    /// The plan. What it needs of the contract is read again when it runs, so the copy has to live as long.
    func plan(options: PlanOptions = PlanOptions()) throws -> Plan {
        let plan = try Acceptance.plan(path, options: options)
        Self.kept.add(folder)
        return plan
    }

    /// Takes the entries of `generate.open` away that are about the question with this ID.
    func settle(_ id: String) throws {
        try edit { suite in
            let parts = suite["generate"]?.array ?? []
            let changed = parts.map { part -> JSONValue in
                guard case .object(var object) = part, let open = object["open"]?.array else { return part }
                object["open"] = .array(open.filter { !($0["question"]?.string?.hasPrefix("\(id):") ?? false) })
                return .object(object)
            }
            suite["generate"] = .array(changed)
        }
    }

    /// Pins the questions that have this answer to it.
    func pin(_ answer: String) throws {
        try edit { suite in
            let scenarios = suite["scenarios"]?.array ?? []
            let pinned = scenarios.map { scenario -> JSONValue in
                guard case .object(var object) = scenario,
                    object["answers"]?.array?.contains(where: { $0["answer"]?.string == answer }) == true
                else { return scenario }
                object["pinned"] = .string(answer)
                return .object(object)
            }
            suite["scenarios"] = .array(pinned)
        }
    }

    private func edit(_ change: (inout JSONObject) -> Void) throws {
        var suite = try #require(try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: path)))).object)
        change(&suite)
        try JSONSerializer.serialize(.object(suite)).withUnsafeBytes { try Data($0).write(to: URL(filePath: path)) }
    }

    /// Folders of plans that are run until the tests end.
    private static let kept = Kept()

    private final class Kept: @unchecked Sendable {
        private let lock = NSLock()
        private var folders: [TemporaryFolder] = []

        func add(_ folder: TemporaryFolder) { lock.withLock { folders.append(folder) } }
    }
}
