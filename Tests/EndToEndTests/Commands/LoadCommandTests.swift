import Foundation
import JSON
import MockServer
import Testing

/// `muster load`, as a person uses it.
@Suite struct LoadCommandTests {
    private static let mock =
        #"{ "mock": "m", "rules": [{ "name": "no", "when": { "path": "/no" }, "respond": { "status": 404 } }], "otherwise": { "status": 200 } }"#

    /// What the program says of a load with `arguments` of a server, and what that received.
    private func run(_ path: String, _ arguments: [String]) async throws -> (Program.Outcome, [MockLogEntry]) {
        let folder = try TemporaryFolder()
        let log = MockRequestLog(capacity: 1000)
        let server = MockServer(try Mock.load(try folder.write("mock.json", Self.mock)), threads: 1, log: log)
        let address = try await server.start()
        let outcome = try await Program.run(
            ["load", address.url + path] + arguments + ["--rate", "40/s", "--for", "500ms", "--accept-suspect"],
            in: folder.path
        )
        await server.stop()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["mock.json"])
        return (outcome, log.entries)
    }

    @Test func objectivesDecideTheExitCode() async throws {
        let (held, entries) = try await run("/a?b=c", ["--expect", "p99<20s"])
        #expect(held.code == 0, "\(held.output)\(held.errors)")
        #expect(held.output.contains("20/20 completed"))
        #expect(entries.count == 20)
        #expect(entries.allSatisfy { $0.request.target == "/a?b=c" && $0.request.method == "GET" })
        let (broken, _) = try await run("/a", ["--expect", "goodput>1000/s"])
        #expect(broken.code == 1)
        #expect(broken.output.contains("at least 1000/s"))
        let (unasked, _) = try await run("/no", [])
        #expect(unasked.code == 1)
        let (asked, _) = try await run("/no", ["--expect", "status=404"])
        #expect(asked.code == 0)
    }

    @Test func theDocumentIsAllThatStandardOutputGets() async throws {
        let (outcome, _) = try await run("/a", ["--json"])
        let document = try JSONParser.parse(Array(outcome.output.utf8))
        #expect(document["format"] == "muster-results")
        #expect(document["totals"]?["passed"] == 1)
    }

    @Test func theRequestIsThatOfTheCommand() async throws {
        let secret = "s3cret-s3cret"
        let (outcome, entries) = try await run(
            "/no",
            ["-m", "PUT", "-H", "X-A: ${b}", "-H", "Authorization: Bearer \(secret)", "-d", #"{"a":1}"#, "--verbose"]
        )
        let entry = try #require(entries.first)
        #expect(entry.request.method == "PUT")
        #expect(!(outcome.output + outcome.errors).contains(secret))
        #expect(outcome.output.contains("X-A: ${b}"))
        #expect(outcome.output.contains("application/json"))
    }

    @Test(arguments: [
        [], ["--rate", "1/s", "--users", "1"], ["--rate", "1"], ["--rate", "0/s"], ["--users", "0"],
        ["--rate", "1/s", "--for", "0s"],
        ["--rate", "1/s", "--expect", "p99"], ["--rate", "1/s", "-H", "a"], ["--rate", "1/s", "-d", "@missing"],
        ["--users", "1", "--arrivals", "poisson"],
    ])
    func mistakesAreToldBeforeAnythingIsSent(_ arguments: [String]) async throws {
        let outcome = try await Program.run(["load", "http://127.0.0.1:9"] + arguments)
        #expect(outcome.code == 2, "\(outcome.output)\(outcome.errors)")
    }

    @Test func nobodyIsLoadedWithoutConsent() async throws {
        let outcome = try await Program.run(["load", "http://192.0.2.1/", "--rate", "1/s", "--for", "1s"])
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("--allow-host 192.0.2.1"))
    }

    /// Who comes from hey, k6, wrk, vegeta or curl is told what to write; nothing is sent.
    @Test(arguments: [
        (["-c", "10", "-n", "200"], "error: -c of hey, wrk and ab is --users 10 here\n"),
        (["-z", "30s", "-u", "1"], "error: -z of hey and oha is --for 30s here\n"),
        (["--vus", "10"], "error: --vus of k6 is --users 10 here\n"),
        (["-u", "5", "--duration", "30"], "error: --duration of k6 and wrk is --for 30s here\n"),
        (["--rps=50"], "error: --rps of k6 is --rate 50/s here\n"),
        (["-R2000"], "error: -R of wrk2 is --rate 2000/s here\n"),
        (["-u", "1", "-i", "100"], "error: -i of k6 is --requests 100 here\n"),
        (["-u", "1", "-X", "s3cret-s3cret"], "error: -X of curl is -m METHOD here\n"),
        (["-rate=50/s"], "error: -rate of vegeta is --rate 50/s here\n"),
        (["-u", "1", "-k"], "error: -k of curl, vegeta and k6 is --insecure here\n"),
        (
            ["-c", "10", "-q", "50"],
            """
            error: options of other tools: -c, -q
            help: -c of hey, wrk and ab is --connections 10, the most of a rate here
                  -q of hey, for each of its workers, and oha is --rate 50/s here
            """
        ),
        (
            ["-t2", "-c100", "-d30s"],
            """
            error: options of other tools: -t, -c, -d
            help: -t of wrk is --threads 2 (hey's, a time-out in seconds, is --timeout 2s) here
                  -c of hey, wrk and ab is --users 100 here
                  -d of k6 and wrk is --for 30s here
            """
        ),
    ])
    func optionsOfOtherToolsAreKnown(_ arguments: [String], _ beginning: String) async throws {
        let outcome = try await Program.run(["load"] + arguments + ["http://127.0.0.1:1/"])
        #expect(outcome.code == 2)
        #expect(outcome.errors.hasPrefix(beginning), "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix("nothing was sent\n") && !outcome.errors.contains("s3cret"))
    }

    /// A search for capacity has names of its own.
    @Test(arguments: [
        (["-c", "10"], "error: -c of hey, wrk and ab is --users 10, or --users 1,2,4 for a sweep, here\n"),
        (["-z", "30s"], "error: -z of hey and oha is --trial 30s, or --for 30s of a sweep, here\n"),
        (["--rps=50"], "error: --rps of k6 is --up-to 50/s, the highest rate that is tried, here\n"),
        (["--up-to", "10/s", "-k"], "error: -k of curl, vegeta and k6 is --insecure here\n"),
        (["-h2"], "error: -h2 of hey is what is spoken with https where the server knows it here\n"),
    ])
    func aSearchKnowsThemToo(_ arguments: [String], _ beginning: String) async throws {
        let outcome = try await Program.run(["capacity"] + arguments + ["http://127.0.0.1:1/"])
        #expect(outcome.code == 2)
        #expect(outcome.errors.hasPrefix(beginning), "\(outcome.errors)")
        #expect(outcome.errors.contains("muster capacity") && outcome.errors.hasSuffix("nothing was sent\n"))
    }

    /// What is meant as it stands hides nothing, and what else is wrong is told beside what isn't.
    @Test func ownMistakesAreToldBesideForeignOptions() async throws {
        let url = "http://127.0.0.1:1/"
        let own = ["load", url, "--rate", "10/s", "--for", "5s", "-d", "42", "--expect", "p99<"]
        let first = try await Program.run(own)
        #expect(first.code == 2 && first.errors.contains("--expect"), "\(first.errors)")
        #expect(!first.errors.contains("k6"), "\(first.errors)")
        let value = try await Program.run(["load", url, "--rate", "x", "-m", "-k"])
        #expect(value.code == 2 && !value.errors.contains("curl"), "\(value.errors)")
        let both = try await Program.run(["load", url, "-c", "10"])
        #expect(both.code == 2 && both.errors.contains("-c of hey, wrk and ab"), "\(both.errors)")
        #expect(both.errors.contains("muster load itself says: "), "\(both.errors)")
    }

    @Test func whatIsWrongWithOwnOptionsIsToldAsEver() async throws {
        let outcome = try await Program.run(["load", "--users", "x", "http://127.0.0.1:1/"])
        #expect(outcome.code == 2 && outcome.errors.contains("--users"), "\(outcome.errors)")
        let help = try await Program.run(["load", "-c", "10", "--help"])
        #expect(help.code == 0 && help.output.contains("USAGE"), "\(help.errors)")
    }

    @Test func aTimeAsContentIsWarnedOf() async throws {
        let (outcome, entries) = try await run("/a", ["-d", "30s"])
        #expect(entries.first?.request.method == "POST")
        #expect(
            outcome.errors.hasPrefix(
                """
                warning: -d is the content: '30s' is sent
                help: how long a load takes is --for 30s here, which other tools call -d
                """
            ),
            "\(outcome.errors)"
        )
    }

    /// hey's options that begin as a request for help does aren't answered with help and 0.
    @Test(arguments: ["-h2", "-host"]) func whatOnlyLooksLikeHelpIsAnError(_ option: String) async throws {
        let outcome = try await Program.run(["load", "http://127.0.0.1:1/", "-u", "2", "-n", "5", option])
        #expect(outcome.code == 2 && outcome.output.isEmpty && outcome.errors.contains(option), "\(outcome.errors)")
        #expect(try await Program.run(["load", "-h"]).code == 0)
    }
}
