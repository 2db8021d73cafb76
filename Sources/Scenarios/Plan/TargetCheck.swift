/// Tells what is wrong with a base URL before anything is sent to it.
package enum TargetCheck {
    /// What is wrong with `text`, called `name` in the message; `nil` when it can be a target.
    package static func problem(with text: String, name: String) -> (message: String, help: String)? {
        let found = "found \(ValueText.quoted(text))"
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else {
            return ("\(name) must begin with http:// or https://, \(found)", "")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let (host, port) = split(place)
        // A path joined to a target without a host would make its first segment the host.
        if host.isEmpty || text.contains(where: \.isWhitespace) {
            return ("\(name) needs a host and no blanks, \(found)", "")
        }
        if let port, !isPort(port) {
            return (
                "\(name) needs a port from 1 to 65535, found '\(port)'",
                "without a port it is the usual one of \(scheme.dropLast(3))"
            )
        }
        if let mark = rest.first(where: { $0 == "?" || $0 == "#" }) {
            let part = mark == "?" ? "query" : "fragment"
            let help = mark == "?" ? "put it into the requests' 'query'" : "leave it out: it is never sent"
            return ("\(name) is a base URL, which has no \(part), \(found)", help)
        }
        return nil
    }

    private static func split(_ place: Substring) -> (host: Substring, port: Substring?) {
        let end = place.hasPrefix("[") ? place.firstIndex(of: "]").map { place.index(after: $0) } : nil
        guard let colon = place[(end ?? place.startIndex)...].firstIndex(of: ":") else { return (place, nil) }
        return (place[..<colon], place[place.index(after: colon)...])
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (Int(text).map { (1...65535).contains($0) } ?? false)
    }
}
