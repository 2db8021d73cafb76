package import HTTP

/// What the person says of connections in place of the files.
package struct ConnectionChoice: Sendable, Hashable {
    /// `--proxy`: which proxy requests take.
    package var proxy = ProxyChoice.written
    /// `--resolve`: addresses of names, which go before the files' own.
    package var addresses = HostAddresses()

    /// What the files say.
    package init() {}

    /// `connection` with what was chosen.
    package func applied(to connection: ConnectionSettings) -> ConnectionSettings {
        var connection = proxy.applied(to: connection)
        connection.addresses = connection.addresses.overridden(by: addresses)
        return connection
    }
}

/// Which proxy requests take: the person may say it in place of the files.
package enum ProxyChoice: Sendable, Hashable {
    /// The one that the file names, if any.
    case written
    /// The one that the file names, else one of the environment's.
    case environment(ProxyOptions)
    /// None, whatever the file says.
    case direct
    /// The one of this URL, whatever the file says.
    case url(String)

    /// `connection` with the proxy that was chosen.
    func applied(to connection: ConnectionSettings) -> ConnectionSettings {
        var connection = connection
        switch self {
        case .written: break
        case .environment(let proxies): connection.environmentProxy = proxies
        case .direct: connection.proxy = nil
        case .url(let url): connection.proxy = url
        }
        return connection
    }
}
