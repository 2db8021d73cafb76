import Diagnostics
import JSON

/// How far each operation of a contract can be tested, for whoever writes it.
package struct ContractSummary {
    /// An operation and what can be done with it.
    package struct Row {
        /// How far it can be tested.
        package enum State: Sendable, Hashable {
            case tested
            /// So many parts of it are left out.
            case inPart(Int)
            case leftOut(why: String)
        }

        package let operation: String
        package let state: State
    }

    /// The operations, in the order of the file; those that are left out come last.
    package let rows: [Row]

    package init(_ contract: Contract) {
        let own = contract.leftOut.filter { $0.path == contract.path && $0.pointer.tokens.first == "paths" }
        let maker = MadeBase(contract: contract, seed: 0)
        var rows = contract.operations.map { operation -> Row in
            if let problem = maker.base(operation).base.problem {
                return Row(operation: operation.name, state: .leftOut(why: problem))
            }
            let parts = own.count { part in
                let tokens = part.pointer.tokens
                guard tokens.count > 2, tokens[1] == operation.path else { return false }
                return tokens[2] == operation.method.lowercased() || tokens[2] == "parameters"
            }
            return Row(operation: operation.name, state: parts == 0 ? .tested : .inPart(parts))
        }
        for part in own where part.pointer.tokens.count == 2 || part.pointer.tokens.count == 3 {
            let method = part.pointer.tokens.count == 3 ? part.pointer.tokens[2] : ""
            guard method.isEmpty || ContractDecoder.methods.contains(method) else { continue }
            let name = (method.isEmpty ? "" : method.uppercased() + " ") + part.pointer.tokens[1]
            rows.append(Row(operation: name, state: .leftOut(why: part.diagnostic.message)))
        }
        self.rows = rows
    }
}
