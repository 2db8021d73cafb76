/// What one request told of the way to an endpoint before the run: most failures of acceptance runs are of
/// configuration.
package struct PreflightResult: Sendable, Hashable {
    /// What was looked at.
    package enum Subject: String, Sendable, Hashable, CaseIterable {
        /// The host's name.
        case name
        /// The connection to it.
        case connection
        /// TLS: its version, the chain of certificates, the days that are left.
        case tls
        /// The version of HTTP.
        case version = "protocol"
        /// By how much the endpoint's clock differs.
        case clock
        /// Whether a request that has to succeed does.
        case credentials
    }

    /// What was found.
    package enum State: String, Sendable, Hashable, CaseIterable {
        case ok
        /// Something that a person should know, and that breaks nothing now.
        case warning
        /// What depends on it can't be measured.
        case failed
        /// It couldn't be looked at, or there is none.
        case unknown
    }

    /// One check.
    package struct Check: Sendable, Hashable {
        /// What was looked at.
        package var subject: Subject
        /// What was found.
        package var state: State
        /// The same in words.
        package var detail: String

        /// A check of its parts.
        package init(_ subject: Subject, _ state: State, _ detail: String) {
            self.subject = subject
            self.state = state
            self.detail = detail
        }
    }

    /// The checks, one after the other as a request comes to them.
    package var checks: [Check]

    /// The result of `checks`.
    package init(_ checks: [Check]) {
        self.checks = checks
    }

    /// Whether nothing stands in the way.
    package var isGood: Bool { !checks.contains { $0.state == .failed } }
}
