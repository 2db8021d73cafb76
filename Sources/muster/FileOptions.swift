import ArgumentParser
import ContractCases
import Decoding
import Engine
import Glibc
import Scenarios
import Substitution

/// Which suites, and what the person adds to them.
struct FileOptions: ParsableArguments {
    @Argument(help: "Suite files, folders or globs.")
    var paths: [String] = ["scenarios"]

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp(
            "A variable's value, in place of the file's and of its type: for a number, true or false, a list or an object as JSON.",
            valueName: "name=value"
        )
    )
    var variables: [String] = []

    @Option(help: ArgumentHelp("NAME=value lines for ${env:NAME}; # begins a comment.", valueName: "file"))
    var envFile: [String] = []

    func variableValues() throws -> [String: String] {
        var values: [String: String] = [:]
        for text in variables {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw ValidationError("--var expects name=value, found '\(text)'")
            }
            values[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return values
    }

    func environment(_ files: FileStore) throws -> Environment {
        try EnvironmentFiles.environment(envFile, files)
    }

    /// The plan of the suites; when something is wrong, says all of it and ends the program with 2.
    /// With `mocks`, those that the suites name are checked with them.
    func plan(_ options: PlanOptions, _ files: FileStore, mocks: MockStore?) -> Plan {
        requireBeginning()
        let builder = PlanBuilder(options: options, files: files, generator: ContractScenarios(), mocks: mocks)
        return plan(builder, SuiteFinder(files: files, problems: builder.problems).suites(paths))
    }

    /// As ``plan(_:_:mocks:)``, and the mocks among the files, whether a suite names them or not.
    func checked(_ options: PlanOptions, _ files: FileStore, _ mocks: MockStore) -> (plan: Plan, mocks: [String]) {
        requireBeginning()
        let builder = PlanBuilder(options: options, files: files, generator: ContractScenarios(), mocks: mocks)
        let found = SuiteFinder(files: files, problems: builder.problems).suitesAndMocks(paths)
        for path in found.mocks { mocks.check(path, named: nil, builder.problems) }
        return (plan(builder, found.suites), found.mocks)
    }

    /// Where nothing was named and the usual folder isn't there, says how to begin and ends the program with 2.
    private func requireBeginning() {
        guard paths == ["scenarios"], access("scenarios", F_OK) != 0 else { return }
        Diagnostics.leave(
            "scenarios does not exist",
            help: "name a suite, or begin one: muster init https://api.example.com"
        )
    }

    private func plan(_ builder: PlanBuilder, _ paths: [String]) -> Plan {
        do throws(Problems.Found) {
            let plan = try builder.plan(paths)
            Diagnostics.show(builder.problems.diagnostics)
            return plan
        } catch {
            Diagnostics.leave(error.diagnostics)
        }
    }

    /// The contracts that the suites of a plan name; when something is wrong, says all of it and ends the program with
    /// 2.
    func contracts(of plan: Plan, _ files: FileStore) -> SuiteContracts {
        do throws(Problems.Found) {
            let contracts = try SuiteContracts(of: plan, files: files)
            Diagnostics.show(contracts.warnings)
            return contracts
        } catch {
            Diagnostics.leave(error.diagnostics)
        }
    }
}
