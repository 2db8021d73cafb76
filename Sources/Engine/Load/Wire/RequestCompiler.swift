import Decoding
import Diagnostics
import HTTP
import JSON
import LoadEngine
import Measurement
import Scenarios
import Signing
import Substitution

/// Makes of the request of a step what the engine sends: a template of bytes with gaps that each thread fills where it
/// sends; where a value decides on more than the bytes of its gap (a signature, base64, a boundary, the origin),
/// something that makes each request as a single one is made.
struct RequestCompiler {
    let target: String
    let binding: RequestBinding
    let renderers: RequestRenderers
    /// Whether flows keep cookies.
    let keepsCookies: Bool
    /// Whether every request has the same user.
    let hasOneUser: Bool
    let scope: CaseScope
    let origins: LoadOrigins
    /// What answers the challenges of the run's servers.
    let digests: DigestKeeper
    let problem: FirstProblem

    /// What became of a request.
    struct Compiled {
        var pattern: RequestPattern
        var method: String
        var asksUpgrade: Bool
        /// The number of the origin that a template's requests go to.
        var origin: Int
        var timeout: UInt64?
        /// How many events of a response are read; `nil` for all of them.
        var mostEvents: Int?
        /// Whether a challenge of its server is answered.
        var answersChallenges = false
        /// Who answers it, where that is the same for all of its requests.
        var credentials: DigestCredentials?

        /// Whether its requests all go to ``origin``.
        var isTemplate: Bool { if case .template = pattern { true } else { false } }
    }

    /// Compiles the request of the step that is `place` steps after the first of its flow, with the captures before it
    /// as `texts` has them.
    ///
    /// - Throws: what is wrong with it whatever its values are.
    func compile(_ request: JSONNode, place: Int, _ texts: inout FlowTexts) throws(Problems.Found) -> Compiled {
        var own = scope
        own.scope.random = SplitMix64(seed: binding.seed)
        own.scope.late = LateValues(columns: binding.data?.columns ?? [], captures: texts.captured)
        let draft = try own.draft(request, target: target)
        let values = own.scope.late?.values ?? []
        let takesCookies = keepsCookies && place > 0
        let maker = RequestMaker { occasion, made in
            var own = scope
            binding.bind(&own, Int(clamping: occasion.index), user: occasion.user, place: place)
            let notes = place > 0 ? occasion.memory.map(FlowNotes.of) : nil
            for (name, value) in notes?.captured ?? [:] { own.scope.variables[name] = value }
            make(request, own, takesCookies ? notes : nil, &made)
        }
        var builder = TemplateBuilder(draft, values, binding.data, renderers, texts)
        var compiled = Compiled(
            pattern: .made(maker),
            method: draft.method,
            asksUpgrade: draft.fields.contains { HeaderFields.sameName($0.name, "Upgrade") },
            origin: 0,
            timeout: draft.timeout,
            mostEvents: draft.mostEvents,
            answersChallenges: draft.digest != nil,
            credentials: draft.digest.flatMap { $0.isKnown ? $0.credentials : nil }
        )
        if let (template, origin) = builder.template(takesCookies: takesCookies) {
            texts = builder.texts
            compiled.pattern = .template(template, otherwise: maker)
            compiled.origin = try number(origin)
            return compiled
        }
        try noteOrigins(draft, values)
        if place == 0, origins.all.isEmpty { try noteFirstOrigin(request) }
        // What answers a challenge is counted: it is made when it is sent, so that none is counted that isn't, and none
        // has a nonce of before.
        if place == 0, draft.digest == nil, hasOneUser || !values.contains(.user) {
            var source = RequestSource { index, made in
                var own = scope
                binding.bind(&own, Int(clamping: index), user: hasOneUser ? 0 : Int(clamping: index))
                make(request, own, nil, &made)
            }
            source.version = Self.version(of: values)
            source.longestAge = Self.longestAge
            compiled.pattern = .source(source)
        }
        return compiled
    }

    /// So long a request may be ready before it is sent, in nanoseconds: tokens and signatures that say when they were
    /// made hold longer.
    private static let longestAge: UInt64 = 10_000_000_000

    /// A number that changes with the tokens among `values`.
    private static func version(of values: [LateValue]) -> @Sendable () -> UInt64 {
        let texts = values.compactMap { if case .live(let text) = $0 { text } else { nil } }
        return { texts.reduce(0) { $0 &+ $1.version } }
    }

    /// Makes a request as a single one is made, on whatever thread asks for it.
    private func make(_ request: JSONNode, _ scope: CaseScope, _ notes: FlowNotes?, _ made: inout MadeRequest) {
        var own = scope
        let prepared: PreparedRequest
        do throws(Problems.Found) {
            prepared = try own.request(request, target: target)
        } catch {
            made.problem = error.reason
            return problem.note(made.problem ?? "")
        }
        do throws(ExchangeFailure) {
            let url = try HTTPURL(prepared.request.url)
            let renderer = try renderers.renderer(for: url)
            let rendered = try renderer.render(digests.authorized(prepared), cookies: notes?.cookies.value(for: url))
            do throws(LoadOrigins.Refusal) {
                made.origin = try origins.number(rendered.url.origin.description)
            } catch {
                made.problem = error.reason
                return problem.note(error.reason)
            }
            made.bytes += rendered.head
            made.bytes += rendered.content
        } catch {
            made.problem = error.detail
        }
    }

    /// Takes in the origins that requests go to which are made by themselves, as far as they are known before: nothing
    /// is sent when one of them may not be.
    private func noteOrigins(_ draft: RequestDraft, _ values: [LateValue]) throws(Problems.Found) {
        guard let rows = binding.data?.rows, draft.url.gaps.contains(where: { isOfColumn($0, values) }) else {
            if let url = try? HTTPURL(draft.url.shown), draft.url.isKnown { _ = try number(url.origin) }
            return
        }
        var known: Set<String> = []
        for row in rows {
            let text = draft.url.filled { gap in
                guard let number = gap.fill?.number, case .column(let index, let path) = values[number] else {
                    return ""
                }
                return row[index].part(path)?.plainText ?? ""
            }
            guard let url = try? HTTPURL(text), known.insert(url.origin.description).inserted else { continue }
            _ = try number(url.origin)
        }
    }

    /// Takes in where the first request goes, when that can't be told without making it.
    private func noteFirstOrigin(_ request: JSONNode) throws(Problems.Found) {
        var own = scope
        binding.bind(&own, 0)
        let prepared = try own.request(request, target: target)
        let url: HTTPURL
        do throws(ExchangeFailure) {
            url = try HTTPURL(prepared.request.url)
        } catch {
            throw Problems.Found([Diagnostic(message: error.detail, location: nil)])
        }
        _ = try number(url.origin)
    }

    private func isOfColumn(_ gap: GapText.Gap, _ values: [LateValue]) -> Bool {
        guard let number = gap.fill?.number, case .column = values[number] else { return false }
        return true
    }

    private func number(_ origin: HTTPURL.Origin) throws(Problems.Found) -> Int {
        do throws(LoadOrigins.Refusal) {
            return try origins.number(origin.description)
        } catch {
            throw Problems.Found([Diagnostic(message: error.reason, location: nil)])
        }
    }
}

/// What differs from one request of a burst or load to the next: its number, its user, its row of data, its randomness.
struct RequestBinding {
    let seed: UInt64
    let data: LoadData?

    /// Gives `scope` what request `index` sees, `place` steps after the first of its flow.
    func bind(_ scope: inout CaseScope, _ index: Int, user: Int = 0, place: Int = 0) {
        scope.scope.ambient["index"] = .number(JSONNumber(index))
        scope.scope.ambient["user"] = .number(JSONNumber(user))
        scope.scope.random = SplitMix64(seed: Seeds.derive(seed, place == 0 ? "\(index)" : "\(index) \(place)"))
        guard let data, let row = row(index) else { return }
        for (name, value) in zip(data.columns, data.rows[row]) { scope.scope.variables[name] = value }
    }

    /// The row that request `index` sees; `nil` when there is none left, or no data.
    private func row(_ index: Int) -> Int? {
        guard let data else { return nil }
        if data.order == .once, index >= data.rows.count { return nil }
        return DataFeeder.row(UInt64(index), of: data.rows.count, isRandom: data.order == .random, seed: seed)
    }
}
