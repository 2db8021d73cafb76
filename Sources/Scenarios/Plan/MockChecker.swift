package import Diagnostics

/// Checks the mock files that suites name. Mocks lie above this module, so who builds a plan brings one.
package protocol MockChecker: Sendable {
    /// Adds what is wrong with the mock file at `path`, which is named at `location`.
    func check(_ path: String, named location: SourceLocation?, _ problems: Problems)
}
