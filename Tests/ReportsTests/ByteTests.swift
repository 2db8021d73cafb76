import Foundation
import HTTP
import JSON
import Results
import Scenarios
import Testing
import URI

@testable import Reports

/// A response may hold any byte: every format is made of it, none is broken by it, and those that keep contents give
/// each byte back.
@Suite struct ByteTests {
    private static let bytes = (0...255).map { UInt8($0) }

    /// The response as the program records it: contents that aren't UTF-8 are kept in base64.
    private static let binary: RecordedResponse = {
        let headers = HeaderFields([HeaderField("Content-Type", "application/octet-stream")])
        let response = HTTPResponse(status: 200, reason: "OK", version: "HTTP/1.1", headers: headers, body: bytes)
        return Recorder(Redactor(), connection: ConnectionSettings()).record(response)
    }()

    /// The same values as the first 256 characters of Unicode, which is text.
    private static let text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))

    private static func run(_ response: RecordedResponse) -> RunResult {
        var step = Sample.step(findings: [Sample.missing])
        step.response = response
        var transmission = Sample.transmission
        transmission.received = response.content
        step.transmissions = [transmission]
        var result = Sample.result("reads bytes", .failed, steps: [step])
        result.smallest = SmallestFailure(request: Sample.request, response: response, requests: 1)
        return Sample.run([result])
    }

    @Test func whatIsNoTextIsKeptInBase64() {
        #expect(Self.binary.content.isBase64 && Self.binary.content.size == 256)
        #expect(Base64.decode(Self.binary.content.text) == Self.bytes)
    }

    @Test(arguments: ReportFormat.allCases, [false, true])
    func everyFormatIsMadeOfEveryByte(format: ReportFormat, isText: Bool) throws {
        let response = isText ? Sample.response(Self.text) : Self.binary
        let run = Self.run(response)
        let bytes = format.bytes(run)
        let report = try #require(String(validating: bytes, as: UTF8.self), "\(format) isn't UTF-8")
        // Nothing that is read again as it stands has a control character in it.
        let controls = report.unicodeScalars.filter {
            $0.properties.generalCategory == .control && !"\n\t\r".unicodeScalars.contains($0)
        }
        switch format {
        case .json:
            // JSON leaves the others as they are (RFC 8259, section 7).
            let read = try ResultsReader.run(JSONParser.parse(bytes))
            #expect(read == run && controls.allSatisfy { $0.value >= 0x7F })
        case .har:
            let content = try JSONParser.parse(bytes)["log"]?["entries"]?[0]?["response"]?["content"]
            let kept = content?["text"]?.string ?? ""
            #expect(isText ? kept == Self.text : content?["encoding"] == "base64" && Base64.decode(kept) == Self.bytes)
            #expect(content?["size"]?.number?.int == response.content.size)
        case .ctrf:
            #expect(try JSONParser.parse(bytes)["results"]?["tests"]?.array?.count == 1)
            #expect(controls.allSatisfy { $0.value >= 0x7F })
        case .junit:
            let tree = try #require(XMLTree.parse(bytes))
            #expect(tree.all("testsuite").flatMap { $0.all("testcase") }.count == 1)
            #expect(controls.allSatisfy { $0.value >= 0x7F }, "XML 1.0 forbids what is below")
        case .html: #expect(controls.isEmpty && report.hasSuffix("</html>\n"))
        case .markdown, .metrics: #expect(controls.isEmpty)
        case .tap:
            #expect(report.split(separator: "\n").count { $0.hasPrefix("not ok ") } == 1 && controls.isEmpty)
        case .csv: #expect(!report.unicodeScalars.contains("\0"))
        }
        #expect(format.bytes(try ResultsReader.run(ResultsDocument.json(run))) == bytes)
    }

    @Test(arguments: [false, true]) func theTerminalObeysNoneOfThem(isText: Bool) {
        var options = TerminalReport.Options()
        options.verbosity = .verbose
        let text = TerminalReport.text(Self.run(isText ? Sample.response(Self.text) : Self.binary), options)
        let controls = text.unicodeScalars.filter {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
        }
        #expect(controls.isEmpty)
    }
}
