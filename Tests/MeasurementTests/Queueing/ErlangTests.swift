import Measurement
import Testing

@Suite struct ErlangTests {
    /// The load that groups of servers can be offered at a loss of 1%, as traffic handbooks tabulate Erlang B; the one for 15 is
    /// also the worked example of the Erlang B calculator's manual at erlang.com ("How much traffic?").
    @Test(arguments: [
        (1, 0.0101), (2, 0.1526), (5, 1.361), (10, 4.461), (15, 8.108), (20, 12.03), (50, 37.90), (100, 84.06),
    ])
    func lossesAreThoseOfTheTables(servers: Int, load: Double) {
        // The tables have four digits of the load, whose errors weigh more in the loss.
        #expect(abs(Erlang.lossProbability(servers: servers, load: load) - 0.01) < 0.0001)
    }

    @Test func nothingOfferedIsNeverLost() {
        #expect(Erlang.lossProbability(servers: 3, load: 0) == 0)
        #expect(Erlang.lossProbability(servers: 0, load: 5) == 1)
    }

    @Test func theRecursionIsStableForManyServers() {
        // Factorials overflow beyond 170 servers. At a load of as many servers B is near √(2 / (π·c)).
        let loss = Erlang.lossProbability(servers: 100_000, load: 100_000)
        #expect(abs(loss / (2 / (.pi * 100_000)).squareRoot() - 1) < 0.01)
    }

    @Test func oneServerMakesAsManyWaitAsItIsBusy() {
        #expect(abs(Erlang.waitProbability(servers: 1, load: 0.7) - 0.7) < 1e-15)
        #expect(Erlang.waitProbability(servers: 4, load: 4) == 1)
        #expect(Erlang.waitProbability(servers: 4, load: 5) == 1)
    }

    /// By the sums of its definition, in Python: with s = Σ aᵏ/k! for k < c and l = aᶜ/c! · c/(c - a), l / (s + l).
    @Test func waitingIsThatOfTheDefinition() {
        #expect(abs(Erlang.waitProbability(servers: 10, load: 6) - 0.101_299_242_687_417_51) < 1e-15)
    }
}
