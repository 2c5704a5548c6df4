# Sourced by the scripts: installs the workspace, and puts its own Node 24 first on the path.
set -euo pipefail
workspace=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$workspace"
export NX_DAEMON=false NX_NO_CLOUD=true NX_TUI=false
export UNDERSTUDY_CACHE=${UNDERSTUDY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/understudy}
mkdir -p "$UNDERSTUDY_CACHE"

# One install for one lock file; the marker carries its checksum.
lock=$(cksum < package-lock.json | tr ' ' '-')
if [ "$(cat node_modules/.installed 2>/dev/null || true)" != "$lock" ]; then
  echo 'Installing the workspace (once for each lock file) …' >&2
  # Not `npm ci`: it refuses a lock without the optional binaries of platforms that a registry does
  # not hold. This installs what the lock says all the same, and writes nothing.
  npm install --no-save --no-audit --no-fund --loglevel=error >&2
  echo "$lock" > node_modules/.installed
fi
export PATH="$workspace/node_modules/.bin:$PATH"
if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 24 ]; then
  echo 'Expected Node 24 from the workspace, found '"$(node -v)"'. On a platform without the packaged binary, install Node 24 and run this again.' >&2
  exit 3
fi
