#!/bin/sh
# check.sh FOLDER: what `make package` left in FOLDER, tried as by somebody who has no Swift. lintian looks at the Debian package; it is
# installed in a new, minimal root, and runs the KooDrive suite against its mock there. Needs root, debootstrap and Debian's packages.
set -eu
out=$(readlink -f "$1")
top=$(cd "$(dirname "$0")/../.." && pwd)
deb=$(ls "$out"/muster_*_"$(dpkg --print-architecture)".deb)
command -v debootstrap >/dev/null || { echo "error: debootstrap is missing: apt-get install debootstrap" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "error: only root can make a root of its own: sudo $0 $1" >&2; exit 2; }

(cd "$out" && sha256sum --check --quiet SHA256SUMS)
if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error,warning "$deb"
  echo "lintian: nothing"
else
  echo "lintian: not installed, not asked"
fi

root=$(mktemp -d)
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf "$root"' EXIT
. /etc/os-release
# Where this machine has its packages from; what its apt needs to get there comes along.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
debootstrap --variant=minbase "$VERSION_CODENAME" "$root" "$mirror" >"$root.log" || { tail "$root.log" >&2; exit 1; }
rm -f "$root.log"
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
mount -t proc proc "$root/proc"
cp "$deb" "$root/root/"
chroot "$root" sh -c 'apt-get update -q && apt-get install -y -q --no-install-recommends /root/muster_*.deb' >"$root/root/apt.log" 2>&1 ||
  { tail "$root/root/apt.log" >&2; exit 1; }
cp -r "$top/scenarios" "$root/root/"

# Quicker than anybody sees: the middle of 21 starts.
start() {
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do
    begin=$(date +%s%N)
    chroot "$root" muster --version >/dev/null
    echo $((($(date +%s%N) - begin) / 1000))
  done | sort -n | sed -n 11p
}
echo "swift there: $(chroot "$root" sh -c 'command -v swift || echo none')"
echo "program: $(stat -c %s "$root/usr/bin/muster") bytes; package: $(stat -c %s "$deb") bytes; --version: $(start) us (chroot and all)"
chroot "$root" sh -c "cd /root && muster run scenarios/koodrive --mock --tag '!capacity' --report-dir reports" | tail -n 12
