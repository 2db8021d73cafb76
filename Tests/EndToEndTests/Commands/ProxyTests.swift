import Foundation
import Testing

/// `muster proxy` between a client and a server, and what `muster generate` asks a server for.
@Suite struct ProxyTests {
    private static func contract(_ type: String) -> String {
        """
        openapi: 3.0.3
        info: {title: Shop, version: "1"}
        security: [{b: []}]
        paths:
          /orders:
            get:
              operationId: listOrders
              responses:
                "200": {description: ok, content: {application/json: {schema: {type: array, items: {type: object, required: [id], properties: {id: {type: \(type)}}}}, example: [{id: 41}]}}}
          /orders/{orderId}:
            get:
              operationId: readOrder
              parameters: [{name: orderId, in: path, required: true, schema: {type: integer}}]
              responses: {"200": {description: ok}}
        components: {securitySchemes: {b: {type: http, scheme: bearer}}}
        """
    }

    /// Runs `arguments` until `body`, which gets the first line that it prints, has ended.
    private static func running(_ arguments: [String], in folder: String, _ body: (String) async throws -> Void)
        async throws -> Program.Outcome
    {
        try await Program.run(arguments, in: folder) { process in
            defer { process.interrupt() }
            try await body(try #require(await address(of: process)))
        }
    }

    private static func address(of process: Process) async -> String? {
        while process.isRunning {
            let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/fd/1", encoding: .utf8)
            if let text, text.contains("\n") { return text.split(separator: "\n").first.map(String.init) }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    private static let suite = #"""
        { "suite": "client", "request": { "auth": { "bearer": "muster-token" } }, "scenarios": [
          { "name": "lists", "request": { "path": "/orders" }, "expect": { "status": 200 } },
          { "name": "reads", "request": { "path": "/orders/7" }, "expect": { "status": 200 } } ] }
        """#

    /// What a client does through a proxy that holds it against a contract whose IDs are of `type`.
    private static func through(_ type: String, _ folder: TemporaryFolder) async throws -> Program.Outcome {
        let served = try folder.write("served.yaml", contract("integer"))
        let held = try folder.write("held.yaml", contract(type))
        let client = try folder.write("client.json", suite)
        var outcome: Program.Outcome?
        _ = try await running(["mock", served], in: folder.path) { server in
            outcome = try await running(
                ["proxy", held, "--target", server, "--report-dir", "proxied", "--suite", "seen.json"],
                in: folder.path
            ) { address in
                let ran = try await Program.run(
                    ["run", client, "--target", address, "--report-dir", "run"],
                    in: folder.path
                )
                #expect(ran.code == 0, "\(ran.output)\(ran.errors)")
            }
            let again = try await Program.run(
                ["run", "seen.json", "--target", server, "--report-dir", "again"],
                environment: ["API_AUTHORIZATION": "Bearer muster-token"],
                in: folder.path
            )
            #expect(again.output.contains("2 passed") == (type == "integer"), "\(again.output)\(again.errors)")
        }
        return try #require(outcome)
    }

    @Test func whatKeepsTheContractPassesAndBecomesASuite() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Self.through("integer", folder)
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("ACCEPTED") && outcome.output.contains("2 passed"))
        let seen = try String(contentsOfFile: folder.path + "/seen.json", encoding: .utf8)
        #expect(seen.contains(#""contract": "held.yaml""#), "\(seen)")
        #expect(seen.contains("${authorization}") && !seen.contains("muster-token"), "\(seen)")
        let results = try String(contentsOfFile: folder.path + "/proxied/results.json", encoding: .utf8)
        #expect(!results.contains("muster-token"))
    }

    @Test func whatBreaksItIsACause() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Self.through("string", folder)
        #expect(outcome.code == 1, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("GET /orders: an answer without its form"), "\(outcome.output)")
    }

    @Test func aServersListsGiveIDs() async throws {
        let folder = try TemporaryFolder()
        let served = try folder.write("served.yaml", Self.contract("integer"))
        _ = try await Self.running(["mock", served], in: folder.path) { server in
            let made = try await Program.run(
                ["generate", served, "--target", server, "--kinds", "valid-request", "-o", "made.json"],
                in: folder.path
            )
            #expect(made.code == 0 && made.errors.contains("1 ID from 1 list of"), "\(made.errors)")
            let text = try String(contentsOfFile: folder.path + "/made.json", encoding: .utf8)
            #expect(text.contains("\"/orders/41\"") && text.contains(server), "\(text)")
        }
    }

    @Test func anOverlayIsNamedInTheSuite() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("c.yaml", Self.contract("integer"))
        _ = try folder.write(
            "o.yaml",
            """
            overlay: 1.0.0
            info: {title: o, version: "1"}
            actions: [{target: "$.paths['/orders/{orderId}']", remove: true}]
            """
        )
        let made = try await Program.run(
            ["generate", "c.yaml", "--overlay", "o.yaml", "-o", "made.json"],
            in: folder.path
        )
        #expect(made.code == 0, "\(made.errors)")
        let text = try String(contentsOfFile: folder.path + "/made.json", encoding: .utf8)
        #expect(text.contains(#""overlays": ["o.yaml"]"#) && !text.contains("readOrder"), "\(text.prefix(2000))")
        let checked = try await Program.run(["check", "made.json"], in: folder.path)
        #expect(checked.code == 0, "\(checked.errors)")
        let listed = try await Program.run(["lint", "c.yaml", "--overlay", "o.yaml"], in: folder.path)
        #expect(listed.output.contains("1 operations tested, 0 in part, 0 left out"), "\(listed.output)")
    }
}
