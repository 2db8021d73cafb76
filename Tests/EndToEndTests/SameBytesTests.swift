import Engine
import Foundation
import JSON
import Measurement
import Quantities
import Results
import Testing

/// A single request, a burst and a load of one file send the same bytes, whatever stands in their rows and captures.
@Suite(.timeLimit(.minutes(5)))
struct SameBytesTests {
    /// How a request is sent, and where its value comes from. What a file says of a single request is checked before it
    /// is sent: a value that no request can hold has to come from a response.
    private enum Way {
        case singleOfCapture, burstOfRows, loadOfRows, loadOfCapture
    }

    /// Values as JSON, some of which no request can hold everywhere.
    static let values = [
        #""plain""#, #""two words""#, #""ä ö 漢字""#, #""a&b=c;d""#, #""100%""#, #""%41""#, #""\"q\" \\ back""#,
        #""<tag>""#, #""q?x#y""#, #""/slash/../x""#, #""""#, #"" padded ""#, #""\ttab""#, #""cr\r\nX-Evil: 1""#,
        #""nul\u0000""#, #""\u0001 control""#, #""\udbfd\udfed""#, "5", "1.50", "-0", "true", "null", #"["l",1]"#,
        #"{"o":{"p":"in"}}"#, #""mark1234567890x10000z""#,
    ]

    /// Requests with `${v}`, each with a path of its own.
    static let requests: [String] = [
        #"{ "path": "/0/${v}" }"#,
        #"{ "path": "/1/${v}-${v}" }"#,
        #"{ "path": "/2?a=${v}&b=2" }"#,
        #"{ "path": "/3", "query": { "a": "${v}" } }"#,
        #"{ "path": "/4?x=1", "query": { "a": ["<${v}>", "${v}"] } }"#,
        #"{ "path": "/5/${v}", "query": { "a b": "1" } }"#,
        #"{ "path": "/6", "headers": { "X-V": "${v}" } }"#,
        #"{ "path": "/7", "headers": { "X-V": "a ${v} b", "x-w": "" } }"#,
        #"{ "path": "/8", "headers": { "X-V": ["1", "${v}", "3"] } }"#,
        #"{ "path": "/9", "headers": { "X-${v}": "1" } }"#,
        #"{ "path": "/10", "method": "${v}" }"#,
        #"{ "path": "/11", "method": "POST", "json": { "v": "${v}", "t": "<${v}>" } }"#,
        #"{ "path": "/12", "method": "POST", "json": "${v}" }"#,
        #"{ "path": "/13", "method": "POST", "json": ["${v}", { "${v}": [1, "${null}"] }] }"#,
        #"{ "path": "/14", "method": "POST", "text": "${v}" }"#,
        #"{ "path": "/15", "method": "POST", "text": "a ${v}\r\n b" }"#,
        #"{ "path": "/16", "method": "POST", "form": { "a": "${v}", "b": ["${v}", "x y"] } }"#,
        #"{ "path": "/17", "method": "POST", "form": { "${v}": "1" } }"#,
        #"{ "path": "/18", "method": "POST", "multipart": [{ "name": "a", "text": "${v}" }, { "name": "b", "json": { "v": "${v}" } }] }"#,
        #"{ "path": "/19", "method": "POST", "multipart": [{ "name": "${v}", "text": "1", "filename": "${v}" }] }"#,
        #"{ "path": "/20", "method": "POST", "base64": "AAEC/w==", "headers": { "X-V": "${v}" } }"#,
        #"{ "path": "/21", "method": "POST", "file": "file.bin", "query": { "v": "${v}" } }"#,
        #"{ "path": "/22", "auth": { "bearer": "${v}" } }"#,
        #"{ "path": "/23", "auth": { "basic": { "user": "${v}", "password": "p:${v}" } } }"#,
        #"{ "path": "/24", "method": "PUT", "headers": { "Content-Length": "3" }, "text": "abc" }"#,
        #"{ "path": "/25", "method": "PUT", "headers": { "Content-Type": null }, "json": { "v": "${v}" } }"#,
        #"{ "path": "/26", "method": "POST" }"#,
        #"{ "path": "/27", "method": "POST", "headers": { "Transfer-Encoding": "chunked" }, "text": "${v}" }"#,
        #"{ "path": "/28", "headers": { "Host": "${v}" } }"#,
        #"{ "path": "/29", "headers": { "User-Agent": "me ${v}" } }"#,
        #"{ "path": "/30", "headers": { "Cookie": "a=${v}" } }"#,
        #"{ "path": "/31/${v}", "auth": { "hmac": { "id": "i", "secret": "s", "canonicalRequest": "{method} {path}\n{query}\n{body-hash}", "stringToSign": "{canonicalRequest-hash}", "headers": { "X-Signature": "{signature}" } } } }"#,
        #"{ "url": "TARGET/32/${v}" }"#,
        #"{ "url": "${base}/33", "query": { "v": "${v}" } }"#,
        #"{ "path": "/34", "headers": { "X-Time": "${now:yyyy}", "X-V": "${v}${v}" } }"#,
        #"{ "path": "/35", "method": "POST", "json": { "user": "${user}", "index": "${index}", "uuid": "${uuid}", "now": "${now}" } }"#,
        #"{ "path": "/36", "query": { "null": "${null}", "x": "${v}" } }"#,
    ]

    /// Fields that the client adds by itself, or whose place isn't the person's.
    private static let own = ["host:", "user-agent:", "accept-encoding:", "accept:", "content-length:", "connection:"]

    /// What a server got: the request line, the person's fields in order, and the content.
    private static func essence(_ request: [UInt8]) -> String {
        let text = String(decoding: request, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return text }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n").filter { line in
            !own.contains { line.lowercased().hasPrefix($0) } || line.hasPrefix("Host: ") && !line.contains("127.0.0.1")
        }
        return (lines + ["", String(text[end.upperBound...])]).joined(separator: "\n")
    }

    /// The columns of a row with the value at `place`; the names are some that mean something by themselves where no
    /// column has them.
    private static func columns(_ value: String, _ place: Int, _ base: String) -> String {
        #"{ "v": \#(value.replacingOccurrences(of: "${", with: "$${")), "base": "\#(base)", "user": "ann", "index": "i\#(place)", "uuid": "u \#(place)", "now": \#(place) }"#
    }

    private static func scenario(_ number: Int, _ way: Way, base: String) -> String {
        let request = requests[number].replacingOccurrences(of: "TARGET", with: base)
        let isCaptured = way == .singleOfCapture || way == .loadOfCapture
        let rows = values.enumerated().map { columns(isCaptured ? "\"\"" : $0.element, $0.offset, base) }
            .joined(separator: ",\n")
        let steps = #"""
            "steps": [ { "name": "first", "request": { "path": "/value/${now}" }, "expect": { "status": 200 }, "capture": { "v": "$.v" } },
                       { "name": "second", "request": \#(request), "expect": { "status": 200 } } ]
            """#
        let sent = isCaptured ? steps : #""request": \#(request), "expect": { "status": 200 }"#
        let load = #""load": { "rate": "500/s", "for": "9s", "order": "once", "data": [\#(rows)] }"#
        return switch way {
        case .singleOfCapture: #"{ "name": "\#(number)", "each": [\#(rows)], \#(sent) }"#
        case .burstOfRows:
            #"{ "name": "\#(number)", "burst": { "requests": \#(values.count), "data": [\#(rows)] }, \#(sent) }"#
        case .loadOfRows, .loadOfCapture: #"{ "name": "\#(number)", \#(load), \#(sent) }"#
        }
    }

    /// What the server got of each request.
    private static func sent(_ way: Way) async throws -> [Int: [String]] {
        let values = values
        let server = try RecordingServer { target in
            guard target.hasPrefix("/value/"), let place = Int(target.dropFirst("/value/".count)) else { return "{}" }
            return "{\"v\":\(values[place])}"
        }
        defer { server.stop() }
        let scenarios = requests.indices.map { scenario($0, way, base: server.url) }
        let folder = try TemporaryFolder()
        try folder.write("file.bin", [0, 1, 2, 0xFF])
        let list = scenarios.joined(separator: ",\n")
        let suite = try folder.write("suite.json", #"{ "suite": "s", "scenarios": [\#(list)] }"#)
        _ = try await LoadTrial.cases([suite], target: server.url)
        var sent: [Int: [String]] = [:]
        for request in server.requests {
            let text = essence(request)
            let line = text.prefix { $0 != "\n" }
            guard let target = line.firstRange(of: " /").map({ line[$0.upperBound...] }), !target.hasPrefix("value/"),
                let number = Int(target.prefix { $0.isNumber && $0.isASCII })
            else { continue }
            // A digit that a value adds to the path's own is no part of the number.
            sent[number, default: []].append(text.replacingOccurrences(of: server.url.dropFirst(7), with: "SERVER"))
        }
        return sent.mapValues { $0.sorted() }
    }

    @Test("Rows and captures")
    func sameBytes() async throws {
        let single = try await Self.sent(.singleOfCapture)
        let ways: [(String, [Int: [String]])] = [
            ("a burst of rows", try await Self.sent(.burstOfRows)),
            ("a load of rows", try await Self.sent(.loadOfRows)),
            ("a load of captures", try await Self.sent(.loadOfCapture)),
        ]
        for number in Self.requests.indices {
            let expected = single[number] ?? []
            #expect(!expected.isEmpty, "\(Self.requests[number])")
            for (name, sent) in ways {
                let own = sent[number] ?? []
                #expect(own == expected, "\(name): \(Self.requests[number])")
            }
        }
    }
}
