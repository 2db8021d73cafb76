import CEmbedded

/// The program's version.
enum Version {
    static let number = "0.1.0"
    static let text = "muster \(number)"

    /// The version with the commit that was built, where the build said which.
    static var full: String {
        let commit = String(cString: muster_commit())
        return commit.isEmpty ? text : "\(text) (commit \(commit))"
    }
}
