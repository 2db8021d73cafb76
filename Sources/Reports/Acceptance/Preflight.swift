import HTTP
import Measurement
import Quantities
package import Results

/// Reads off one exchange whether anything stands between a run and what it is to measure, and says so of what fails
/// later for it.
package enum Preflight {
    /// A certificate that is valid for fewer days is warned of.
    static let fewestDays = 14
    /// A clock that differs by more, in seconds, is warned of: what signs requests or dates them may be refused.
    static let widestDifference = 5.0
    /// A clock that differs by more, in seconds, may be why credentials with times in them are refused: the leeway that
    /// verifiers of tokens have as a rule (RFC 7519, section 4.1.4: "no more than a few minutes"; a minute in most
    /// libraries), which is the narrowest in use. Signatures of version 4 (AWS) are refused from five minutes on.
    static let usualLeeway = 60.0
    /// What is said of such a clock.
    private static let beyondLeeway = ", more than the 60 s that verifiers of tokens and signatures allow as a rule"

    /// What `result` tells, of the request that was sent to `target`; `isKnownGood` when it has to succeed.
    /// `patience` is how long was waited where that is less than a request may take: then silence tells nothing.
    package static func result(
        _ result: CaseResult,
        target: String,
        isKnownGood: Bool,
        patience: UInt64? = nil
    ) -> PreflightResult {
        // The last exchange of a flow tells the most; before it, the one that failed.
        guard let step = result.steps.last else {
            return PreflightResult([.init(.connection, patience == nil ? .failed : .unknown, result.reason)])
        }
        let failure = step.failure
        return PreflightResult([
            name(step, failure, target), connection(step, failure, patience),
            tls(step, failure, at: result.startedAt, target),
            version(step), clock(step, result), credentials(step, result, isKnownGood),
        ])
    }

    private typealias Check = PreflightResult.Check

    private static func name(_ step: StepResult, _ failure: ExchangeFailure?, _ target: String) -> Check {
        if let failure, failure.category == .dns { return Check(.name, .failed, failure.detail) }
        let host = host(target)
        guard let peer = step.peer else {
            return failure == nil ? Check(.name, .unknown, "\(host) was not looked up") : Check(.name, .ok, host)
        }
        // What is an address already has nothing to be looked up.
        if peer == host || peer.hasPrefix(host + ":") { return Check(.name, .ok, "\(peer), an address") }
        let took = step.timings?.nameLookup.map { " in \(Quantity.describe(nanoseconds: $0))" } ?? ""
        return Check(.name, .ok, "\(host) is \(peer)\(took)")
    }

    private static func connection(_ step: StepResult, _ failure: ExchangeFailure?, _ patience: UInt64?) -> Check {
        if let failure {
            switch failure.category {
            case .timeout, .cancelled:
                guard let patience else {
                    return failure.category == .timeout
                        ? Check(.connection, .failed, "\(failure.category.rawValue): \(failure.detail)")
                        : Check(.connection, .unknown, "there was none")
                }
                let words =
                    "no answer within \(Quantity.describe(nanoseconds: patience)); 'muster preflight' waits longer"
                return Check(.connection, .unknown, words)
            case .refused, .proxy, .reset, .local, .other:
                return Check(.connection, .failed, "\(failure.category.rawValue): \(failure.detail)")
            case .dns, .request: return Check(.connection, .unknown, "there was none")
            case .tls, .malformed, .tooLarge: break
            }
        }
        let start = step.timings?.nameLookup ?? 0
        guard let end = step.timings?.connect, end >= start else { return Check(.connection, .ok, "open") }
        return Check(.connection, .ok, "open after \(Quantity.describe(nanoseconds: end - start))")
    }

    private static func tls(_ step: StepResult, _ failure: ExchangeFailure?, at now: Int64, _ target: String) -> Check {
        if let failure, failure.category == .tls { return Check(.tls, .failed, failure.detail) }
        guard target.lowercased().hasPrefix("https:") else { return Check(.tls, .unknown, "none: the target is http") }
        guard let tls = step.transmissions.compactMap({ $0.connection?.tls }).last, let leaf = tls.certificates.first
        else { return Check(.tls, .unknown, "nothing is known of it") }
        let chain =
            "\(tls.version), \(leaf.subject) by \(leaf.issuer), \(HTMLModel.count(tls.certificates.count, "certificate", "certificates"))"
        let ends = tls.certificates.compactMap { certificate in
            date?.unixMilliseconds(from: certificate.notAfter).map { ($0 - now) / 86_400_000 }
        }
        guard let days = ends.min() else { return Check(.tls, .ok, chain) }
        let words = "\(chain), \(HTMLModel.count(Int(days), "day", "days")) left"
        return Check(.tls, days < fewestDays ? .warning : .ok, words)
    }

    private static let date = try? DateFormat("iso8601")
    private static let field = try? DateFormat("http")

    private static func version(_ step: StepResult) -> Check {
        if let response = step.response { return Check(.version, .ok, response.version) }
        guard let failure = step.failure, failure.category == .malformed else {
            return Check(.version, .unknown, "no response came")
        }
        return Check(.version, .failed, failure.detail)
    }

    /// `Date` (RFC 9110, section 6.6.1) has whole seconds: the middle of its second is held against the moment of the
    /// response.
    private static func clock(_ step: StepResult, _ result: CaseResult) -> Check {
        guard let response = step.response else { return Check(.clock, .unknown, "no response came") }
        guard let text = response.headers["Date"], let theirs = field?.unixMilliseconds(from: text) else {
            return Check(.clock, .unknown, "the response has no Date")
        }
        let ours = result.startedAt + Int64(clamping: result.duration / 1_000_000)
        let difference = Double(theirs + 500 - ours) / 1000
        guard abs(difference) > 1.5 else { return Check(.clock, .ok, "within 2 s of this machine's") }
        let words =
            "\(Int(saturating: abs(difference).rounded())) s \(difference > 0 ? "ahead of" : "behind") this machine's"
            + (abs(difference) > usualLeeway ? beyondLeeway : "")
        return Check(.clock, abs(difference) > widestDifference ? .warning : .ok, words)
    }

    private static func credentials(_ step: StepResult, _ result: CaseResult, _ isKnownGood: Bool) -> Check {
        guard isKnownGood else {
            return Check(
                .credentials,
                .unknown,
                "not looked at: every scenario needs setup, writes, or expects an error. Tag one \"preflight\""
            )
        }
        guard let response = step.response, step.failure == nil else {
            return Check(.credentials, .unknown, "'\(result.name)' brought no response")
        }
        if result.verdict == .passed {
            return Check(.credentials, .ok, "'\(result.name)' was answered \(response.status)")
        }
        guard isRefusal(response) else {
            return Check(.credentials, .warning, "'\(result.name)' was answered \(response.status): \(result.message)")
        }
        return Check(.credentials, .failed, "'\(result.name)' was answered \(response.status) \(response.reason)")
    }

    /// Statuses by which credentials are refused (RFC 9110, section 15.5.2 and 15.5.4).
    private static func isRefusal(_ response: RecordedResponse) -> Bool {
        response.status == 401 || response.status == 403
    }

    private static func host(_ target: String) -> String {
        let rest = target.firstRange(of: "://").map { target[$0.upperBound...] } ?? target[...]
        return String(rest.prefix { !"/?#".contains($0) })
    }
}

extension Preflight {
    /// `result` of a run before which `preflight` found something: what failed for that isn't measured, and says why.
    package static func amend(_ result: CaseResult, by preflight: PreflightResult) -> CaseResult {
        guard let last = result.steps.last, let cause = preflight.checks.first(where: { explains($0, last) }) else {
            return result
        }
        let words = "preflight, \(cause.subject.rawValue): \(cause.detail)"
        var result = result
        switch result.verdict {
        case .error:
            result.reason += " (\(words))"
        case .failed:
            result.verdict = .error
            result.reason = words
            for index in result.steps.indices where !result.steps[index].findings.isEmpty {
                // What broke is told, and judged no longer.
                result.steps[index].notes += result.steps[index].findings.map(\.summary)
                result.steps[index].findings = []
                result.steps[index].error = words
            }
        case .passed, .skipped, .answered, .waived: break
        }
        return result
    }

    private static func explains(_ check: PreflightResult.Check, _ step: StepResult) -> Bool {
        guard check.state == .failed || check.subject == .clock else { return false }
        switch check.subject {
        case .name: return step.failure?.category == .dns
        case .connection:
            return step.failure.map { [.refused, .timeout, .proxy, .reset].contains($0.category) } ?? false
        case .tls: return step.failure?.category == .tls
        case .version: return step.failure?.category == .malformed
        case .clock:
            return check.detail.hasSuffix(beyondLeeway) && step.load == nil && step.response.map(isRefusal) ?? false
                && step.request.map(DatedCredentials.isIn) ?? false
        case .credentials: return step.load == nil && step.response.map(isRefusal) ?? false
        }
    }

    /// Lines of a terminal: a sign, what was looked at, and what was found.
    package static func lines(_ result: PreflightResult, isColoured: Bool) -> [String] {
        let style = Style(isColoured: isColoured)
        return result.checks.map { check in
            let sign =
                switch check.state {
                case .ok: style.green(check.state.sign)
                case .warning: style.yellow(check.state.sign)
                case .failed: style.red(check.state.sign)
                case .unknown: style.dim(check.state.sign)
                }
            return "  \(sign) " + Style.padded(check.subject.rawValue, 12) + Style.safe(check.detail)
        }
    }
}

extension PreflightResult.State {
    var sign: String {
        switch self {
        case .ok: "✓"
        case .warning: "!"
        case .failed: "✗"
        case .unknown: "–"
        }
    }

    var description: String {
        switch self {
        case .ok: "good"
        case .warning: "look at it"
        case .failed: "in the way"
        case .unknown: "not looked at"
        }
    }

    var style: String {
        switch self {
        case .ok: "passed"
        case .warning: "error"
        case .failed: "failed"
        case .unknown: "skipped"
        }
    }
}
