# Everything starts here: `make demo` shows the program at work, `make test` proves it.

SWIFT ?= swift
# CI treats warnings as errors; a newer compiler at home may know warnings that this code doesn't. An import that
# Package.swift doesn't name would be an arrow that nobody drew.
FLAGS := $(if $(CI),-Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error)
MUSTER := .build/release/muster
# Tests that run at the same time; many more than cores would starve each other, and give up waiting.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 4

.PHONY: demo test page readers manifests build release install package check-package coverage format lint real-servers bench bench-smoke fuzz test-address test-thread clean setup

# The search for capacity takes most of a minute, and a machine to itself.
demo: build ## Run the KooDrive suite against its mock and leave the reports in reports/.
	$(MUSTER) run scenarios/koodrive --mock --tag '!capacity'

# Small enough for every check at both widths, light and dark, to take seconds. With what readers installs, accessibility is checked.
page: build ## Open a report in Chromium and hold it to docs/reports.md.
	$(MUSTER) run scenarios/orders/orders.json --mock --report-dir .build/page --quiet
	$(if $(wildcard .build/readers/done),.build/readers/bin/python,python3) -B Tests/Browser/page.py .build/page/report.html

# A run in which nearly everything fails, with texts that mean something to readers, and one in which all passes.
readers: build .build/readers/done ## Have reports read by programs that nobody here wrote (from PyPI).
	for way in good bad; do \
	  Tests/Readers/reports.sh $(MUSTER) $$way .build/readers/$$way && \
	  .build/readers/bin/python -B Tests/Readers/read.py .build/readers/$$way || exit; \
	done

.build/readers/done: Makefile
	python3 -m venv .build/readers
	.build/readers/bin/pip install -q --disable-pip-version-check junitparser haralyzer markdown-it-py "tap.py[yaml]" prometheus-client otr-ctrf-bridge kubernetes-validate pyyaml
	.build/readers/bin/pip install -q --disable-pip-version-check --no-deps axe-playwright-python
	touch $@

manifests: .build/readers/done ## Build deploy/kubernetes with kustomize, and hold it against Kubernetes' published schemas.
	@SUDO=; [ "$$(id -u)" = 0 ] || SUDO=sudo; command -v kubectl kustomize >/dev/null || { \
	  $$SUDO apt-get update -q && $$SUDO apt-get install -y -q --no-install-recommends kubernetes-client; }
	.build/readers/bin/python -B deploy/kubernetes/check.py

test: setup ## Run every test.
	$(SWIFT) build --build-tests $(FLAGS)
	$(SWIFT) test --skip-build

# With Swift's own libraries in it, the program starts in two thirds of the time, and runs where there is no Swift.
STATIC ?= --static-swift-stdlib

build: setup ## Build the program: .build/release/muster.
	$(SWIFT) build -c release --product muster $(STATIC) $(FLAGS)

# What debuggers want to know is two thirds of the program.
release: build ## Build the program as it is given away, without that: .build/muster.
	strip -o .build/muster $(MUSTER)
	@wc -c .build/muster

PREFIX ?= /usr/local

install: ## Put the program, its completions, manual and schemas below PREFIX (and DESTDIR).
	@test -x .build/muster || $(MAKE) --no-print-directory release
	deploy/package/install.sh .build/muster $(PREFIX) $(DESTDIR)

# Its commit is in what is given away: muster --version.
package: export MUSTER_COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null)
package: release ## Make what is given away, in dist/: a Debian package, a tar, an SBOM, SHA-256 sums.
	rm -rf dist
	deploy/package/package.sh .build/muster dist

check-package: package ## Install the Debian package in a root without Swift, and run the demo there (root, debootstrap).
	deploy/package/check.sh dist

format: ## Format every Swift file.
	$(SWIFT) format -i -r -p Package.swift Sources Tests Fuzz

# The formatter leaves comments alone: their 120 columns are looked after here. Tables may be wider.
lint: ## Check the format of every Swift file.
	$(SWIFT) format lint --strict -r -p Package.swift Sources Tests Fuzz
	@! LC_ALL=C.UTF-8 grep -rnE --include='*.swift' '^.{121,}' Sources Tests Fuzz | grep -E '^[^:]+:[0-9]+: *///? [^|]' \
	  || { echo "these comments are longer than 120 columns" >&2; exit 1; }

# Instrumented code is built beside the ordinary code, and the programs that the tests start are counted too. A test that fails
# has reached what it has reached.
coverage: setup ## Tell which declarations no test reaches, and how much of each target tests reach.
	$(SWIFT) build --build-tests --enable-code-coverage --scratch-path .build-coverage
	rm -rf .build-coverage/profiles
	-LLVM_PROFILE_FILE=$(CURDIR)/.build-coverage/profiles/%4m.profraw $(SWIFT) test --skip-build --scratch-path .build-coverage
	Tests/Coverage/coverage.py .build-coverage --names

# How long all targets run together.
SECONDS ?= 60

# Instrumented code is built beside the ordinary code: in its place, each build would throw the other away.
fuzz: setup ## Run the coverage-guided targets of Fuzz/ for SECONDS in all.
	export MUSTER_FUZZ=1; for program in JSON HTTP Scenarios Serving; do \
	  $(SWIFT) build --product Fuzz$$program --scratch-path .build-fuzz || exit; \
	done
	Fuzz/run.py $(SECONDS) $(TARGETS)

# The unit tests of what reads bytes of others, and of what shares memory between threads, one at a time: sanitized code is
# slow. CONTRIBUTING.md says why some are skipped.
SANITIZED = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=1 $(SWIFT) test --skip-build

test-address: export MUSTER_SANITIZE := address
test-address: setup ## Run the unit tests under the address sanitizer.
	$(SWIFT) build --build-tests --scratch-path .build-address
	ASAN_OPTIONS=detect_leaks=0:symbolize=0 $(SANITIZED) --scratch-path .build-address \
	  --skip greatestDepth --skip SchemaBoundTests

test-thread: export MUSTER_SANITIZE := thread
test-thread: setup ## Run the unit tests under the thread sanitizer.
	$(SWIFT) build --build-tests --scratch-path .build-thread
	clang -O1 -Wall -Werror -shared -fPIC -o .build-thread/mutex.so Tests/ThreadSanitizer/mutex.c
	TSAN_OPTIONS=symbolize=0 LD_PRELOAD=$(CURDIR)/.build-thread/mutex.so $(SANITIZED) --scratch-path .build-thread

# Servers that nobody here wrote, for Tests/EndToEndTests/RealServerTests and SlurmTests: where they are missing, these tests are skipped.
real-servers: ## Install docker-registry and Slurm through apt, httpbin and datasette from PyPI into .build/real-servers.
	@SUDO=; [ "$$(id -u)" = 0 ] || SUDO=sudo; { command -v docker-registry && ls /usr/sbin/slurmctld /usr/sbin/slurmd /usr/sbin/munged && command -v sbatch && python3 -c 'import venv, ensurepip'; } >/dev/null 2>&1 || { \
	  $$SUDO apt-get update -q && $$SUDO apt-get install -y -q --no-install-recommends docker-registry slurmctld slurmd slurm-client munge openssl python3 python3-venv; }
	test -x .build/real-servers/bin/datasette || { python3 -m venv .build/real-servers && \
	  .build/real-servers/bin/pip install -q --disable-pip-version-check httpbin datasette; }

bench: build ## Run the quick benchmarks; they write Benchmarks/results/.
	Benchmarks/conformance.py
	Benchmarks/burst.py 7
	Benchmarks/freeze.py
	Benchmarks/latency.py 3 2
	Benchmarks/throughput.py 3 2

bench-smoke: build ## See that the benchmarks still run, each for a second.
	Benchmarks/smoke.py

clean: ## Remove what was built and reported.
	rm -rf dist .build .build-coverage .build-fuzz .build-address .build-thread reports/junit.xml reports/results.json reports/report.html

# The headers of the C libraries come from apt where they are missing, and what the tests hold reports against: curl runs their
# commands, xmllint and prove read their XML and TAP.
setup:
	@{ command -v curl && command -v xmllint && command -v prove && pkg-config --exists libcurl libnghttp2 zlib libidn2 libpsl libbrotlidec libzstd yaml-0.1 sqlite3 openssl && ls /usr/lib/*/libxml2.so.* /usr/share/zoneinfo/tzdata.zi; } >/dev/null 2>&1 || $(MAKE) --no-print-directory install-libcurl

.PHONY: install-libcurl
install-libcurl:
	@command -v apt-get >/dev/null || { \
	  echo "muster needs libcurl's headers and pkg-config, and there is no apt-get here to install them:" >&2; \
	  echo "install libcurl 7.85 or later with its development files, then run make again" >&2; exit 2; }
	@echo "installing libcurl's headers, and what the tests hold reports against, with apt-get"
	@SUDO=; [ "$$(id -u)" = 0 ] || SUDO=sudo; \
	$$SUDO apt-get update -q && $$SUDO apt-get install -y -q --no-install-recommends \
	  libcurl4-openssl-dev libnghttp2-dev zlib1g-dev libidn2-dev libpsl-dev libbrotli-dev libzstd-dev libyaml-dev libsqlite3-dev libssl-dev libxml2 libxml2-utils tzdata pkg-config curl perl
