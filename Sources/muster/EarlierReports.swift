import Glibc
import Reports
import Synchronization

/// The reports of an earlier run, which a run that can't begin must not leave where CI looks for its own: they would
/// look green.
enum EarlierReports {
    /// What is put behind the names of reports that are set aside.
    static let ending = ".earlier"

    private struct Watched {
        /// The folder with its slash.
        var base: String
        var kept: [ReportFormat]
    }

    private static let watched = Mutex<Watched?>(nil)

    /// Looks after the reports that the command would replace; only a run that sends something replaces any.
    static func watch(_ arguments: ArraySlice<String>) {
        let others = ["--list", "--dry-run", "--watch", "--help", "-h"]
        guard arguments.first == "run", !arguments.contains(where: others.contains) else { return }
        let folder = value(of: "--report-dir", in: arguments) ?? "reports"
        // A rerun reads what the earlier run found out.
        let isRerun = value(of: "--rerun", in: arguments) != nil
        watched.withLock { $0 = Watched(base: folder.endingInSlash, kept: isRerun ? [.json] : []) }
    }

    private static func value(of option: String, in arguments: ArraySlice<String>) -> String? {
        if let index = arguments.firstIndex(of: option), index + 1 < arguments.endIndex { return arguments[index + 1] }
        return arguments.first { $0.hasPrefix("\(option)=") }.map { String($0.dropFirst(option.utf8.count + 1)) }
    }

    /// The run has begun, and replaces them itself.
    static func forget() { watched.withLock { $0 = nil } }

    /// Renames them, and says so.
    static func setAside() {
        guard let watched = watched.withLock({ $0 }) else { return }
        forget()
        let moved = ReportFormat.allCases.filter { !watched.kept.contains($0) }.map { watched.base + $0.fileName }
            .filter {
                isRegular($0) && rename($0, $0 + ending) == 0
            }
        guard !moved.isEmpty else { return }
        let names = moved.map { ($0.split(separator: "/").last.map(String.init) ?? $0) + ending }
        Terminal.error("reports of an earlier run are now called \(names.joined(separator: ", ")) (in \(watched.base))")
    }

    /// Links and devices are nobody's reports.
    private static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
