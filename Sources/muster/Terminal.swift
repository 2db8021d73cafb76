import Glibc

/// What a person sees: results on stdout, progress and diagnostics on stderr.
enum Terminal {
    /// Whether the file descriptor is a terminal that may be coloured.
    static func isColoured(_ descriptor: Int32) -> Bool {
        isTerminal(descriptor) && environment("NO_COLOR", isSet: false) && environment("TERM") != "dumb"
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The width of the terminal behind `descriptor`; `nil` when it is none.
    static func width(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

    static func error(_ text: String) { write(text, to: STDERR_FILENO) }

    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func environment(_ name: String, isSet: Bool) -> Bool { ((environment(name) ?? "") != "") == isSet }

    private static func write(_ text: String, to descriptor: Int32) {
        raw(text.hasSuffix("\n") ? text : text + "\n", to: descriptor)
    }

    /// Writes all of `text`; a reader that has gone away ends the writing, not the run.
    static func raw(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
