import HTTP
import JSON
import Results
import Scenarios
import Synchronization
import Testing

@testable import Engine

/// Cases that change what others name.
@Suite struct GoneTests {
    /// A service of files that are read, renamed by the `path` of a PATCH, and deleted.
    private static func service(loses: Bool = false) -> TableSender {
        let files = Mutex<Set<String>>(["/files/a"])
        return TableSender { request, _ in
            let path = String(request.url.dropFirst("http://127.0.0.1:1".count))
            let name = request.body.flatMap { try? JSONParser.parse($0) }?["path"]?.string
            return files.withLock { files in
                guard files.contains(path) else { return Trial.response(404) }
                switch request.method {
                case "GET": return Trial.response(200)
                case "DELETE":
                    files.remove(path)
                    return Trial.response(204)
                default:
                    if loses, name == "lost" { return Trial.response(404) }
                    if let name {
                        files.remove(path)
                        files.insert("/files/\(name)")
                    }
                    return Trial.response(200)
                }
            }
        }
    }

    private static let read =
        #"{ "name": "read", "about": { "operation": "GET /files/{path}" }, "request": { "path": "/files/a" }, "expect": { "status": 200 } }"#
    private static let valid = patch("valid", "a", needs: false)

    private static func patch(_ name: String, _ path: String, needs: Bool = true, status: String = "200") -> String {
        #"""
        { "name": "\#(name)", \#(needs ? #""needs": "valid", "# : "")"about": { "operation": "PATCH /files/{path}" },
          "request": { "method": "PATCH", "path": "/files/a", "json": { "path": "\#(path)" } }, "expect": { "status": \#(status) } }
        """#
    }

    private static let delete =
        #"{ "name": "delete", "about": { "operation": "DELETE /files/{path}" }, "request": { "method": "DELETE", "path": "/files/a" }, "expect": { "status": 204 } }"#

    private func run(_ scenarios: [String], jobs: Int, loses: Bool = false) async throws -> [String: CaseResult] {
        var options = RunOptions()
        options.jobs = jobs
        let result = try await Trial.run(scenarios.joined(separator: ","), Self.service(loses: loses), options)
        return Dictionary(result.cases.map { ($0.name, $0) }) { first, _ in first }
    }

    @Test func whatWasRenamedIsNotMissedByTheServer() async throws {
        let results = try await run(
            [Self.read, Self.valid, Self.patch("rename", "b"), Self.patch("again", "a"), Self.delete],
            jobs: 1
        )
        #expect(["read", "valid", "rename"].allSatisfy { results[$0]?.verdict == .passed })
        #expect(results["again"]?.verdict == .error && results["delete"]?.verdict == .error)
        #expect(
            results["again"]?.reason.contains(
                "PATCH of it, or of what it belongs to, was carried out (200) by 'rename', and 'valid', accepted before, finds nothing now"
            ) == true
        )
        #expect(results["delete"]?.reason.contains("'read', accepted before, finds nothing now") == true)
        #expect(results["again"]?.steps[0].response?.status == 404)
    }

    /// With several at a time a 404 waits for what is under way.
    @Test func severalAtATimeComeToTheSame() async throws {
        let many = (0..<12).map { Self.patch("rename \($0)", "b") }
        let results = try await run([Self.read, Self.valid] + many + [Self.delete], jobs: 8)
        #expect(results.values.count { $0.verdict == .passed } == 3)
        #expect(results.values.allSatisfy { $0.verdict != .failed })
    }

    /// What is there and isn't found is a failure, whatever was changed before.
    @Test func whatIsThereAndNotFoundFails() async throws {
        let results = try await run([Self.read, Self.valid, Self.patch("lost", "lost")], jobs: 1, loses: true)
        #expect(results["lost"]?.verdict == .failed)
    }

    /// So is what nobody has changed.
    @Test func whatNobodyChangedFails() async throws {
        let results = try await run(
            [Self.read, Self.patch("other", "x", needs: false).replacing("/files/a", with: "/files/c")],
            jobs: 1
        )
        #expect(results["other"]?.verdict == .failed)
    }

    /// Strange values come behind the rest.
    @Test func whatMayBeCarriedOutOrRefusedComesLast() async throws {
        let strange = Self.patch("strange", "b", needs: false, status: #"["2xx", "4xx"]"#)
        let results = try await run([strange, Self.valid, Self.patch("same", "a"), Self.read], jobs: 4)
        #expect(results.values.allSatisfy { $0.verdict == .passed }, "\(results.mapValues(\.verdict))")
    }

    /// What a flow makes may have the ID that another one's has.
    @Test func flowsOfOnePathRunOneByOneBehindTheRest() throws {
        func flow(_ name: String, _ path: String) -> String {
            #"""
            { "name": "\#(name)", "about": { "operation": "DELETE \#(path)/{id}" }, "expect": { "status": 200 },
              "steps": [ { "request": { "method": "POST", "path": "\#(path)" } }, { "request": { "method": "DELETE", "path": "\#(path)/1" } } ] }
            """#
        }
        let scenarios = [
            flow("a1", "/a"), flow("a2", "/a"), flow("b1", "/b"),
            Self.patch("open", "b", needs: false, status: #"["2xx", "4xx"]"#),
            Self.valid, Self.delete, Self.read,
        ]
        let cases = try Trial.plan(scenarios.joined(separator: ",")).suites[0].cases
        #expect(
            CaseOrder.levels(cases) { $0 }.map { $0.map(\.name) } == [
                ["read"], ["valid"], ["a1", "b1"], ["a2"], ["open"], ["delete"],
            ]
        )
    }
}
