import JSON
import Scenarios

/// `muster.json` in the current folder: what holds for every run of a project.
///
/// `{ "allow": ["api.test.example"], "maxRate": "500/s", "maxDuration": "10m" }`: hosts that may be loaded, and ceilings over
/// whatever a suite asks.
struct ProjectFile {
    static let name = "muster.json"

    var allowedHosts: [String] = []
    var maximumRate: Double?
    var maximumDuration: UInt64?

    /// Nothing said.
    init() {}

    /// The file's content; nothing when there is none. What is wrong with it is said, and ends the program with 2.
    static func load(_ files: FileStore) -> ProjectFile {
        let bytes: [UInt8]
        do throws(FileStore.Failure) {
            bytes = try files.bytes(at: name)
        } catch {
            return ProjectFile()
        }
        let problems = Problems()
        var project = ProjectFile()
        if let root = SourceReader.parse(SourceFile(path: name, bytes: bytes), problems),
            let reader = ObjectReader(root, "muster.json", keys: ["allow", "maxRate", "maxDuration"], problems)
        {
            project.allowedHosts = reader.texts("allow")
            project.maximumRate = reader["maxRate"].flatMap { Leaf.rate($0, problems) }
            project.maximumDuration = reader.duration("maxDuration")
        }
        Diagnostics.leaveOnProblems { () throws(Problems.Found) in try problems.throwIfAny() }
        return project
    }
}
