import Diagnostics
import Glibc
import Reports
import Scenarios
import Synchronization

/// What a person sees: results on stdout, progress and diagnostics on stderr.
///
/// Everything goes through ``shown(_:to:)``: no secret passes, nothing that a terminal would obey but colours of our
/// own, and nothing that a CI system would take for a command.
enum Terminal {
    /// The one of this process: whatever learns of a secret tells it.
    static let redactor = Redactor()
    private static let outputError = Mutex<Int32?>(nil)
    private static let isOutputTerminal = isTerminal(STDOUT_FILENO)

    /// Makes writing safe: a reader that goes away or a file that gets too large is an error of the write and no
    /// signal, and what was closed when the program was started leads nowhere, not to the next file that is opened.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        var descriptor = open("/dev/null", O_RDWR)
        while descriptor >= 0, descriptor <= STDERR_FILENO { descriptor = open("/dev/null", O_RDWR) }
        if descriptor > STDERR_FILENO { close(descriptor) }
        _ = isOutputTerminal
    }

    /// Why stdout hasn't taken everything, in the system's words; `nil` when it has, and when nobody reads it any more.
    static var outputFailure: String? { outputError.withLock { $0.map { String(cString: strerror($0)) } } }

    /// Whether the file descriptor is a terminal that may be coloured.
    static func isColoured(_ descriptor: Int32) -> Bool {
        isTerminal(descriptor) && environment("NO_COLOR", isSet: false) && environment("TERM") != "dumb"
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The width of the terminal behind `descriptor`; `nil` when it is none.
    static func width(_ descriptor: Int32) -> Int? { size(descriptor)?.width }

    /// The columns and lines of the terminal behind `descriptor`; `nil` when it is none.
    static func size(_ descriptor: Int32) -> (width: Int, height: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), max(1, Int(size.ws_row)))
    }

    static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

    static func error(_ text: String) { write(text, to: STDERR_FILENO) }

    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func environment(_ name: String, isSet: Bool) -> Bool { ((environment(name) ?? "") != "") == isSet }

    private static func write(_ text: String, to descriptor: Int32) {
        let shown = shown(text, to: descriptor)
        raw(shown.hasSuffix("\n") ? shown : shown + "\n", to: descriptor)
    }

    /// `text` as it may be printed on `descriptor`.
    static func shown(_ text: String, to descriptor: Int32) -> String {
        VisibleText.escaped(redactor.redactingAgain(text), allowsColours: isColoured(descriptor))
    }

    /// `text`, which names things of files, without secrets of any length.
    static func redacted(_ text: String) -> String { redactor.redact(text) }

    /// Writes lines of a report to stdout.
    static func show(_ text: String) { raw(shown(text, to: STDOUT_FILENO), to: STDOUT_FILENO) }

    /// Writes what a program reads, such as a document of JSON, to stdout: as it is, unless a person looks on.
    static func data(_ text: String) {
        if isTerminal(STDOUT_FILENO) { return print(text) }
        raw(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    }

    static func raw(_ text: String, to descriptor: Int32) { raw(Array(text.utf8), to: descriptor) }

    /// Writes all of `bytes`; what can't be written ends the writing, not the run.
    static func raw(_ bytes: [UInt8], to descriptor: Int32) {
        guard let code = bytes.withUnsafeBytes({ Descriptor.write($0, to: descriptor) }) else { return }
        // A pipe's reader that has gone away, or a terminal that was closed, wants no more.
        let isUnwanted = code == EPIPE || code == EIO && isOutputTerminal
        guard descriptor == STDOUT_FILENO, !isUnwanted else { return }
        outputError.withLock { $0 = $0 ?? code }
    }
}
