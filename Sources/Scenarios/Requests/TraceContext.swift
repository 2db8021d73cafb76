import Decoding
import JSON
import URI

/// `"trace": true`: every request carries a `traceparent` of its own (W3C Trace Context, Recommendation of 2021,
/// section 3.2), so that the traces of the target can be found for what is told of here.
///
/// It is a field of the request as a file could write it, beneath everything that the suite and its scenarios say: one
/// that is written there, or set to null, goes before it, and single requests, bursts and loads send it alike.
enum TraceContext {
    /// Version 00, a trace ID and a parent ID at random, and the flag that asks the target to record. The first half of
    /// a trace ID is the run's own: another run of the same seed has other traces, and all of a run's are found by it.
    private static let value = "00-\(run)${random.hex(16)}-${random.hex(16)}-01"

    private static let run = Hex.encode((0..<8).map { _ in UInt8.random(in: 1...0xFF) })

    /// The request that `trace` of `node` makes others start from; `nil` where nothing is asked for.
    static func base(_ node: JSONNode?, _ problems: Problems) -> JSONNode? {
        guard let node, Leaf.flag(node, "'trace'", problems) == true else { return nil }
        func object(_ name: String, _ value: JSONNode) -> JSONNode {
            let member = JSONNode.Member(name: name, nameLocation: node.location, value: value)
            return JSONNode(content: .object([member]), location: node.location)
        }
        let field = JSONNode(content: .string(value), location: node.location)
        return object("headers", object("traceparent", field))
    }
}
