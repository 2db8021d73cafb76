import Decoding
import Diagnostics
import Glibc
import JSON
import Substitution

/// `muster.json` in the current folder: what holds for every run of a project.
///
/// `{ "allow": ["api.test.example"], "maxRate": "500/s", "maxDuration": "10m" }`: hosts that may be loaded, and
/// ceilings over whatever a suite asks.
struct ProjectFile {
    static let name = "muster.json"

    var allowedHosts: [String] = []
    var maximumRate: Double?
    var maximumDuration: UInt64?

    /// Nothing said.
    init() {}

    /// The file's content; nothing when there is none. What is wrong with it is said, and ends the program with 2.
    static func load(_ files: FileStore) -> ProjectFile {
        let problems = Problems()
        var project = ProjectFile()
        let file: SourceFile?
        do throws(FileStore.Failure) {
            file = try files.document(at: name)
        } catch {
            if !error.isMissing { problems.add("\(error.path) \(error.reason)", at: nil) }
            file = nil
        }
        if let file, let root = SourceReader.parse(file, problems),
            let reader = ObjectReader(root, "muster.json", keys: ["allow", "maxRate", "maxDuration"], problems)
        {
            project.allowedHosts = reader.texts("allow")
            for (host, node) in zip(project.allowedHosts, reader["allow"]?.elements ?? []) {
                if let wrong = AllowedHost.problem(host) { problems.add("'allow' \(wrong)", at: node.location) }
            }
            project.maximumRate = reader["maxRate"].flatMap { Leaf.rate($0, problems) }
            project.maximumDuration = reader.duration("maxDuration")
        }
        Diagnostics.leaveOnProblems { () throws(Problems.Found) in try problems.throwIfAny() }
        return project
    }
}

/// A host that may be loaded: a name or an address, and no more.
enum AllowedHost {
    /// What is wrong with it, behind the name of where it stands; `nil` for a host.
    static func problem(_ text: String) -> String? {
        var address = in6_addr()
        let isAddress = inet_pton(AF_INET6, text, &address) == 1
        let isName = !text.isEmpty && !text.unicodeScalars.contains { "/:*@[]?# ".unicodeScalars.contains($0) }
        if isAddress || isName { return nil }
        return
            "must name hosts, such as api.test.example or 10.0.0.7, without scheme, port and wildcard, found '\(text)'"
    }
}
