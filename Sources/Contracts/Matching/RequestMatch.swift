/// The operation that a request is for.
public struct RequestMatch: Sendable {
    /// The operation.
    public let operation: Operation
    /// The values of the path's parameters by name, still percent-encoded, with what their style puts before them.
    public let pathValues: [String: String]
}

/// What a contract says about the method and path of a request.
public enum OperationLookup: Sendable {
    /// It has the operation.
    case found(RequestMatch)
    /// It has the path, but with other methods.
    case otherMethods([String])
    /// It doesn't have the path.
    case unknownPath

    /// The match, when the operation was found.
    public var match: RequestMatch? {
        if case .found(let match) = self { match } else { nil }
    }
}
