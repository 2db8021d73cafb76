import HTTP
import JSON
import Testing

@testable import Contracts

@Suite struct MatchingTests {
    static func find(_ method: String, _ target: String) throws -> String {
        switch try Library.load(yaml: StyleFixtures.yaml).lookUp(method, target) {
        case .found(let match):
            let values = match.pathValues.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            return match.operation.path + values
        case .otherMethods(let methods): return "only \(methods.joined(separator: ", "))"
        case .unknownPath: return "unknown"
        }
    }

    @Test(arguments: [
        ("GET", "http://h:1/api/query?x=1", "/query"), ("GET", "/query", "/query"), ("GET", "/api/query/", "unknown"),
        ("GET", "/api//query", "unknown"), ("GET", "/other/query", "unknown"), ("POST", "/api/query", "only GET"),
        ("get", "/api/query", "only GET"), ("GET", "/api/files/report.pdf", "/files/report.pdf"),
        ("GET", "/api/files/a.b.csv", "/files/{name}.{ending} ending=b.csv name=a"),
        ("GET", "/api/files/report", "/files/{any} any=report"),
        ("PUT", "/api/files/report.pdf", "/files/{any} any=report.pdf"),
        ("DELETE", "/api/files/report.pdf", "only GET, PUT"), ("GET", "/api/files/", "unknown"),
        ("GET", "/api/files/%72eport.pdf", "/files/report.pdf"), ("GET", "/api/files/a%2Fb", "/files/{any} any=a%2Fb"),
        ("GET", "https://h/api/matrix;id=1,2/x;R=1;G=2#f", "/matrix{id}/x{rest} id=;id=1,2 rest=;R=1;G=2"),
        ("GET", "https://h?x", "unknown"), ("GET", "/api/%66iles/report", "/files/{any} any=report"),
        ("GET", "/api/%zziles/report", "unknown"), ("GET", "http://h/api/query#x?y", "/query"),
    ]) func findsTheMostConcretePath(method: String, target: String, expected: String) throws {
        #expect(try Self.find(method, target) == expected)
    }

    @Test(arguments: [
        ("/api/files/report.pdf", ["GET", "PUT"]), ("/files/report.pdf?x=1", ["GET", "PUT"]), ("/api/query", ["GET"]),
        ("/other", []),
    ]) func tellsTheMethodsOfATarget(target: String, methods: [String]) throws {
        #expect(try Library.load(yaml: StyleFixtures.yaml).methods(at: target) == methods)
    }

    @Test func readsEveryParameter() throws {
        let contract = try Library.load(yaml: StyleFixtures.yaml)
        let query =
            "form=a,b&many=c&many=d&G=5&other=7&space=e%20f&pipe=g|h&deep[R]=1&deep%5BG%5D=2&json=%7B%22a%22%3A1%7D"
        let request = HTTPRequest(
            method: "GET",
            url: "http://h/api/query?\(query)",
            headers: HeaderFields([
                HeaderField("x-list", "i, j"), HeaderField("X-List", "k"), HeaderField("X-Color", "R=3,G=4"),
                HeaderField("Cookie", "a=b; session=9"),
            ])
        )
        let match = try #require(contract.lookUp(request).match)
        let expected: [String: JSONValue] = [
            "form": ["a", "b"], "many": ["c", "d"], "open": ["G": 5, "other": 7], "space": ["e", "f"],
            "pipe": ["g", "h"], "deep": ["R": 1, "G": 2], "json": ["a": 1], "X-List": ["i", "j", "k"],
            "X-Color": ["R": 3, "G": 4], "session": 9,
        ]
        for parameter in match.operation.parameters {
            let reading = ParameterReader.read(parameter, from: request, match)
            // What no other parameter claims belongs to the exploded object that allows further members.
            if parameter.name == "open" {
                guard case .value(let value) = reading else { Issue.record("\(reading)"); continue }
                #expect(value["G"] == 5)
                #expect(value["other"] == 7)
                continue
            }
            #expect(reading == expected[parameter.name].map { .value($0) }, "\(parameter.name)")
        }
        let empty = HTTPRequest(method: "GET", url: "http://h/api/query")
        let other = try #require(contract.lookUp(empty).match)
        #expect(other.operation.parameters.allSatisfy { ParameterReader.read($0, from: empty, other) == .absent })
    }

    @Test func readsParametersOfThePath() throws {
        let contract = try Library.load(yaml: StyleFixtures.yaml)
        let request = HTTPRequest(method: "GET", url: "/api/matrix;id=1,2/x;R=1;G=2")
        let match = try #require(contract.lookUp(request).match)
        let values = match.operation.parameters.map { ParameterReader.read($0, from: request, match) }
        #expect(values == [.value(["1", "2"]), .value(["R": 1, "G": 2])])
        let label = HTTPRequest(method: "GET", url: "/api/label/.R=1.G=2")
        let found = try #require(contract.lookUp(label).match)
        #expect(ParameterReader.read(found.operation.parameters[0], from: label, found) == .value(["R": 1, "G": 2]))
    }

    @Test(arguments: [
        ("application/json", "application/json", true), ("application/json", "Application/JSON; charset=utf-8", true),
        ("application/json", "application/problem+json", false), ("application/*", "application/problem+json", true),
        ("application/*+json", "application/problem+json", true), ("application/*+json", "application/json", false),
        ("*/*", "text/plain", true), ("text/*", "application/json", false),
        ("text/plain; version=1", "text/plain", false), ("text/plain; version=1", "text/plain; VERSION=\"1\"", true),
        ("text/plain; charset=utf-8", "text/plain; charset=latin1", true),
    ]) func coversMediaTypes(range: String, type: String, expected: Bool) throws {
        let range = try #require(MediaType(range))
        #expect(range.accepts(try #require(MediaType(type))) == expected)
    }

    @Test(arguments: ["", "json", "application/", "/json", "*/json", "a/b c", "a/b; c", "a/b;c=\"d"])
    func refusesWhatIsNoMediaType(_ text: String) {
        #expect(MediaType(text) == nil)
    }
}
