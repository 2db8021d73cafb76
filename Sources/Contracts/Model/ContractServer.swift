/// Where an API is served.
public struct ContractServer: Sendable, Hashable {
    /// The URL with the variables' defaults put in; it may be relative to where the document is.
    public let url: String
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// The path of the URL, without a slash at its end: what comes before the paths of operations. The variables in it
    /// that aren't fixed to their defaults match any segment.
    public let basePath: PathTemplate

    /// A server at `url`, which is a template of `variables` with their defaults.
    public init(url template: String, variables: [String: String] = [:], description: String = "") {
        var url = template
        for (name, value) in variables { url = url.replacing("{\(name)}", with: value) }
        self.url = url
        self.description = description
        // A variable whose value has slashes stands for more than a segment.
        var path = template
        for (name, value) in variables where value.contains("/") { path = path.replacing("{\(name)}", with: value) }
        basePath = PathTemplate(Self.path(of: path))
    }

    private static func path(of url: String) -> String {
        var path = url[...]
        if let marker = url.firstRange(of: "://") {
            path = url[marker.upperBound...].drop { $0 != "/" }
        } else if url.hasPrefix("//") {
            path = url.dropFirst(2).drop { $0 != "/" }
        }
        path = path.prefix { $0 != "?" && $0 != "#" }
        while path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }
}
