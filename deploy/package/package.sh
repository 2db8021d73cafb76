#!/bin/sh
# package.sh PROGRAM FOLDER: makes what is given away of a built, stripped program: a Debian package, a tar, an SBOM, and the
# SHA-256 sums of all of them.
set -eu
program=$(readlink -f "$1")
out=$2
for tool in dpkg-deb dpkg-shlibdeps python3 git; do
  command -v $tool >/dev/null || { echo "error: $tool is missing: apt-get install dpkg-dev python3 git" >&2; exit 2; }
done
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
version=$("$program" --version | cut -d ' ' -f 2)
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# The package that brings a file; with merged /usr the file may have been put in by its other name.
owner() {
  real=$(readlink -f "$1")
  for path in "$1" "$real" "/usr$1" "${real#/usr}"; do
    dpkg -S "$path" 2>/dev/null | head -n 1 | cut -d : -f 1 | grep . && return
  done
  echo "error: no package brings $1" >&2
  return 1
}
# Everything that is loaded, by the packages that bring it here.
libraries() {
  ldd "$program" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | while read -r path; do owner "$path"; done | sort -u
}
# What the program itself needs, in the oldest versions that have its symbols; what these need is theirs to say.
needed() {
  mkdir -p "$work/shlibs/debian"
  printf 'Source: muster\n\nPackage: muster\nArchitecture: any\n' >"$work/shlibs/debian/control"
  (cd "$work/shlibs" && dpkg-shlibdeps -O -e"$program" 2>"$work/shlibs/log") | sed -n 's/^shlibs:Depends=//p' | grep . ||
    { cat "$work/shlibs/log" >&2; return 1; }
}

# The Debian package.
root=$work/deb
"$here/install.sh" "$program" /usr "$root"
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
doc=$root/usr/share/doc/muster
install -d "$doc/examples" "$root/DEBIAN"
depends=$(needed)
cp -r "$top/docs/recipes/." "$doc/examples/"
cp "$top"/docs/*.md "$doc/"
cat >"$doc/copyright" <<EOF
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: muster

Files: *
Copyright: 2026 The muster authors
License: Apache-2.0
 On Debian systems, the text of the Apache License, version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.
EOF
maintainer=${MAINTAINER:-The muster authors <muster@users.noreply.github.com>}
# It is no part of Debian, whose bugs it could close.
install -d "$root/usr/share/lintian/overrides"
echo "muster: initial-upload-closes-no-bugs" >"$root/usr/share/lintian/overrides/muster"
date=$(date -u -R -d "@$SOURCE_DATE_EPOCH")
printf 'muster (%s-1) unstable; urgency=medium\n\n  * See CHANGELOG.md of this release.\n\n -- %s  %s\n' \
  "$version" "$maintainer" "$date" | gzip -9n >"$doc/changelog.Debian.gz"
gzip -9nc "$top/CHANGELOG.md" >"$doc/changelog.gz"
find "$root" -type d -exec chmod 755 {} +
find "$doc" -type f -exec chmod 644 {} +
size=$(du -sk --apparent-size "$root/usr" | cut -f 1)
cat >"$root/DEBIAN/control" <<EOF
Package: muster
Version: $version-1
Section: web
Priority: optional
Architecture: $arch
Installed-Size: $size
Depends: $depends
Recommends: ca-certificates, libxml2, tzdata
Maintainer: $maintainer
Description: acceptance tests and load tests of HTTP endpoints
 From declarative JSON scenarios muster checks that an HTTP endpoint keeps its
 contract, sends bursts and load, and reports what happened: on the terminal,
 as JUnit XML, as a page, and as one JSON document with all the evidence.
 .
 It runs against a live endpoint or against an embedded mock.
EOF
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
deb=$out/muster_$version-1_$arch.deb
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$deb" >/dev/null

# The same files as a tar.
name=muster-$version-linux-$(uname -m)
"$here/install.sh" "$program" "" "$work/$name"
cp "$top/README.md" "$top/LICENSE" "$top/CHANGELOG.md" "$work/$name/"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" |
  gzip -9n >"$out/$name.tar.gz"

loaded=$(libraries)
# shellcheck disable=SC2086 # one word a package
"$here/sbom.py" "$program" "$top" "$version" "$SOURCE_DATE_EPOCH" $loaded >"$out/muster-$version.spdx.json"
(cd "$out" && sha256sum "$(basename "$deb")" "$name.tar.gz" "muster-$version.spdx.json" >SHA256SUMS)
ls -l "$out"
if [ -z "$(swift sdk list 2>/dev/null | grep -v '^No ')" ]; then
  echo "only for $arch: this toolchain has no SDK to compile for another architecture with (swift sdk list)"
fi
