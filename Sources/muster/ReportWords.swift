/// The words that reports print, with what each means.
///
/// docs/reports.md, docs/scenario-format.md and docs/plan-capacity.md use them so.
enum ReportWords {
    /// A word and what it means.
    typealias Entry = (name: String, text: String)

    /// What loads are measured by.
    static let figures: [Entry] = [
        (
            "arrival rate",
            """
              how many requests a second were to be sent, whatever the endpoint makes of them (rate, sine, stages and replay of a
              load). Users that wait for their answers have none: they send less where the endpoint is slow
            """
        ),
        (
            "response time",
            """
              from the moment at which a request was to be sent to the end of its answer: what a client waits, the time in
              which its request had to wait for others included. Objectives ('latency') are about it
            """
        ),
        (
            "service time",
            """
              from the moment at which a request was sent to the end of its answer: what the endpoint took for it. Where it is
              much shorter than the response time, requests waited before they were sent
            """
        ),
        (
            "latency",
            "  the response times of a load's requests: p50, p90, p95, p99 and p99.9, their mean and their maximum"
        ),
        (
            "slowest",
            """
              the ten complete answers of a load that took longest from the moment at which their requests were to be sent, with what
              finds them in the endpoint's own logs: when they began and, with 'trace', their trace IDs. Requests that were never
              answered are among the failures
            """
        ),
        (
            "goodput",
            """
              how many successful answers came a second: what was sent, without what failed and what broke an expectation of
              a single answer
            """
        ),
        (
            "p99",
            """
              the time that 99 of 100 responses took at most; p50, p90, p95 and p99.9 likewise. It is given where enough responses
              stand behind it, with the interval in which it lies in 95 of 100 such loads
            """
        ),
        ("p50", "  the time that half of the responses took at most: the median"),
        ("p90", "  the time that 90 of 100 responses took at most"),
        ("p95", "  the time that 95 of 100 responses took at most"),
        (
            "p99.9",
            "  the time that 999 of 1,000 responses took at most: one that fewer than thousands stand behind isn't given"
        ),
        ("max", "  the longest time of all: a single response, which tells little of the others"),
        ("n", "  how many complete responses the figures of a row are made of"),
        (
            "rate",
            """
              how many complete responses came a second, and beside it how many of them were as expected (goodput); of a load in a
              suite, how many requests a second are to be sent
            """
        ),
        (
            "judged",
            """
              of how many responses headers and content were looked at ('validate' asks for a share of them); the status of each is
              looked at in any case
            """
        ),
        (
            "flows",
            """
              the runs through the steps of a load: how many began, how many came to their end, and how many were given up, as a
              step of theirs failed
            """
        ),
        (
            "flow time",
            "  from the moment at which a flow was to begin to the end of its last answer ('flowTime' is about it)"
        ),
        (
            "drift",
            """
              whether a percentile or the share of failures moved while the load went on, which the figures of the whole don't
              show: a trend by Mann and Kendall's test, with the change over the load. Loads of some two minutes or more have it
            """
        ),
        (
            "generator",
            """
              how the sender of the load did: valid, or suspect where its own lateness could have decided something; how late its
              requests were sent, how much of a core it took, and how many connections it opened
            """
        ),
        (
            "release",
            """
              how near to each other the requests of a burst went out, or with 'last-byte' their last bytes, from the first to
              the last
            """
        ),
        (
            "hopeless",
            "  a load ended before its time ('abort'): whatever had followed, one of its objectives couldn't be kept any more"
        ),
        (
            "precise",
            "  a load ended before its time ('until'): the percentile was known as well as was asked for"
        ),
        (
            "undecided",
            """
              a request of which nobody knows what would have become: it wasn't sent, had no connection when its time was over, or
              was cut off. An expectation has to hold whatever that were
            """
        ),
        (
            "coordinated omission",
            """
              the mistake of load generators that wait for an answer before they send on: an endpoint that stalls is then asked
              less just while it stalls, and the percentiles look well. Here requests have their times before the load begins, and
              those that a stall kept waiting count their wait in the response time
            """
        ),
    ]

    /// What searches for a capacity and curves print.
    static let capacities: [Entry] = [
        (
            "knee",
            """
              the load at which throughput over mean response time is highest (Kleinrock's power): beyond it more throughput costs
              more time than it is worth
            """
        ),
        (
            "saturation",
            "  the load from which on the endpoint answers no more, however much more is asked of it"
        ),
        (
            "trial",
            """
              one load of a search at one rate, by which it is decided whether a goal holds there (✓ holds, ✗ broken, ? the
              generator may have decided it)
            """
        ),
        ("goal", "  what has to hold at a rate: one or more objectives, such as p99<50ms and failures<0.1%"),
        (
            "bracket",
            "  between which rates the capacity lies after a trial: at the lower one the goal held, at the upper one it didn't"
        ),
        (
            "late p99",
            "  how late the generator itself sent the requests of a trial, at p99: what is small decided nothing"
        ),
        (
            "behaves like",
            """
              the queue that fits the mean response times of a curve best (M/M/c or M/G/1), with the rate at which it is full. It
              is a model: a poor fit is called so
            """
        ),
        (
            "scales like",
            """
              the law that fits the throughput by users best: the Universal Scalability Law, or Amdahl's where that explains as
              much with one coefficient fewer
            """
        ),
        (
            "Little's law",
            """
              in a steady state as many requests are in flight as throughput times service time. Where both differ by more than
              10% the figures are none of a steady state
            """
        ),
    ]

    /// What a run comes to.
    static let outcomes: [Entry] = [
        ("ACCEPTED", "  nothing failed, and everything was measured: exit code 0"),
        ("NOT ACCEPTED", "  at least one case failed: exit code 1"),
        (
            "NO VERDICT",
            """
              nothing failed, but something could not be measured, or the run was stopped, so that nothing is accepted: exit code
              3
            """
        ),
    ]

    /// What else reports speak of.
    static let others: [Entry] = [
        (
            "seed",
            """
              the number that everything random of a run comes from: values, arrivals, the order of --shuffle. --seed with the
              same number, program and files repeats them
            """
        ),
        (
            "preflight",
            """
              a look at name, connection, TLS, protocol, clock and credentials with one request before a run. What fails later for
              a cause that was found then isn't measured
            """
        ),
        (
            "shard",
            """
              a part of a run that one of several machines or processes sends (--shard 0/4); 'muster merge' makes one result of
              all parts
            """
        ),
    ]

    /// What warns of a figure or a run.
    static let warnings: [Entry] = [
        ("not measured", "  it could not be measured: nothing is said of the endpoint; results.json calls it error"),
        (
            "SUSPECT",
            """
              the load's generator was late; the line says whether that may have decided an expectation or decided nothing. What it
              could have decided isn't measured, the rest stands
            """
        ),
        (
            "DOUBTFUL",
            """
              an expectation of a load that held or was broken, and might not have been without the generator's own lateness: it is
              not measured
            """
        ),
        (
            "PARTIAL",
            "  shards of a divided run are missing or don't belong together: it isn't the result of one whole run"
        ),
        ("INSECURE", "  certificates were not verified"),
        ("MERGED", "  some of the cases were run again, the others stand as they were in an earlier run"),
        (
            "PART",
            """
              of the suites' cases only some were run: those that --tag or --only chose, or those of the suites that weren't left out.
              The line says how many, of which suites, and by which option; what wasn't run is not accepted by it, and a seal
              needs --allow-gaps
            """
        ),
        (
            "ABORTED",
            """
              the load ended before its time, because an objective could not be kept any more ('abort'); the figures are those of what
              was sent until then
            """
        ),
        (
            "STOPPED",
            "  the load was ended before its time, by Ctrl-C or a signal: its figures are those of a part"
        ),
        ("SKIPPED", "  the case was not run, with the reason beside it; it is neither accepted nor a failure"),
        (
            "NOT WORSE",
            "  what 'muster compare' says of a whole: nothing is worse by more than the tolerance and than chance explains"
        ),
        (
            "CAN'T TELL",
            """
              what 'muster compare' says where the figures allow worse and not worse: longer runs, or more of them, would
              tell
            """
        ),
    ]
}
