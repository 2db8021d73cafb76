import Measurement
public import Results
import Scenarios

/// JUnit XML as CI servers read it.
///
/// The document is valid against the two schemas that are in use (Jenkins' `junit-10.xsd` and Windyroad's
/// `JUnit.xsd`), which decides the order of elements and leaves no room for `file` and `properties` on a `testcase`:
/// see `docs/reports.md`.
public enum JUnitReport {
    /// The report of `run`.
    public static func xml(_ run: RunResult) -> [UInt8] { xml(run, .strict) }

    /// The report of `run` for the reader that `dialect` names; of ``JUnitDialect/strict`` alone it is valid against both schemas.
    ///
    /// - Parameter folder: Where the reports are, as attachments name it: empty, or with a slash at its end.
    package static func xml(_ run: RunResult, _ dialect: JUnitDialect, in folder: String = "") -> [UInt8] {
        var writer = XMLWriter()
        writer.element("testsuites") { writer in
            for suite in JUnitSuite.suites(run, dialect, in: folder) { suite.write(&writer) }
        }
        return writer.bytes
    }
}
