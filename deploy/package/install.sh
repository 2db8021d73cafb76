#!/bin/sh
# install.sh PROGRAM PREFIX [DESTDIR]: the program, its completions, man pages and schemas.
set -eu
program=$1
prefix=$2
root=${3:-}
here=$(dirname "$0")
share=$root$prefix/share
version=$("$program" --version | cut -d ' ' -f 2)
# The same sources give the same files: no page says when it was made.
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || echo 0)}
date=$(date -u -d "@$epoch" +%Y-%m-%d)

install -D -m 755 "$program" "$root$prefix/bin/muster"
install -d "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/fish/vendor_completions.d" \
  "$share/man/man1" "$share/muster"
# It is read by a shell, and no program.
"$program" --generate-completion-script bash | sed '1{/^#!/d}' >"$share/bash-completion/completions/muster"
"$program" --generate-completion-script zsh >"$share/zsh/site-functions/_muster"
"$program" --generate-completion-script fish >"$share/fish/vendor_completions.d/muster.fish"
"$program" schema --all "$share/muster" >/dev/null
"$here/man.py" "$program" "$share/man/man1" "$version" "$date"
gzip -9nf "$share"/man/man1/muster*.1
chmod 644 "$share"/man/man1/muster*.1.gz "$share"/muster/*.json "$share/bash-completion/completions/muster" \
  "$share/zsh/site-functions/_muster" "$share/fish/vendor_completions.d/muster.fish"
