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
    let renderer: RequestRenderer
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
        /// Whether the request asks for another protocol.
        var asksUpgrade = false
        var origin: String
        var timeout: UInt64?
        /// Why the engine can't send it; `nil` when it can.
        var obstacle: String?
    }

    /// A load's single request, or the first of a flow.
    func compile(_ request: JSONNode) throws(Problems.Found) -> Compiled {
        let (prepared, marks, template, message) = try prepare(request, captures: [:], takesCookies: false)
        var compiled = Self.compiled(prepared, message)
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
            let (prepared, _, template, message) = try prepare(
                request,
                captures: captures,
                takesCookies: keepsCookies
            )
            var compiled = Self.compiled(prepared, message)
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
    ) throws(Problems.Found) -> (
        prepared: PreparedRequest, marks: [RequestMarks.Kind], template: RequestTemplate?, message: WireMessage
    ) {
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
        var message: WireMessage
        do throws(ExchangeFailure) {
            message = try WireMessage(prepared.request, renderer)
        } catch {
            throw Problems.Found([Diagnostic(message: error.detail, location: request.location)])
        }
        guard let columns, !prepared.isSigned || marks.isEmpty else { return (prepared, marks, nil, message) }
        message.takesCookies = message.takesCookies && takesCookies
        let startsWithPath = request.members?.first { $0.name == "path" }?.value.string?.hasPrefix("${") ?? false
        let template = template(message, own.scope.marks, columns, startsWithPath: startsWithPath)
        return (prepared, marks, template, message)
    }

    private static func compiled(_ prepared: PreparedRequest, _ message: WireMessage) -> Compiled {
        Compiled(
            pattern: .template(RequestTemplate(head: [])),
            method: prepared.request.method,
            asksUpgrade: prepared.request.has("Upgrade"),
            origin: message.origin.description,
            timeout: prepared.timeout
        )
    }

    /// Makes a request as the slow path makes it, on whatever thread asks for it.
    private func write(_ request: JSONNode, _ scope: CaseScope, cookies: CookieStore?, _ bytes: inout [UInt8]) {
        var own = scope
        let made: HTTPRequest
        do throws(Problems.Found) {
            made = try own.request(request, target: target).request
        } catch {
            return problem.note(error.diagnostics.map(\.message).joined(separator: "; "))
        }
        do throws(ExchangeFailure) {
            let value = try cookies?.value(for: HTTPURL(made.url))
            bytes += try renderer.render(made, cookies: value).bytes
        } catch {
            problem.note(error.detail)
        }
    }
}
