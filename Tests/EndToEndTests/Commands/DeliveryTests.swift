import Foundation
import Glibc
import JSON
import MockServer
import Testing

/// A vendor delivers twice; what came of each delivery is sealed, and held against the other.
@Suite struct DeliveryTests {
    /// A mock of two orders, of which the vendor has the second wrong at first, and breaks the first later.
    private func deliver(
        _ folder: TemporaryFolder,
        _ name: String,
        first: Int,
        second: Int,
        _ options: [String] = []
    ) async throws -> Delivery {
        let mock = try folder.write(
            "\(name).mock.json",
            #"""
            { "mock": "orders", "rules": [
              { "name": "first", "when": { "path": "/first" }, "respond": { "status": \#(first) } },
              { "name": "second", "when": { "path": "/second" }, "respond": { "status": \#(second) } },
              { "name": "third", "when": { "path": "/third" }, "respond": { "status": 200 } } ] }
            """#
        )
        let suite = try folder.write(
            "orders.json",
            #"""
            { "suite": "Orders", "requirements": { "ORD-1": "Orders can be read" }, "expect": { "status": 200 }, "scenarios": [
              { "name": "reads the ${order} order", "covers": ["ORD-1"], "each": { "order": ["first", "second", "third"] },
                "request": { "path": "/${order}" } } ] }
            """#
        )
        let server = MockServer(try Mock.load(mock), threads: 1)
        let url = try await server.start().url
        let reports = "\(folder.path)/\(name)"
        let run = try await Program.run(
            ["run", suite, "--target", url, "--report-dir", reports, "--format", "html,md,junit"] + options
        )
        await server.stop()
        return Delivery(reports: reports, code: run.code, output: run.output, errors: run.errors)
    }

    /// What came of a delivery.
    private struct Delivery {
        var reports: String
        var code: Int32
        var output: String
        var errors: String

        var results: JSONValue {
            get throws {
                try JSONParser.parse(Array(Data(contentsOf: URL(fileURLWithPath: reports + "/results.json"))))
            }
        }
    }

    @Test func aSecondDeliveryMendsOneDefectAndBringsAnother() async throws {
        let folder = try TemporaryFolder()
        let first = try await deliver(folder, "delivery-1", first: 200, second: 500).reports
        let second = try await deliver(folder, "delivery-2", first: 404, second: 200).reports

        // What the acceptance tester sends to the vendor holds the finding, its requirement and the page.
        let summary = try String(contentsOfFile: first + "/report.md", encoding: .utf8)
        #expect(summary.contains("❌ Not accepted") && summary.contains("`ORD-1` broken (2 of 3)"))
        #expect(FileManager.default.fileExists(atPath: first + "/report.html"))

        let compared = try await Program.run(["compare", first, second])
        #expect(compared.code == 1)
        #expect(compared.output.contains("broken        Orders: reads the first order"), "\(compared.output)")
        #expect(compared.output.contains("mended        Orders: reads the second order"))
        #expect(compared.output.contains("1 broken, 1 mended, 1 as before"))

        // It is sealed, by a key that the vendor has the public half of.
        let key = try folder.write(
            "key.pem",
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3\n-----END PRIVATE KEY-----\n"
        )
        let sealed = try await Program.run(["seal", second, "--key", key])
        #expect(sealed.code == 0 && sealed.output.contains("sealed 4 files"), "\(sealed.output)\(sealed.errors)")
        let verified = try await Program.run(["verify", second])
        #expect(
            verified.code == 0 && verified.output.contains("✓ all 4 files are as they were sealed"),
            "\(verified.output)"
        )

        // A private key is none that anybody is given.
        let secret = try await Program.run(["verify", second, "--key", key])
        #expect(secret.code == 2 && secret.errors.contains("isn't a public key"), "\(secret.errors)")
        // A run is one observation, however often it is named.
        let twice = try await Program.run(["compare", first, second, "--more-base", first + "/results.json"])
        #expect(twice.code == 2 && twice.errors.contains("are the same run"), "\(twice.errors)")
        // A link beside the files is found, and no link is sealed.
        try FileManager.default.createSymbolicLink(atPath: second + "/more.txt", withDestinationPath: "results.json")
        let linked = try await Program.run(["verify", second])
        #expect(linked.code == 1 && linked.output.contains("✗ added since: more.txt"), "\(linked.output)")
        let unsealable = try await Program.run(["seal", second, "--allow-gaps"])
        #expect(unsealable.code == 2 && unsealable.errors.contains("more.txt is neither a file nor a folder"))
        try FileManager.default.removeItem(atPath: second + "/more.txt")

        // Whoever turns a failure into a pass is found out.
        let results = try String(contentsOfFile: second + "/results.json", encoding: .utf8)
        try results.replacing("\"failed\"", with: "\"passed\"").write(
            toFile: second + "/results.json",
            atomically: true,
            encoding: .utf8
        )
        let changed = try await Program.run(["verify", second])
        #expect(changed.code == 1 && changed.output.contains("✗ changed: results.json"), "\(changed.output)")
    }

    /// The tester accepts a failure for a while; when the vendor has mended it, the waiver has to go.
    @Test func aWaiverHoldsUntilItsFailureIsMended() async throws {
        let folder = try TemporaryFolder()
        let waivers = try folder.write(
            "waivers.json",
            #"{ "waivers": [{ "case": "reads the second order", "reason": "delivery 2", "owner": "A. Tester", "until": "2999-12-31" }] }"#
        )
        let first = try await deliver(folder, "delivery-1", first: 200, second: 500, ["--waivers", waivers])
        #expect(first.code == 0 && first.output.contains("1 waived"), "\(first.output)\(first.errors)")
        #expect(first.output.contains("~ reads the second order"), "\(first.output)")
        #expect(try first.results["totals"]?["waived"] == 1)

        let second = try await deliver(folder, "delivery-2", first: 200, second: 200, ["--waivers", waivers])
        #expect(second.code == 1 && second.output.contains("no longer needed: case 'reads the second order'"))
        let junit = try String(contentsOfFile: second.reports + "/junit.xml", encoding: .utf8)
        #expect(junit.contains("<testsuite name=\"Waivers\"") && junit.contains("take the waiver out of the list"))
    }

    /// Only what failed is run again; the report is whole, and says of what it was made.
    @Test func whatFailedIsRunAgainAndMerged() async throws {
        let folder = try TemporaryFolder()
        let first = try await deliver(folder, "delivery-1", first: 200, second: 500, ["--seed", "7"])
        let again = try await deliver(
            folder,
            "delivery-2",
            first: 404,
            second: 200,
            ["--rerun", first.reports, "--label", "again", "--operator", "A. Tester"]
        )
        // The first order is broken now: it passed before, and isn't looked at again.
        #expect(again.code == 0, "\(again.output)\(again.errors)")
        #expect(again.output.contains("MERGED: 1 case was run again, 2 stand as they were in the run of"))
        let results = try again.results
        #expect(results["merged"]?["rerun"] == 1 && results["merged"]?["kept"] == 2 && results["seed"] == "7")
        #expect(results["provenance"]?["label"] == "again" && results["provenance"]?["operator"] == "A. Tester")
        #expect(results["suites"]?[0]?["cases"]?.array?.count == 3)
        let nothing = try await Program.run([
            "run", folder.path + "/orders.json", "--target", "http://127.0.0.1:9", "--rerun", again.reports,
        ])
        #expect(nothing.code == 0 && nothing.errors.contains("there is nothing to run again"), "\(nothing.errors)")
        #expect(nothing.output.contains("MERGED: 0 cases were run again, 3 stand as they were"), "\(nothing.output)")

        // What has come into the file since then was never measured.
        let suite = try folder.write(
            "orders.json",
            #"""
            { "suite": "Orders", "expect": { "status": 200 }, "scenarios": [
              { "name": "reads the ${order} order", "each": { "order": ["first", "second", "third"] }, "request": { "path": "/${order}" } },
              { "name": "reads a fourth", "request": { "path": "/fourth" } } ] }
            """#
        )
        let further = try folder.write(
            "more.json",
            #"{ "suite": "More", "scenarios": [{ "name": "reads more", "expect": { "status": 200 } }] }"#
        )
        let new = try await Program.run([
            "run", suite, further, "--target", "http://127.0.0.1:9", "--rerun", again.reports, "--report-dir",
            folder.path + "/new",
        ])
        #expect(new.code == 3, "\(new.output)\(new.errors)")
        #expect(new.output.contains("MERGED: 2 cases were run again, 3 stand as they were"), "\(new.output)")
        #expect(new.output.contains("reads a fourth") && new.output.contains("reads more"), "\(new.output)")
    }

    /// A part that was chosen is accepted as one: every report says so, and it isn't sealed as the whole.
    @Test func aPartOfTheCasesIsSaidToBeOne() async throws {
        let folder = try TemporaryFolder()
        let part = try await deliver(folder, "part", first: 200, second: 500, ["--only", "first"])
        let words = "PART: 1 of 3 cases of 'Orders', by --only 'first'"
        #expect(part.code == 0 && part.output.contains(words), "\(part.output)")
        #expect(part.output.contains("ACCEPTED  of the cases that were chosen"), "\(part.output)")
        for name in ["report.md", "junit.xml", "report.html", "results.json"] {
            let text = try String(contentsOfFile: "\(part.reports)/\(name)", encoding: .utf8)
            #expect(text.contains("PART: 1 of 3 cases of") == (name != "results.json"), "\(name)")
        }
        let known = try part.results["part"]
        #expect(known?["choice"] == "--only 'first'")
        #expect(known?["suites"] == [["name": "Orders", "chosen": 1, "cases": 3]])
        let refused = try await Program.run(["seal", part.reports])
        #expect(refused.code == 2 && refused.errors.contains("1 of 3 cases of 'Orders'"), "\(refused.errors)")
        // Chosen cases that are all of them are no part.
        let all = try await deliver(folder, "all", first: 200, second: 200, ["--only", "order"])
        #expect(all.code == 0 && !all.output.contains("PART"), "\(all.output)")
        #expect(try all.results["part"] == nil)
        // What was left out is not gone.
        let compared = try await Program.run(["compare", all.reports, part.reports])
        #expect(
            compared.code == 0 && compared.output.contains("1 as before, 2 left out by choice"),
            "\(compared.output)"
        )
        #expect(compared.output.contains("new is of a part: 1 of 3 cases of 'Orders'"), "\(compared.output)")
    }

    /// What was left out then and is run now makes a whole of it; as long as something is left out, it is a part.
    @Test func aRerunOfTheRestIsWhole() async throws {
        let folder = try TemporaryFolder()
        let part = try await deliver(folder, "part", first: 200, second: 200, ["--only", "first"])
        let more = try await deliver(
            folder,
            "more",
            first: 200,
            second: 200,
            ["--rerun", part.reports, "--only", "second"]
        )
        let words = "PART: 2 of 3 cases of 'Orders', by --only 'first' and --only 'second'"
        #expect(more.code == 0 && more.output.contains(words), "\(more.output)\(more.errors)")
        let whole = try await deliver(folder, "whole", first: 200, second: 200, ["--rerun", more.reports])
        #expect(whole.code == 0 && !whole.output.contains("PART"), "\(whole.output)\(whole.errors)")
        #expect(try whole.results["part"] == nil)
        #expect(try await Program.run(["seal", whole.reports]).code == 0)
    }

    /// A waiver whose name nobody has waives nothing, and says why.
    @Test func aMisspeltWaiverSaysSo() async throws {
        let folder = try TemporaryFolder()
        for (member, words) in [
            (
                #""case": "reads the secnd order""#,
                "no case 'reads the secnd order' in the run; did you mean 'reads the second order'?"
            ),
            (#""requirement": "ORD-11""#, "no requirement 'ORD-11' in the run; did you mean 'ORD-1'?"),
            (#""suite": "Order", "finding": "status""#, "no suite 'Order' in the run; did you mean 'Orders'?"),
            (#""finding": "statsu""#, "no finding 'statsu' in the run; did you mean 'status'?"),
        ] {
            let waivers = try folder.write(
                "waivers.json",
                #"{ "waivers": [{ \#(member), "reason": "r", "owner": "o", "until": "2999-12-31" }] }"#
            )
            let run = try await deliver(folder, "delivery", first: 200, second: 500, ["--waivers", waivers])
            #expect(run.code == 1 && run.output.contains(words), "\(run.output)")
            #expect(run.output.contains("  waivers       1 names nothing\n"), "\(run.output)")
            #expect(!run.output.contains("no longer needed"), "\(run.output)")
        }
    }

    @Test(arguments: [
        (
            "--waivers", #"{ "waivers": [{ "reason": "r", "owner": "o", "until": "2999-12-31" }] }"#,
            "a waiver needs a 'case'"
        ),
        (
            "--waivers", #"{ "waivers": [{ "case": "c", "reason": " ", "owner": "o", "until": "2999-12-31" }] }"#,
            "'reason' says nothing"
        ),
        (
            "--waivers", #"{ "waivers": [{ "case": "c", "reason": "r", "owner": "o", "until": "2026-02-30" }] }"#,
            "'until' must be a day"
        ),
        (
            "--waivers", #"{ "waivers": [{ "case": "c", "reason": "r", "until": "2999-12-31" }] }"#,
            "a waiver needs 'owner'"
        ),
        ("--waivers", #"{ "waiver": [] }"#, "unknown key 'waiver'"),
        ("--declarations", #"{ "answers": { "Who?": "me" } }"#, "no suite asks 'Who?'"),
        ("--declarations", #"{ "answers": [] }"#, "'answers' must be an object"),
    ])
    func mistakesInTheFilesAreSaidBeforeAnythingIsSent(option: String, text: String, words: String) async throws {
        let folder = try TemporaryFolder()
        let suite = try folder.write(
            "orders.json",
            #"{ "suite": "Orders", "scenarios": [{ "name": "a", "request": { "path": "/" }, "expect": { "status": 200 } }] }"#
        )
        let file = try folder.write("file.json", text)
        let run = try await Program.run(["run", suite, "--target", "http://127.0.0.1:9", option, file])
        #expect(run.code == 2 && run.errors.contains(words) && run.errors.contains("file.json:1"), "\(run.errors)")
    }

    @Test func aVendorsDeclarationIsHeldAgainstWhatIsObserved() async throws {
        let folder = try TemporaryFolder()
        let mock = try folder.write(
            "mock.json",
            #"{ "mock": "m", "rules": [{ "name": "r", "when": { "path": "/" }, "respond": { "status": 200 } }] }"#
        )
        let suite = try folder.write(
            "suite.json",
            #"{ "suite": "S", "mock": "mock.json", "scenarios": [{ "name": "a", "request": { "path": "/" }, "question": "Which?", "answers": [{ "answer": "ok", "when": { "status": 200 } }, { "answer": "none", "when": { "status": 404 } }] }] }"#
        )
        for (answer, code) in [("ok", 0 as Int32), ("none", 1)] {
            let file = try folder.write(
                "declarations.json",
                #"{ "by": "Vendor", "answers": { "Which?": "\#(answer)" } }"#
            )
            let run = try await Program.run(
                ["run", suite, "--mock", "--report-dir", folder.path + "/reports", "--declarations", file]
            )
            #expect(run.code == code, "\(run.output)\(run.errors) \(mock)")
            #expect(run.output.contains("as Vendor declares") == (code == 1), "\(run.output)")
        }
    }

    @Test func whatWasNotMeasuredIsNotSealed() async throws {
        let folder = try TemporaryFolder()
        let suite = try folder.write(
            "orders.json",
            #"{ "suite": "Orders", "scenarios": [{ "name": "a", "skip": "later", "request": { "path": "/" }, "expect": { "status": 200 } }] }"#
        )
        let reports = folder.path + "/reports"
        _ = try await Program.run(["run", suite, "--target", "http://127.0.0.1:9", "--report-dir", reports])
        let refused = try await Program.run(["seal", reports])
        #expect(
            refused.code == 2 && refused.errors.contains("1 case was not run or not measured"),
            "\(refused.errors)"
        )
        #expect(refused.errors.contains("\n  Orders: a: skipped: later\nhelp: run them"), "\(refused.errors)")
        let sealed = try await Program.run(["seal", reports, "--allow-gaps"])
        #expect(sealed.code == 0)
        let verified = try await Program.run(["verify", reports])
        #expect(verified.code == 0 && verified.output.contains("! not signed"))
        #expect(try await Program.run(["verify", folder.path]).code == 2)
    }
}
