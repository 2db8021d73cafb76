import Diagnostics
import Scenarios

extension DeclaredNames {
    /// Adds a problem when no token store is called `store`.
    func check(store: String, at location: SourceLocation?, _ problems: Problems) {
        guard !stores.contains(where: { $0 == store }) else { return }
        let help = stores.isEmpty ? "declare it in 'tokens'" : UnknownName.help(store, among: stores)
        problems.add("unknown token store '\(store)'", at: location, help: help)
    }

    /// Adds the problem that no limit is called `limit`.
    func unknown(limit: String, at location: SourceLocation?, _ problems: Problems) {
        let help = limits.isEmpty ? "declare it in 'limits'" : UnknownName.help(limit, among: limits.map(\.name))
        problems.add("unknown limit '\(limit)'", at: location, help: help)
    }
}
