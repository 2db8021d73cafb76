/// Who ran it, what the run is called, and on what it ran: what an acceptance is argued from beside the results.
package struct Provenance: Sendable, Hashable {
    /// One thing about the machine or the libraries.
    package struct Fact: Sendable, Hashable {
        /// What it is about: `system`, `processors`.
        package var name: String
        /// What is the case.
        package var value: String

        /// `value` of `name`.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the run is called, by `--label`; `nil` when it has no name.
    package var label: String?
    /// Who answers for it, by `--operator`; `nil` when nobody is named.
    package var runner: String?
    /// What it ran on, in an order that stays.
    package var environment: [Fact]

    /// A provenance of its parts; nothing is known unless given.
    package init(label: String? = nil, runner: String? = nil, environment: [Fact] = []) {
        self.label = label
        self.runner = runner
        self.environment = environment
    }
}

/// A file that a suite's results rest on, as it was when the run began.
package struct SourceDigest: Sendable, Hashable {
    /// What the file is to the suite.
    package enum Role: String, Sendable, Hashable, CaseIterable { case suite, contract, mock }

    /// What it is to the suite.
    package var role: Role
    /// Its path, as it was named.
    package var path: String
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    package var sha256: String

    /// The file at `path` and its digest.
    package init(_ role: Role, path: String, sha256: String) {
        self.role = role
        self.path = path
        self.sha256 = sha256
    }
}

/// An earlier run, cases of which stand in a report because they weren't run again.
package struct MergedRun: Sendable, Hashable {
    /// When it began: milliseconds since 1970-01-01T00:00:00Z.
    package var startedAt: Int64
    /// The program that made it, and its version.
    package var tool: String
    /// Its seed.
    package var seed: UInt64
    /// What it was called; `nil` when it had no name.
    package var label: String?
    /// How many cases were run again.
    package var rerun: Int
    /// How many stand as they were.
    package var kept: Int

    /// An earlier run of its parts.
    package init(startedAt: Int64, tool: String, seed: UInt64, label: String?, rerun: Int, kept: Int) {
        self.startedAt = startedAt
        self.tool = tool
        self.seed = seed
        self.label = label
        self.rerun = rerun
        self.kept = kept
    }
}
