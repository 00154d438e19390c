# Everything a new machine needs is installed here by name; a second call installs and builds nothing.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

SYSTEM_PACKAGES := libpng-dev libtiff-dev libdeflate-dev zlib1g-dev libsqlite3-dev libxxhash-dev pkg-config python3-venv
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
SWIFT_FLAGS := -c release --explicit-target-dependency-import-check error
KI67 := .build/release/ki67
PYTHON := .venv/bin/python
PREFIX ?= /usr/local
RUNS ?= 200000
OUT ?= out/samples

.PHONY: run test build system browser install bench bench-compare fuzz sanitize lint docs clean

run: build
	$(KI67) quantify samples/manifest.csv --out $(OUT)

build: system
	swift build $(SWIFT_FLAGS) --product ki67

test: system browser $(PYTHON) lint
	swift build $(SWIFT_FLAGS) --build-tests
	KI67_PYTHON=$(abspath $(PYTHON)) swift test -c release --skip-build 2>&1 \
	  | tee .build/test.log \
	  || { echo "What failed, from .build/test.log:"; grep -A 8 '✘.*recorded' .build/test.log \
	    || tail -n 20 .build/test.log; exit 1; }

lint:
	swift format lint --strict --recursive Sources Tests fuzz/Sources Package.swift

# Builds as who calls it; only the copy is made by root, and only where the caller may not write.
install: build
	@bin=$(DESTDIR)$(PREFIX)/bin; place="$$bin"; \
	until [ -e "$$place" ]; do place=$$(dirname "$$place"); done; \
	if [ -w "$$place" ]; then as=; else as="$(SUDO)"; fi; \
	echo "installing $$bin/ki67"; \
	$$as install -d "$$bin" && $$as install -m 755 $(KI67) "$$bin/ki67"

# Speed, and accuracy where the annotated images lie beside the project; with QUICK=1 speed in a minute.
bench: build
	benchmarks/run.sh $(if $(QUICK),--quick)

# What the present build takes beside that of another commit: make bench-compare REV=main
bench-compare: build
	python3 benchmarks/compare.py $(REV)

# Damages files of every kind that is read, RUNS times each.
fuzz: system
	fuzz/run.sh $(RUNS)

# Every test once with the address sanitizer and once with the thread sanitizer.
sanitize: system $(PYTHON)
	for kind in address thread; do \
	  swift build -c release --build-tests --sanitize $$kind --scratch-path .build/$$kind && \
	  KI67_PYTHON=$(abspath $(PYTHON)) KI67_SANITIZED=$$kind \
	    ASAN_OPTIONS=detect_leaks=0:suppressions=$(abspath Tests/address-sanitizer.supp) \
	    TSAN_OPTIONS=suppressions=$(abspath Tests/thread-sanitizer.supp) \
	    swift test -c release \
	    --skip-build --sanitize $$kind --scratch-path .build/$$kind || exit 1; \
	done

system:
	@missing=""; for package in $(SYSTEM_PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' \
	    || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing; \
	fi

# For the tests of the review page, which are skipped where no browser can be had.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || { \
	  echo "installing chromium"; \
	  $(SUDO) apt-get update -qq; \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium \
	    || echo "no chromium: the review page is not tested in a browser"; }

$(PYTHON): Tests/requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
	@touch $@

clean:
	rm -rf .build .venv out fuzz/.build
