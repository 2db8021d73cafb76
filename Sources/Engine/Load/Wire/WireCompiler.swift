import HTTP
import JSON
import LoadEngine
import Measurement
import Scenarios

/// Makes of a step's request what the engine sends: a template of bytes where that can be; otherwise a source that makes each
/// request by itself, ahead of time; or, for a further request of a flow, a maker that does so when its turn has come.
struct WireCompiler {
    let target: String
    let binding: RequestBinding
    let userAgent: String
    /// Whether flows keep cookies.
    let keepsCookies: Bool
    let scope: CaseScope
    let problem: FirstProblem

    var seed: UInt64 { binding.seed }
    var data: LoadData? { binding.data }

    /// What became of a request.
    struct Compiled {
        var pattern: RequestPattern
        var method: String
        var origin: String
        var timeout: UInt64?
        /// Why the engine can't send it; `nil` when it can.
        var obstacle: String?
    }

    /// A load's single request, or the first of a flow.
    func compile(_ request: JSONNode) throws(Problems.Found) -> Compiled {
        let (prepared, marks, template) = try prepare(request, captures: [:], takesCookies: false)
        var compiled = Self.compiled(prepared)
        if let template {
            compiled.pattern = .template(template)
            return compiled
        }
        // The source knows indices, not users, and can't end a load.
        if marks.contains(.user) { compiled.obstacle = "a request that has to be made by itself mentions ${user}" }
        if data?.order == .once {
            compiled.obstacle = "rows that are used once go into a request that has to be made by itself"
        }
        compiled.pattern = .source(
            RequestSource { index, bytes in
                var own = scope
                binding.bind(&own, Int(index))
                write(request, own, cookies: nil, &bytes)
            }
        )
        return compiled
    }

    /// A further request of a flow, `place` steps after the first; `captures` are the names of what was captured before it,
    /// with their numbers in the flow's memory.
    func compile(_ request: JSONNode, after captures: [String: Int], place: Int) -> Compiled {
        do throws(Problems.Found) {
            let (prepared, _, template) = try prepare(request, captures: captures, takesCookies: keepsCookies)
            var compiled = Self.compiled(prepared)
            compiled.pattern = .further(
                FurtherRequest(template: template) { memory, bytes in
                    let notes = FlowNotes.of(memory)
                    var own = scope
                    binding.bind(&own, Int(memory.index), user: memory.user, place: place)
                    for (name, value) in notes.captured { own.scope.variables[name] = value }
                    write(request, own, cookies: keepsCookies ? notes.cookies : nil, &bytes)
                }
            )
            return compiled
        } catch {
            let reason = error.diagnostics.map(\.message).joined(separator: "; ")
            var compiled = Compiled(pattern: .template(RequestTemplate(head: [])), method: "", origin: "")
            compiled.obstacle = "a request can't be made before its flow runs: \(reason)"
            return compiled
        }
    }

    /// Makes `request` once, with marks for what is known later, and a template of it where that can be.
    private func prepare(
        _ request: JSONNode,
        captures: [String: Int],
        takesCookies: Bool
    ) throws(Problems.Found) -> (prepared: PreparedRequest, marks: [RequestMarks.Kind], template: RequestTemplate?) {
        var own = scope
        let columns = columns()
        if columns == nil { binding.bind(&own, 0) }
        own.scope.marks = RequestMarks(
            columns: columns?.map { ($0.name, $0.isNumber) } ?? [],
            captures: captures,
            nonce: Seeds.derive(seed, "marks")
        )
        own.scope.random = SplitMix64(seed: seed)
        let prepared = try own.request(request, target: target)
        let marks = own.scope.marks?.kinds ?? []
        guard let columns, !prepared.isSigned || marks.isEmpty else { return (prepared, marks, nil) }
        var message = WireMessage(prepared.request, userAgent: userAgent)
        message.takesCookies = message.takesCookies && takesCookies
        let startsWithPath = request.members?.first { $0.name == "path" }?.value.string?.hasPrefix("${") ?? false
        return (prepared, marks, template(message, own.scope.marks, columns, startsWithPath: startsWithPath))
    }

    private static func compiled(_ prepared: PreparedRequest) -> Compiled {
        Compiled(
            pattern: .template(RequestTemplate(head: [])),
            method: prepared.request.method,
            origin: WireMessage(prepared.request, userAgent: "").origin,
            timeout: prepared.timeout
        )
    }

    /// Makes a request as the slow path makes it, on whatever thread asks for it.
    private func write(_ request: JSONNode, _ scope: CaseScope, cookies: FlowCookies?, _ bytes: inout [UInt8]) {
        var own = scope
        do throws(Problems.Found) {
            var message = WireMessage(try own.request(request, target: target).request, userAgent: userAgent)
            if let cookies, message.takesCookies {
                message.head += cookies.line(for: WireMessage.target(of: message.head))
            }
            bytes += message.bytes
        } catch {
            problem.note(error.diagnostics.map(\.message).joined(separator: "; "))
        }
    }
}
