import Measurement
package import Results

/// The runs of a project, kept in a file of SQLite: verdicts of cases and figures of loads, by time.
package final class RunStore {
    private let database: Database

    /// Raised when tables change their meaning.
    private static let version: Int64 = 2

    /// The store at `path`, which is made when it isn't there.
    package init(_ path: String) throws(HistoryError) {
        database = try Database(path)
        guard try Self.version(of: database, path) < Self.version else { return }
        // Another program may be making it at this moment.
        try database.transaction { () throws(HistoryError) in
            switch try Self.version(of: database, path) {
            case 0:
                guard try database.rows("SELECT name FROM sqlite_master").isEmpty else {
                    throw HistoryError(path: path, reason: "it is a database of something else")
                }
                for statement in Self.tables { try database.run(statement) }
            case 1: try database.run("ALTER TABLE runs ADD COLUMN part TEXT")
            default: return
            }
            try database.run("PRAGMA user_version = \(Self.version)")
        }
    }

    /// The version of its tables; 0 when it has none.
    private static func version(of database: Database, _ path: String) throws(HistoryError) -> Int64 {
        let found = try database.rows("PRAGMA user_version").first?.first?.integer ?? 0
        guard (0...version).contains(found) else {
            throw HistoryError(path: path, reason: "it was written by a newer program (version \(found))")
        }
        return found
    }

    private static let tables = [
        """
        CREATE TABLE runs (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, started_ms INTEGER NOT NULL, label TEXT,
          commits TEXT, tool TEXT NOT NULL, host TEXT NOT NULL, seed TEXT NOT NULL, exit_code INTEGER NOT NULL, part TEXT)
        """,
        """
        CREATE TABLE cases (run INTEGER NOT NULL REFERENCES runs(id), suite TEXT NOT NULL, name TEXT NOT NULL,
          verdict TEXT NOT NULL, sources TEXT NOT NULL)
        """,
        """
        CREATE TABLE figures (run INTEGER NOT NULL REFERENCES runs(id), load TEXT NOT NULL, model TEXT NOT NULL,
          figure TEXT NOT NULL, value REAL NOT NULL)
        """,
        "CREATE INDEX cases_by_name ON cases (suite, name, run)",
        "CREATE INDEX figures_by_load ON figures (load, figure, run)",
    ]

    /// Keeps `run`, whose `results.json` has the digest; `false` when it is kept already.
    package func add(_ run: RunResult, digest: String) throws(HistoryError) -> Bool {
        var isNew = false
        try database.transaction { () throws(HistoryError) in
            guard try database.rows("SELECT id FROM runs WHERE digest = ?", [.text(digest)]).isEmpty else { return }
            isNew = true
            let commits = run.suites.compactMap(\.commit).once.joined(separator: " ")
            try database.run(
                """
                INSERT INTO runs (digest, started_ms, label, commits, tool, host, seed, exit_code, part)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(digest), .integer(run.startedAt), Database.Value(run.provenance.label),
                    Database.Value(commits.isEmpty ? nil : commits), .text(run.tool), .text(run.host),
                    .text("\(run.seed)"),
                    .integer(Int64(run.exitCode)),
                    Database.Value(run.part.map { $0.texts.joined(separator: "; ") }),
                ]
            )
            let id = try database.rows("SELECT last_insert_rowid()").first?.first ?? .null
            for suite in run.suites where suite.name != WaiverList.suiteName { try add(suite, id) }
        }
        return isNew
    }

    private func add(_ suite: SuiteResult, _ id: Database.Value) throws(HistoryError) {
        let sources = suite.sources.map(\.sha256).joined(separator: " ")
        for result in suite.cases {
            try database.run(
                "INSERT INTO cases (run, suite, name, verdict, sources) VALUES (?, ?, ?, ?, ?)",
                [id, .text(suite.name), .text(result.name), .text(result.verdict.rawValue), .text(sources)]
            )
            for step in result.steps {
                guard let load = step.load, load.kind == .load, load.stop == nil else { continue }
                let name = "\(suite.name): \(result.name)\(step.name.isEmpty ? "" : " / \(step.name)")"
                for (figure, value) in Self.figures(load) {
                    try database.run(
                        "INSERT INTO figures (run, load, model, figure, value) VALUES (?, ?, ?, ?, ?)",
                        [id, .text(name), .text(load.model), .text(figure.rawValue), .real(value)]
                    )
                }
            }
        }
    }

    private static func figures(_ load: LoadResult) -> [(RunHistory.Figure, Double)] {
        let percents: [(figure: RunHistory.Figure, percent: Double)] = [(.p50, 50), (.p90, 90), (.p99, 99)]
        let times = percents.compactMap { row in
            load.responseTime.value(at: row.percent).map { (row.figure, Double($0)) }
        }
        let failures = load.sent == 0 ? 0 : Double(load.failedOrBroken) / Double(load.sent)
        return times + [(.failures, failures), (.goodput, load.goodput)]
    }

    /// Everything that is kept, the oldest run first.
    package func history() throws(HistoryError) -> RunHistory {
        var history = RunHistory()
        var places: [Int64: Int] = [:]
        for row in try database.rows(
            "SELECT id, started_ms, label, commits, exit_code, part FROM runs ORDER BY started_ms, id"
        ) {
            places[row[0].integer ?? 0] = history.runs.count
            history.runs.append(
                RunHistory.Run(
                    startedAt: row[1].integer ?? 0,
                    label: row[2].text,
                    commit: row[3].text.map { String($0.prefix(12)) },
                    exitCode: Int(row[4].integer ?? 0),
                    part: row[5].text
                )
            )
        }
        for row in try database.rows("SELECT run, suite, name, verdict, sources FROM cases") {
            guard let place = row[0].integer.flatMap({ places[$0] }),
                let verdict = row[3].text.flatMap(Verdict.init(rawValue:))
            else { continue }
            let key = RunHistory.CaseKey(suite: row[1].text ?? "", name: row[2].text ?? "")
            history.cases[key, default: []].append((place, verdict, row[4].text ?? ""))
        }
        for row in try database.rows("SELECT run, load, model, figure, value FROM figures") {
            guard let place = row[0].integer.flatMap({ places[$0] }),
                let figure = row[3].text.flatMap(RunHistory.Figure.init(rawValue:)), let value = row[4].real
            else { continue }
            let key = RunHistory.SeriesKey(load: row[1].text ?? "", model: row[2].text ?? "", figure: figure)
            history.series[key, default: []].append((place, value))
        }
        return history
    }
}
