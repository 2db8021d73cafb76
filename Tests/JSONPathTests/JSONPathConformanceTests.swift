import Foundation
import JSON
import JSONPath
import PublicSuites
import Testing

/// The compliance test suite of RFC 9535, every case of it.
@Suite(
    "JSONPath: compliance test suite of RFC 9535",
    .enabled(if: PublicSuites.folder("jsonpath-rfc9535") != nil, "the public suites are not beside the checkout")
)
struct JSONPathConformanceTests {
    @Test("Every case")
    func all() throws {
        let folder = try #require(PublicSuites.folder("jsonpath-rfc9535"))
        let suite = try JSONParser.parse(Array(Data(contentsOf: folder.appendingPathComponent("cts.json"))))
        let cases = try #require(suite["tests"]?.array)
        var passed = 0
        for item in cases {
            let name = item["name"]?.string ?? "?"
            let complaint = complaint(about: item)
            #expect(complaint == nil, "\(name): \(item["selector"]?.string ?? "?")")
            if complaint == nil { passed += 1 }
        }
        print("JSONPath compliance test suite: \(passed) of \(cases.count) passed")
        #expect(cases.count >= 545)
    }

    /// What is wrong with the way a case comes out; nil when all is as the suite demands.
    private func complaint(about item: JSONValue) -> String? {
        guard let selector = item["selector"]?.string else { return "no selector" }
        let path: JSONPath
        do {
            path = try JSONPath(selector)
        } catch {
            return item["invalid_selector"]?.bool == true ? nil : error.description
        }
        if item["invalid_selector"]?.bool == true { return "was accepted" }
        guard let document = item["document"] else { return "no document" }
        let nodes = path.nodes(in: document)
        let values = nodes.map(\.value)
        let paths = nodes.map(\.path.description)
        // Where the order of members leaves a choice, each alternative has its values and its paths.
        let allowedValues = item["results"]?.array ?? [item["result"] ?? .null]
        let allowedPaths = item["results_paths"]?.array ?? item["result_paths"].map { [$0] } ?? []
        let matching = allowedValues.indices.filter { allowedValues[$0].array == values }
        if matching.isEmpty { return "selected \(values)" }
        if !allowedPaths.isEmpty, !matching.contains(where: { allowedPaths[$0].array?.map(\.string) == paths }) {
            return "has paths \(paths)"
        }
        if path.isSingular, nodes.count > 1 { return "is singular, yet selects \(nodes.count) nodes" }
        if path.firstValue(in: document) != values.first { return "firstValue differs" }
        return nil
    }
}
