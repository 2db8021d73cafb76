import Decoding
import Diagnostics
import Substitution

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
            project.maximumRate = reader["maxRate"].flatMap { Leaf.rate($0, problems) }
            project.maximumDuration = reader.duration("maxDuration")
        }
        Diagnostics.leaveOnProblems { () throws(Problems.Found) in try problems.throwIfAny() }
        return project
    }
}
