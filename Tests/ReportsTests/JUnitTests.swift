import Foundation
import HTTP
import JSON
import Measurement
import Results
import Testing

@testable import Reports

@Suite struct JUnitTests {
    private func tree(_ run: RunResult) throws -> XMLTree { try #require(XMLTree.parse(JUnitReport.xml(run))) }

    @Test func countsAreTheSuitesOwn() throws {
        let suites = try tree(Sample.everything).all("testsuite")
        let first = try #require(suites.first)
        #expect(suites.map { $0["name"] } == ["Orders", "Second", "Third"])
        #expect(suites.map { $0["id"] } == ["0", "1", "2"])
        #expect(first["tests"] == "9")
        #expect(first["failures"] == "2")
        #expect(first["errors"] == "1")
        #expect(first["skipped"] == "1")
        let cases = first.all("testcase")
        #expect(cases.count == 9)
        #expect(cases.count { !$0.all("failure").isEmpty } == 2)
        #expect(cases.count { !$0.all("error").isEmpty } == 1)
        #expect(cases.count { !$0.all("skipped").isEmpty } == 1)
        #expect(suites[1]["tests"] == "2")
        #expect(suites[1]["failures"] == "0")
    }

    @Test func aFailureSaysWhatBroke() throws {
        let failure = try #require(
            try tree(Sample.run([Sample.failed])).children[0].all("testcase")[0].all("failure").first
        )
        #expect(failure["type"] == "json")
        let message = try #require(failure["message"])
        #expect(message.hasPrefix(#"json.$.item: expected {"name":"tea","price":1}, found object"#))
        #expect(message.hasSuffix("headers.ETag: expected some value, found nothing"))
        for part in ["orders.json:7", "covers REQ-1, REQ-2", "- name: \"tea\"", "+ name: \"coffee\"", "curl -sS -i"] {
            #expect(failure.text.contains(part), "\(part) is missing in \(failure.text)")
        }
    }

    @Test func whatCouldNotBeMeasuredIsAnErrorAndNoFailure() throws {
        let element = try tree(Sample.run([Sample.unmeasured])).children[0].all("testcase")[0]
        #expect(element.all("failure").isEmpty)
        let error = try #require(element.all("error").first)
        #expect(error["message"] == "no connection")
        #expect(error["type"] == "not measured")
        #expect(error.text.contains("refused (Failed to connect to 127.0.0.1 port 8080)"))
    }

    @Test func aSkippedCaseHasItsReason() throws {
        let element = try tree(Sample.run([Sample.skipped])).children[0].all("testcase")[0]
        #expect(element.all("skipped").first?["message"] == "the bank is closed")
    }

    @Test func questionsStandInTheOutput() throws {
        let suite = try tree(Sample.run([Sample.asked("yes"), Sample.asked(nil)])).children[0]
        #expect(suite.all("testcase").flatMap(\.children).isEmpty)
        let output = try #require(suite.all("system-out").first?.text)
        #expect(output.contains("Is the plus literal?\n  answer: yes\n"))
        #expect(output.contains("answer: none of the listed\n  observed: 200, application/json, {\"a\":1}"))
    }

    @Test func propertiesHoldRequirementsPercentilesAndWarnings() throws {
        let suite = try tree(Sample.everything).children[0]
        let properties = suite.all("properties")[0].all("property")
        func value(_ name: String) -> String? { properties.first { $0["name"] == name }?["value"] }
        #expect(value("tool") == "muster 0.1.0")
        #expect(value("file") == "orders.json")
        #expect(value("target") == "http://127.0.0.1:8080")
        #expect(value("seed") == "18446744073709551615")
        #expect(value("interrupted") == "true")
        #expect(value("warning") == "certificates are not verified (--insecure)")
        #expect(value("requirement.REQ-1") == "broken (0 of 1): Orders can be read.")
        #expect(value("requirement.REQ-3") == "untested: Nobody looks at this.")
        #expect(value("responseTime.count") == "63")
        #expect(value("responseTime.p50.seconds") == "0.001250000")
        #expect(value("responseTime.p99.9.seconds") == "0.043000000")
        #expect(value("responseTime.max.seconds") == "0.043000000")
        #expect(value("responseTime.p95.seconds") == nil)
        #expect(value("64 at once.responseTime.p90.seconds") == "0.020000000")
    }

    static let times: [(UInt64, String)] = [
        (0, "0.000"), (499_999, "0.000"), (500_000, "0.001"), (12_345_678, "0.012"), (999_500_000, "1.000"),
        (61_002_000_000, "61.002"), (3_600_000_000_000, "3600.000"), (1_234_567_890_123_000_000, "1234567890.123"),
    ]

    /// The decimal separator of the process's locale must not matter.
    @Test(arguments: times, ["C", "de_DE.UTF-8", "fr_FR.UTF-8", "ar_EG.UTF-8"])
    func timeIsInSecondsWithADot(time: (nanoseconds: UInt64, text: String), locale: String) throws {
        setlocale(LC_ALL, locale)
        defer { setlocale(LC_ALL, "C") }
        var result = Sample.passed
        result.duration = time.nanoseconds
        let run = Sample.run([result]) { $0.suites[0].duration = time.nanoseconds }
        let suite = try tree(run).children[0]
        #expect(suite["time"] == time.text)
        #expect(suite.all("testcase")[0]["time"] == time.text)
    }

    @Test func theTimestampIsUTCInWholeSeconds() throws {
        var run = Sample.run([])
        run.suites[0].startedAt += 999
        #expect(try tree(run).children[0]["timestamp"] == "2026-11-24T12:00:00")
    }

    @Test func aDotInTheNameIsNoPackage() throws {
        let run = Sample.run([Sample.passed]) { $0.suites[0].name = "api.v1  orders" }
        let suite = try tree(run).children[0]
        #expect(suite["name"] == "api.v1 orders")
        #expect(suite.all("testcase")[0]["classname"] == "api_v1 orders")
    }

    @Test func aRunOfNothingIsADocument() throws {
        let root = try tree(Sample.run([]) { $0.suites = [] })
        #expect(root.name == "testsuites")
        #expect(root.children.isEmpty)
    }

    @Test(arguments: Hostile.texts.indices)
    func whatIsAllowedSurvives(index: Int) throws {
        let text = Hostile.texts[index].text
        let allowed = String(String.UnicodeScalarView(text.unicodeScalars.map { Self.isAllowed($0) ? $0 : "\u{FFFD}" }))
        let run = Sample.run([Sample.result("n", .skipped, reason: text)])
        let skipped = try tree(run).children[0].all("testcase")[0].all("skipped")[0]
        #expect(skipped["message"]?.unicodeScalars.elementsEqual(allowed.unicodeScalars) == true)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...: true
        default: false
        }
    }
}

/// Readers take test cases of one class and one name for the same.
@Suite struct JUnitNameTests {
    private func names(_ run: RunResult) throws -> [(suite: String?, cases: [(String?, String?)])] {
        let tree = try #require(XMLTree.parse(JUnitReport.xml(run)))
        return tree.all("testsuite").map { suite in
            (suite["name"], suite.all("testcase").map { ($0["classname"], $0["name"]) })
        }
    }

    @Test func suitesOfOneNameAreTold() throws {
        let run = Sample.run([Sample.passed]) { run in
            run.suites += [Sample.suite([Sample.passed]), Sample.suite([Sample.passed]) { $0.name = "Orders (2)" }]
        }
        let names = try names(run)
        #expect(names.map(\.suite) == ["Orders", "Orders (2)", "Orders (2) (2)"])
        #expect(names.flatMap(\.cases).map(\.0) == ["Orders", "Orders (2)", "Orders (2) (2)"])
    }

    /// Whatever the names are, and whatever the report must replace in them.
    @Test func noClassAndNameComesTwice() throws {
        let texts = ["a b", "a  b", " a b ", "a\u{1}b", "a\u{2}b", "a\u{FFFD}b", "a\tb", "a b (2)", "", "-", "  "]
        let cases = (texts + texts).map { Sample.result($0, .passed) }
        let run = Sample.run([]) { run in
            run.suites = ["v1.0", "v1_0", "v1.0 ", "x"].map { name in Sample.suite(cases) { $0.name = name } }
        }
        let names = try names(run)
        let all = names.flatMap(\.cases).map { "\($0.0 ?? "")\u{0}\($0.1 ?? "")" }
        #expect(all.count == 88 && Set(all).count == 88)
        #expect(Set(names.map(\.suite)).count == 4)
    }
}
