import HTTP
import Testing

struct TraceIDTests {
    private static let id = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let small = "0000000000000000000000000000000f"

    @Test(
        arguments: [
            ("00-\(id)-00f067aa0ba902b7-01", id), ("00-\(small)-00f067aa0ba902b7-01", small),
            ("00-\(id)", nil), ("01-\(id)-00f067aa0ba902b7-01", nil),
            ("00-\(id.uppercased())-00f067aa0ba902b7-01", nil),
            ("00-\(id)0-00f067aa0ba902b7-01", nil), ("", nil), ("00-", nil),
        ] as [(String, String?)]
    )
    func fields(_ value: String, _ expected: String?) {
        #expect(TraceID(field: value.utf8)?.description == expected)
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\ntraceparent: 00-\(id)-00f067aa0ba902b7-01\r\n\r\n", id),
            ("GET / HTTP/1.1\r\nTRACEPARENT:00-\(id)-00f067aa0ba902b7-01\r\nA: b\r\n\r\n", id),
            ("GET / HTTP/1.1\r\nX-traceparent: 00-\(id)-00f067aa0ba902b7-01\r\n\r\n", nil),
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\ntraceparent: 00-\(id)-00f067aa0ba902b7-01\r\n", nil),
            ("GET / HTTP/1.1\r\ntraceparent: 00-\(id)\r\n\r\n", nil), ("traceparent", nil), ("\n", nil), ("", nil),
        ] as [(String, String?)]
    )
    func requests(_ text: String, _ expected: String?) {
        let found = Array(text.utf8).withUnsafeBufferPointer { TraceID(request: $0)?.description }
        #expect(found == expected)
    }
}
