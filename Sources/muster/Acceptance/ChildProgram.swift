import Glibc
import Reports

/// This program, run once more beside itself.
struct ChildProgram {
    private var pid: pid_t = 0

    /// Starts it with `arguments`; what it prints goes into the file `log`. Ends the program when it can't be started.
    init(_ arguments: [String], log: String) {
        if let slash = log.lastIndex(of: "/") { _ = try? Folder.prepare(String(log[...slash])) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = (["muster"] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, nil, words, environ)
        guard code == 0 else { Diagnostics.leave("a second run can't be started: \(String(cString: strerror(code)))") }
    }

    /// Its exit code, once it has ended; 128 and its number for a signal. Ctrl-C stops it as it stops this program's
    /// other runs: its reports are written.
    func wait() -> Int32 {
        signal(SIGINT, SIG_IGN)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 { if errno != EINTR { return 127 } }
        let number = status & 0x7F
        return number == 0 ? (status >> 8) & 0xFF : 128 + number
    }
}
