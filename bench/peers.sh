#!/usr/bin/env bash
# Fetches Prometheus and VictoriaMetrics (with vmagent) to compare with: peers.sh DIR puts their executables into DIR/bin.
# They are Debian's packages of the unstable distribution, unpacked and not installed; needs apt and a configured Debian mirror.
set -euo pipefail
dir=$(realpath -m "${1:?usage: peers.sh DIR}")
[ -x "$dir/bin/prometheus" ] && [ -x "$dir/bin/victoria-metrics" ] && exit 0
command -v apt-get >/dev/null || { echo "no apt-get here" >&2; exit 1; }
mirror=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } | grep -E '^(URIs:|deb )' | grep -oE 'https?://[^ ]*/debian(/| |$)' | head -n 1)
[ -n "$mirror" ] || { echo "no Debian mirror is configured" >&2; exit 1; }
mkdir -p "$dir"/apt/{lists/partial,cache/archives/partial} "$dir"/{packages,bin}
echo "deb [trusted=yes] $mirror sid main" >"$dir/apt/sources.list"
apt=(apt-get -q -o "Dir::Etc::SourceList=$dir/apt/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$dir/apt/lists" -o "Dir::Cache=$dir/apt/cache" -o APT::Sandbox::User=root)
"${apt[@]}" update >/dev/null
(cd "$dir/packages" && "${apt[@]}" download prometheus victoria-metrics >/dev/null)
for package in "$dir"/packages/*.deb; do dpkg -x "$package" "$dir/root"; done
for program in "$dir"/root/usr/bin/*; do ln -sf "$program" "$dir/bin/"; done
